"""The duty roster, decided on paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.matters.roster_rules import gaps_in_roster, problems_with_duty, roster_days

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
