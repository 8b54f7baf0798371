"""Service facilities, decided on paper."""

from __future__ import annotations

from datetime import date

import pytest

from portal.matters.facility_rules import problems_with_facility, problems_with_supervision

ACTIVE = {
    "latitude": None, "longitude": None, "is_active": True, "ended_on": None, "ended_reason": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, []),
        ({"latitude": -48.9, "longitude": -123.4}, []),
        ({"latitude": 12}, ["latitude"]),
        ({"latitude": 91, "longitude": 181}, ["latitude", "longitude"]),
        ({"ended_reason": "搬走"}, ["is_active"]),
        ({"is_active": False}, ["ended_on", "ended_reason"]),
        ({"is_active": False, "ended_on": date(2026, 5, 1)}, ["ended_reason"]),
        ({"is_active": False, "ended_on": date(2026, 5, 1), "ended_reason": "改去二号院"}, []),
    ],
)
def test_a_facility_has_a_whole_position_and_a_withdrawn_one_says_why(values, fields):
    problems = problems_with_facility(**{**ACTIVE, **values})
    assert [problem.field for problem in problems] == fields


# --- Markets, outlets, prices, days ---------------------------------------------------------------
TODAY = date(2026, 11, 2)
MARKET = {
    "function": "买菜", "complaint_phone": "0000-1", "supervisor": "监管所（演示）",
    "supervisor_phone": "0000-2",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "values", "fields"),
    [
        ("market", MARKET, []),
        ("market", {**MARKET, "supervisor": " "}, ["supervisor"]),
        ("market", {}, ["function", "complaint_phone", "supervisor", "supervisor_phone"]),
        ("outlet", {}, ["price_list", "complaint_phone"]),
        ("day_care", {}, []),
        ("day_care", {"price_list": "午餐 12元\n照料 免费\n\n接送"}, ["price_list"]),
        ("market", {"is_active": False}, []),
        (
            "outlet",
            {"complaint_phone": "0000-1", "price_list": "复印 五角一张\n免收\n磨刀两元"},
            [],
        ),
        ("day_care", {"prices_checked_on": date(2026, 11, 3)}, ["prices_checked_on"]),
        ("day_care", {"starts_on": TODAY, "ended_on": date(2026, 11, 1)}, ["ended_on"]),
    ],
)
def test_what_a_facility_must_say_besides_is_said_all_at_once(kind, values, fields):
    problems = problems_with_supervision(kind, {"is_active": True, **values}, today=TODAY)
    assert [one.field for one in problems] == fields


def test_the_line_without_a_price_is_named():
    [problem] = problems_with_supervision("outlet", {
        "price_list": "复印 0.5元\n代寄", "complaint_phone": "0000-1",
    }, today=TODAY)  # fmt: skip
    assert problem.params == {"line": 2}
