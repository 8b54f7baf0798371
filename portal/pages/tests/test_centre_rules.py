"""Centres, people and days on paper: what may stand in public, and what contradicts itself."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages import centre_rules as rules
from portal.privacy import looks_personal

# A code that cannot exist: no authority has the sign Y, no division begins with 99.
MADE_UP = "Y199010299DEMO001"


def codes(problems: list[Any]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    "number",
    [
        "13800000000",
        "138 0000 0000",
        "138-0000-0000",
        "+86 19900000000",
        "8613800000000",
        "１３８００００００００",
        "0000-8800 1122、13800000000",
        "值班 17000000000",
    ],
)
def test_a_mobile_is_no_office_telephone(number: str) -> None:
    assert codes(rules.problems_with_office_phone(number)) == ["phone.mobile"]
    assert looks_personal(number)


@pytest.mark.parametrize(
    "number",
    ["0000-8800 1122", "0000-88001122", "12345", "0000-1388 1122", "110", "", "400-0000-000"],
)
def test_office_numbers_and_hotlines_pass(number: str) -> None:
    assert rules.problems_with_office_phone(number) == []


@pytest.mark.parametrize("name", ["张**", "张某", "张老师", "欧阳女士", "Ms Lin", "李＊", ""])
def test_a_masked_name_or_a_form_of_address_may_stand_on_a_card(name: str) -> None:
    assert rules.problems_with_display_name(name) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [("张三丰", "contact.name_not_masked"), ("张老师2号", "contact.name_has_digits")],
)
def test_a_full_name_or_digits_may_not(name: str, code: str) -> None:
    assert code in codes(rules.problems_with_display_name(name))


@pytest.mark.parametrize(
    ("name", "post", "consents", "expected"),
    [
        ("", "主任", False, []),
        ("张三丰", "主任", True, []),
        ("张三丰", "主任", False, ["centre.head_not_agreed"]),
        ("张三丰", "", False, ["centre.head_post_missing", "centre.head_not_agreed"]),
        ("", "", True, []),
    ],
)
def test_a_head_is_named_only_with_agreement_and_post(
    name: str, post: str, consents: bool, expected: list[str]
) -> None:
    found = codes(rules.problems_with_head(name=name, post=post, consents=consents))
    assert found == expected


signs = st.text(alphabet=rules.USCC_SIGNS, min_size=17, max_size=17)


@given(signs)
def test_a_code_with_its_calculated_sign_passes(text: str) -> None:
    assert rules.problems_with_uscc(text + rules.uscc_check_sign(text)) == []


@given(signs, st.integers(0, 16), st.sampled_from(rules.USCC_SIGNS))
def test_any_single_mistyped_sign_is_found(text: str, place: int, sign: str) -> None:
    code = text + rules.uscc_check_sign(text)
    wrong = code[:place] + sign + code[place + 1 :]
    assert bool(rules.problems_with_uscc(wrong)) == (wrong != code)


def test_the_check_sign_is_that_of_the_standard() -> None:
    """The weights of the standard written out, one by one."""
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    text = MADE_UP.replace("O", "0")
    total = sum(
        rules.USCC_SIGNS.index(sign) * weight for sign, weight in zip(text, weights, strict=True)
    )
    assert rules.uscc_check_sign(text) == rules.USCC_SIGNS[(31 - total % 31) % 31]


@pytest.mark.parametrize("code", ["123", "I" * 18, MADE_UP + "0", "y19901029900000010"])
def test_a_code_of_the_wrong_form_is_refused(code: str) -> None:
    assert codes(rules.problems_with_uscc(code)) == ["centre.uscc_form"]


def test_no_code_is_no_problem() -> None:
    assert rules.problems_with_uscc("") == []


@pytest.mark.parametrize(
    ("pair", "expected"),
    [((None, None), []), ((1, 2), []), ((0, 0), []), ((1, None), ["centre.half_a_position"])],
)
def test_a_position_has_both_numbers_or_none(pair: Any, expected: list[str]) -> None:
    assert codes(rules.problems_with_position(*pair)) == expected


@pytest.mark.parametrize(
    ("model", "sharers", "expected"),
    [
        ("many", 2, []),
        ("many", 0, ["centre.sharers_missing"]),
        ("one", 0, []),
        ("", 0, []),
        ("one", 1, ["centre.shared_without_model"]),
    ],
)
def test_only_a_station_for_several_villages_names_who_shares_it(
    model: str, sharers: int, expected: list[str]
) -> None:
    found = rules.problems_with_sharing(model=model, many_villages="many", sharers=sharers)
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("渡前街道老渡口社区服务站", True),
        ("渡前街道老渡口社区服务站（演示）", True),
        ("青山镇上坝村社区服务站", True),
        ("老渡口服务站", False),
        ("渡前街道老渡口便民点", False),
    ],
)
def test_a_station_is_called_after_street_office_and_community(name: str, usual: bool) -> None:
    assert rules.station_name_is_usual(name) is usual


DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(None, None)], []),
        ([(time(9), time(11)), (time(13), time(15))], []),
        ([(time(9), None)], ["special_day.half"]),
        ([(None, None), (time(9), time(11))], ["special_day.shut_and_open"]),
        ([(time(11), time(9))], ["special_day.reversed"]),
        ([(time(9), time(11)), (time(10), time(12))], ["special_day.overlapping"]),
    ],
)
def test_a_special_day_does_not_contradict_itself(rows: Any, expected: list[str]) -> None:
    assert codes(rules.problems_with_special_days((DAY, *row) for row in rows)) == expected


def test_a_unit_never_stands_above_itself() -> None:
    lines: dict[int, list[int]] = {1: [2], 2: [3], 3: []}
    assert rules.is_above_itself(3, [1], lines)
    assert rules.is_above_itself(1, [1], lines)
    assert not rules.is_above_itself(1, [2, 3], lines)
    assert not rules.is_above_itself(4, [1], {1: [2], 2: [1]})
