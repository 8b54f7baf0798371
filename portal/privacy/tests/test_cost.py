"""What a text costs grows with its length and not with its shape; lines are counted, no time."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from portal import privacy

ROOM = str(Path(privacy.__file__).parent)
LENGTH = 4_000
MOST_LINES = 30
"""Lines of ours that run for each sign of the worst text."""
SHAPES = {
    "single digits": "1 ",
    "digits": "1",
    "days of birth": "1 9 0 1 ",
    "wide gaps": "1   ",
    "dots": "1.",
    "unseen signs": "1\u200b",
    "lines": "1\n",
    "beginnings of cards": "4 ",
    "no card": "6 ",
    "beginnings of mobiles": "13 ",
    "mobiles": "13800000000 ",
    "spaced mobiles": "1 3 8 0 0 0 0 0 0 0 0 ",
    "prefixes": "86 ",
    "identities": "990000199001010017 ",
    "spaced identities": "990000 19900101 0017 ",
    "many an X": "1x",
    "stars": "1*",
    "groups of stars": "**** 1111 ",
    "labels": "身份证号1 ",
    "labels of bodies": "编号990000199001010017 ",
    "labels of cards": "卡号1111 2222 3333 4444 ",
    "rows": "身份证号\t1234567890123456\n",
    "one row": "卡号\t1111 ",
    "names": "姓名：",
    "homes": "住址：一二三四五六七八九十1-1-",
    "endings": "手机尾号",
}


def lines_run(text: str) -> int:
    """How many lines of the package run while a text is searched."""
    count = 0

    def follow(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return follow if frame.f_code.co_filename.startswith(ROOM) else None

    before = sys.gettrace()
    sys.settrace(follow)
    try:
        privacy.edits(text)
    finally:
        sys.settrace(before)
    return count


def of_length(shape: str, length: int) -> str:
    return (shape * length)[:length]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_twice_the_text_costs_twice_as_much(shape):
    once, twice = (lines_run(of_length(shape, LENGTH * times)) for times in (1, 2))
    assert twice <= 2.1 * once + 500


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_no_shape_of_text_costs_much(shape):
    assert lines_run(of_length(shape, LENGTH)) <= MOST_LINES * LENGTH


def test_a_column_of_single_digits_below_a_label_costs_no_more():
    text = f"身份证号\t卡号\n{of_length('1 ', LENGTH)}\t{of_length('1 ', LENGTH)}"
    assert lines_run(text) <= MOST_LINES * 2 * LENGTH
