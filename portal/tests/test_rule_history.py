"""The history of rule settings, on paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.rule_history import is_past, problems_with_start, problems_with_value

TODAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("days", "past"), [(-1, True), (0, True), (1, False)], ids=["begun", "today", "tomorrow"]
)
def test_a_value_is_history_from_the_day_on_which_it_begins(days: int, past: bool) -> None:
    assert is_past(TODAY + timedelta(days=days), today=TODAY) is past


def test_a_value_without_a_day_is_not_history() -> None:
    assert not is_past(None, today=TODAY)


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_a_later_value_begins_today_at_the_earliest(days: int, refused: bool) -> None:
    start = TODAY + timedelta(days=days)
    problems = problems_with_start(start, today=TODAY, is_first=False)
    assert [problem.field for problem in problems] == ["effective_from"] * refused


def test_the_first_value_of_a_rule_may_begin_long_ago() -> None:
    assert problems_with_start(date(1990, 1, 1), today=TODAY, is_first=True) == []


@pytest.mark.parametrize("value", ["180天", "六", "7.5", "", "１８０", "1234567"])
def test_a_rule_that_was_a_number_stays_a_whole_number(value: str) -> None:
    problems = problems_with_value(value, ["40"])
    assert [problem.field for problem in problems] == ["value"]


@pytest.mark.parametrize(("value", "earlier"), [("180", ["40"]), ("每季度", ["每月"]), ("六", [])])
def test_a_number_and_a_word_where_none_was_a_number_are_taken(
    value: str, earlier: list[str]
) -> None:
    assert problems_with_value(value, earlier) == []
