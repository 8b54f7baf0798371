"""What a number is called: by the words before it, or by the head of its column."""

from __future__ import annotations

import pytest

from portal.privacy import Kind, find

NUMBER = "1111222233334444"


def kinds(text: str) -> list[Kind]:
    return [one.kind for one in find(text)]


@pytest.mark.parametrize("row", [1, 2, 5])
def test_the_head_of_a_column_speaks_of_every_row(row):
    rows = ["1\t甲\t无"] * row + [f"2\t乙\t{NUMBER}"]
    assert kinds("\n".join(["序号\t姓名\t银行卡号", *rows])) == [Kind.CARD]


def test_a_title_with_cells_may_stand_above_the_heads():
    assert kinds(f"花名册\t\n姓名\t身份证号\n甲\t{NUMBER[:15]}") == [Kind.IDENTITY]


def test_a_head_speaks_of_its_own_column_only():
    assert kinds(f"身份证号\t项目\n无\t{NUMBER[:15]}") == []


def test_a_head_ends_with_its_table():
    assert kinds(f"姓名\t身份证号\n\n甲\t{NUMBER[:15]}") == []


def test_the_head_of_a_column_of_documents_lets_their_numbers_alone():
    assert kinds("项目\t订单编号\n路灯\t13800000000") == []


def test_a_label_does_not_reach_into_the_next_line():
    assert kinds(f"身份证号\n{NUMBER[:15]}") == []


def test_a_label_far_before_a_number_does_not_speak_of_it():
    assert kinds(f"身份证号由派出所登记并且核对无误以后再行公布。另见{NUMBER[:15]}") == []


def test_an_identity_right_before_another_number_is_found():
    assert kinds("99000019900101001X13800000000") == [Kind.IDENTITY, Kind.MOBILE]
