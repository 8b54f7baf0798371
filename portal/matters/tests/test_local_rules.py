"""Local details on paper: old ones, empty ones, foreign windows, hours in words."""

from __future__ import annotations

from datetime import date, time

import pytest

from portal.matters.local_rules import hours_in_words, is_old, problems_with_details

TODAY = date(2026, 9, 16)


@pytest.mark.parametrize(
    ("reviewed_on", "days", "old"),
    [
        (date(2026, 3, 20), 180, False),
        (date(2026, 3, 19), 180, True),
        (date(2020, 1, 1), None, False),
    ],
)
def test_details_are_old_after_so_many_days_and_never_without_a_rule(reviewed_on, days, old):
    assert is_old(reviewed_on, days=days, today=TODAY) is old


def codes(values, **facts):
    return [row.code for row in problems_with_details(values, today=TODAY, **facts)]


def test_details_that_say_nothing_are_refused():
    assert codes({"place": "", "note": ""}) == ["local.empty"]


def test_a_note_alone_is_enough():
    assert codes({"note": "周三下午不办", "reviewed_on": TODAY}) == []


def test_a_window_of_another_community_is_refused():
    assert codes({"window": 4}, is_own_window=False) == ["local.foreign_window"]


def test_a_review_cannot_lie_in_the_future():
    assert codes({"note": "x", "reviewed_on": date(2026, 9, 17)}) == ["local.reviewed_later"]


def test_days_in_a_row_with_the_same_hours_are_one_line():
    morning, evening = (time(8, 30), time(12)), (time(13, 30), time(17, 30))
    week = [(day, *span) for day in range(5) for span in (morning, evening)]
    week.append((5, time(9), time(12)))
    assert hours_in_words(week) == "周一至周五 8:30—12:00、13:30—17:30；周六 9:00—12:00"


def test_no_hours_are_no_words():
    assert hours_in_words([]) == ""
