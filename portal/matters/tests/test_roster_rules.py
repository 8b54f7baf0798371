"""The duty roster, decided on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from portal.matters.roster_rules import (
    chosen_days,
    gaps_in_roster,
    joint_weekday,
    problems_with_duties,
    problems_with_duty,
    problems_with_joint_day,
    problems_with_span,
    roster_days,
    turns,
    unknown_years,
)
from portal.workdays import WorkCalendar

FRIDAY = date(2026, 10, 2)


def test_a_roster_runs_over_the_end_of_month_and_year():
    days = roster_days(date(2026, 12, 25))
    assert (len(days), days[0], days[-1]) == (14, date(2026, 12, 25), date(2027, 1, 7))


@pytest.mark.parametrize("missing", [[], [0], [13], [1, 2, 9]])
def test_days_without_anybody_on_duty_are_gaps_holidays_too(missing):
    on_duty = {FRIDAY + timedelta(days=n) for n in range(20) if n not in missing}
    found = gaps_in_roster(on_duty, first=FRIDAY)
    assert found == [FRIDAY + timedelta(days=n) for n in missing]


def test_an_empty_roster_is_all_gap():
    assert len(gaps_in_roster(set(), first=FRIDAY)) == 14


@pytest.mark.parametrize(
    ("holder", "backup", "count"), [(1, 1, 1), (1, 2, 0), (1, None, 0), (None, None, 0)]
)
def test_nobody_stands_in_for_oneself(holder, backup, count):
    assert len(problems_with_duty(holder=holder, backup=backup)) == count


# --- Many days at once ----------------------------------------------------------------------------
@dataclass
class Typed:
    day: date
    holder: int | None = 1
    backup: int | None = None
    phone: str = "0000-8800 1122"


def test_people_take_turns_and_the_next_one_stands_in():
    days = roster_days(FRIDAY, 4)
    assert turns(days, 3, weekly=False) == [(0, 1), (1, 2), (2, 0), (0, 1)]
    assert turns(days, 1, weekly=False) == [(0, None)] * 4


def test_a_weekly_turn_changes_on_monday():
    found = turns(roster_days(FRIDAY, 5), 2, weekly=True)
    assert [holder for holder, _backup in found] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("days", "code"), [(0, None), (61, None), (62, "duty.span_long"), (-1, "duty.span_reversed")]
)
def test_at_most_two_months_are_filled_at_once(days, code):
    problems = problems_with_span(FRIDAY, FRIDAY + timedelta(days=days))
    assert [one.code for one in problems] == ([code] if code else [])


def test_only_days_of_rest_are_filled_by_the_calendar_and_a_year_unknown_is_said():
    kinds = [(FRIDAY, "statutory"), (FRIDAY + timedelta(days=1), "workday")]
    calendar = WorkCalendar.of(kinds)
    last = FRIDAY + timedelta(days=2)
    assert chosen_days(FRIDAY, last, "rest", calendar) == [FRIDAY]
    assert chosen_days(FRIDAY, last, "working", calendar) == [FRIDAY + timedelta(days=1)]
    assert len(chosen_days(FRIDAY, last, "all", calendar)) == 3
    assert [one.code for one in unknown_years(FRIDAY, last, "rest", calendar)] == [
        "workdays.year_missing"
    ]
    assert unknown_years(FRIDAY, last, "all", calendar) == []


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        ({"holder": None, "phone": ""}, []),
        ({"holder": None, "backup": 2}, ["duty.holder_missing"]),
        ({"backup": 1}, ["duty.same_person"]),
        ({"phone": " "}, ["duty.phone_missing"]),
        ({"phone": "13800000000"}, ["phone.mobile"]),
    ],
)
def test_each_problem_stands_beside_its_day(values, codes):
    found = problems_with_duties([Typed(FRIDAY, **values), Typed(FRIDAY + timedelta(days=1))])
    assert [(day, one.code) for day, one in found] == [(FRIDAY, code) for code in codes]


# --- The joint day --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "weekday"), [(2, 1), (7, 6), (0, None), (8, None), (None, None)]
)
def test_the_joint_weekday_is_counted_from_monday(number, weekday):
    assert joint_weekday(number) == weekday


@pytest.mark.parametrize(
    ("weekday", "open_on", "count"), [(1, {0, 1}, 0), (1, {0, 2}, 1), (None, {0}, 0), (1, set(), 0)]
)
def test_a_centre_that_is_shut_on_the_joint_day_is_told(weekday, open_on, count):
    assert len(problems_with_joint_day(weekday, open_on)) == count
