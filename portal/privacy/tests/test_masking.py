"""Masking leaves no digit of a number, a surname of a name, and of a home its community."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.privacy import edits, find, masked, suggestions
from portal.privacy.tests.planted import planted

SIGNS = st.text(
    alphabet="0123456789Xx*＊#- .+８１３\u200b\n\t年号：姓名住址身份证手机尾张三村栋", max_size=80
)


@given(SIGNS)
def test_nothing_is_found_in_a_masked_text(text):
    assert edits(masked(text)) == []


@given(SIGNS)
def test_masking_again_changes_nothing(text):
    once = masked(text)
    assert masked(once) == once


@given(st.lists(st.sampled_from(list(planted(200))), max_size=6), st.sampled_from("，\t\n；/ "))
def test_nothing_is_found_after_masking_planted_data(pieces, between):
    assert find(masked(between.join(one.written for one in pieces))) == []


def test_no_digit_of_planted_data_is_left():
    for one in planted(200):
        assert not any(sign.isdecimal() for sign in masked(one.written)), one


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("姓名：张三，性别女", "姓名：张*，性别女"),
        ("户主: 欧阳修文 2人", "户主: 欧阳* 2人"),
        ("住址：临河市柳湾区青禾里社区3栋2单元501室", "住址：临河市柳湾区青禾里社区*"),
        ("家庭住址：幸福路12号", "家庭住址：幸福路*"),
        ("序号\t姓名\t地址\n1\t李四\t桐荫巷社区7号楼", "序号\t姓名\t地址\n1\t李*\t桐荫巷社区*"),
        ("电话13800000000办理", "电话****办理"),
    ],
)
def test_names_homes_and_numbers_get_their_masks(text, left):
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "姓名：张*",
        "地址：幸福路12号社区服务中心",
        "张三在会上发言。",
        "姓名\t金额\n合计\t300",
        "住址：青禾里社区",
        "姓名：__________",
    ],
)
def test_what_no_label_calls_a_name_or_home_is_not_suggested(text):
    assert suggestions(text) == []
