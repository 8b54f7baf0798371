"""Open or shut at a moment, and weekly hours that a rule can judge."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.opening_hours import (
    SHANGHAI,
    OpeningSpan,
    OpeningStatus,
    SpecialHours,
    hours_on,
    opening_state,
    problems_with_hours,
    weekly_minutes,
)
from portal.workdays import WorkCalendar

FORTY = Decimal(40)
HOLIDAYS = {date(2026, 10, day): "statutory" for day in range(1, 8)}
MAKE_UP = {date(2026, 9, 20): "workday", date(2026, 10, 10): "workday"}


def autumn_2026() -> WorkCalendar:
    """September to December 2026 as arranged; 2027 has not been entered."""
    days = (date(2026, 9, 1) + timedelta(days=step) for step in range(122))
    usual = {day: "rest" if day.weekday() >= 5 else "workday" for day in days}
    return WorkCalendar.of({**usual, **HOLIDAYS, **MAKE_UP}.items())


def office_hours() -> list[OpeningSpan]:
    """Mornings and afternoons from Monday to Friday, Friday shorter, and Saturday mornings."""
    week = [OpeningSpan(day, time(8, 30), time(12)) for day in range(5)]
    week += [OpeningSpan(day, time(13, 30), time(18)) for day in range(4)]
    return [*week, OpeningSpan(4, time(13, 30), time(17)), OpeningSpan(5, time(9), time(11))]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "status", "until", "opens_at"),
    [
        ("2026-11-23 08:29:59", "closed", None, "2026-11-23 08:30"),
        ("2026-11-23 08:30:00", "open", "2026-11-23 12:00", None),
        ("2026-11-23 12:00:00", "closed", None, "2026-11-23 13:30"),
        ("2026-11-23 17:59:59", "open", "2026-11-23 18:00", None),
        ("2026-11-23 18:00:00", "closed", None, "2026-11-24 08:30"),
        ("2026-11-21 10:00:00", "open", "2026-11-21 11:00", None),
        ("2026-11-22 10:00:00", "closed", None, "2026-11-23 08:30"),
        ("2026-09-30 19:00:00", "closed", None, "2026-10-08 08:30"),
        ("2026-10-01 10:00:00", "holiday", None, "2026-10-08 08:30"),
        ("2026-10-03 10:00:00", "holiday", None, "2026-10-08 08:30"),
    ],
)
def test_a_moment_is_open_or_shut_as_the_week_and_the_calendar_say(
    moment: str, status: str, until: str | None, opens_at: str | None
) -> None:
    state = opening_state(office_hours(), autumn_2026(), at(moment))
    assert state.status == status
    assert state.until == (at(until) if until else None)
    assert state.opens_at == (at(opens_at) if opens_at else None)
    assert not state.problems


@pytest.mark.parametrize("moment", ["2026-09-20 16:30", "2026-10-10 16:30"])
def test_a_make_up_weekend_day_has_the_hours_of_friday(moment: str) -> None:
    state = opening_state(office_hours(), autumn_2026(), at(moment))
    assert state.until == at(moment).replace(hour=17, minute=0)


def test_a_make_up_day_without_friday_hours_has_those_of_the_nearest_weekday() -> None:
    week = [OpeningSpan(1, time(9), time(10)), OpeningSpan(2, time(14), time(15))]
    assert hours_on(week, autumn_2026(), date(2026, 10, 10)) == [(time(14), time(15))]


def test_a_weekday_entered_as_rest_is_shut_like_the_holiday_it_joins() -> None:
    calendar = WorkCalendar.of({**autumn_2026().days, date(2026, 10, 8): "rest"}.items())
    state = opening_state(office_hours(), calendar, at("2026-10-08 10:00"))
    assert state.status is OpeningStatus.HOLIDAY
    assert state.opens_at == at("2026-10-09 08:30")


@pytest.mark.parametrize("moment", ["2027-01-01 10:00", "2027-06-15 10:00", "2027-12-31 23:59"])
def test_in_a_year_without_arrangement_the_state_is_unknown_with_the_reason(moment: str) -> None:
    state = opening_state(office_hours(), autumn_2026(), at(moment))
    assert state.status is OpeningStatus.UNKNOWN
    assert [problem.code for problem in state.problems] == ["workdays.year_missing"]
    assert "2027" in str(state.problems[0])
    assert state.until is state.opens_at is None


def test_the_next_opening_is_not_promised_into_a_year_without_arrangement() -> None:
    state = opening_state(office_hours(), autumn_2026(), at("2026-12-31 20:00"))
    assert state.status is OpeningStatus.CLOSED
    assert state.opens_at is None
    assert [problem.code for problem in state.problems] == ["workdays.year_missing"]


def test_a_centre_without_hours_is_closed_and_promises_nothing() -> None:
    state = opening_state([], autumn_2026(), at("2026-11-23 10:00"))
    assert (state.status, state.opens_at, state.problems) == (OpeningStatus.CLOSED, None, ())


def test_adjoining_hours_are_one_opening() -> None:
    week = [OpeningSpan(0, time(12), time(17)), OpeningSpan(0, time(9), time(12))]
    state = opening_state(week, autumn_2026(), at("2026-11-23 10:00"))
    assert state.until == at("2026-11-23 17:00")


def test_the_moment_is_read_in_local_time() -> None:
    state = opening_state(office_hours(), autumn_2026(), datetime(2026, 11, 22, 23, 45, tzinfo=UTC))
    assert state.opens_at == at("2026-11-23 08:30")


def test_a_moment_without_time_zone_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="time zone"):
        opening_state([], autumn_2026(), datetime(2026, 11, 23, 10))


def test_exactly_the_weekly_minimum_is_enough() -> None:
    week = [OpeningSpan(day, time(9), time(17)) for day in range(5)]
    assert weekly_minutes(week) == 40 * 60
    assert problems_with_hours(week, minimum_hours=FORTY) == []


@pytest.mark.parametrize(
    ("week", "code", "words"),
    [
        ([], "opening_hours.too_few", "Open 0 hours"),
        ([OpeningSpan(0, time(9), time(17, 20))], "opening_hours.too_few", "Open 8.33 hours"),
        ([OpeningSpan(0, time(17), time(9))], "opening_hours.reversed", "later"),
        ([OpeningSpan(0, time(9), time(9))], "opening_hours.reversed", "later"),
        (
            [OpeningSpan(0, time(9), time(13)), OpeningSpan(0, time(12), time(17))],
            "opening_hours.overlapping",
            "overlap",
        ),
    ],
)
def test_hours_that_break_a_rule_say_which(week: list[OpeningSpan], code: str, words: str) -> None:
    problems = problems_with_hours(week, minimum_hours=FORTY)
    assert [problem.code for problem in problems] == [code]
    with translation.override("en"):
        assert words in str(problems[0])


def test_the_weekly_minimum_is_the_one_handed_in() -> None:
    week = [OpeningSpan(0, time(9), time(11))]
    assert problems_with_hours(week, minimum_hours=Decimal("2")) == []
    (problem,) = problems_with_hours(week, minimum_hours=Decimal("2.5"))
    assert problem.params["minimum"] == "2.5"


spans = st.builds(OpeningSpan, st.integers(0, 6), st.times(), st.times())
moments = st.datetimes(datetime(2026, 8, 25), datetime(2027, 1, 5)).map(
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)


@given(st.lists(spans, max_size=12), moments)
def test_any_rows_at_any_moment_give_a_state_that_agrees_with_itself(
    week: list[OpeningSpan], now: datetime
) -> None:
    calendar = autumn_2026()
    state = opening_state(week, calendar, now)
    if state.status is OpeningStatus.OPEN:
        assert state.until is not None and state.until > now
    if state.opens_at is not None:
        assert state.opens_at > now
        later = opening_state(week, calendar, state.opens_at)
        assert later.status is OpeningStatus.OPEN
    assert bool(state.problems) or calendar.knows(now.date())


DRILL = SpecialHours(reason="消防演练")
SHORT = SpecialHours(((time(9), time(11)),), "盘点")


@pytest.mark.parametrize(
    ("moment", "special", "status", "until", "opens_at", "reason"),
    [
        ("2026-11-23 10:00", {23: DRILL}, "closed", None, "2026-11-24 08:30", "消防演练"),
        ("2026-11-23 10:00", {23: SHORT}, "open", "2026-11-23 11:00", None, "盘点"),
        ("2026-11-23 12:30", {23: SHORT}, "closed", None, "2026-11-24 08:30", "盘点"),
        ("2026-11-23 19:00", {24: SHORT}, "closed", None, "2026-11-24 09:00", ""),
        ("2026-11-23 19:00", {24: DRILL}, "closed", None, "2026-11-25 08:30", ""),
    ],
)
def test_what_a_centre_says_about_a_date_stands_above_the_week(
    moment: str,
    special: dict[int, SpecialHours],
    status: str,
    until: str,
    opens_at: str,
    reason: str,
) -> None:
    days = {date(2026, 11, day): hours for day, hours in special.items()}
    state = opening_state(office_hours(), autumn_2026(), at(moment), days)
    assert (state.status, state.reason) == (status, reason)
    assert state.until == (at(until) if until else None)
    assert state.opens_at == (at(opens_at) if opens_at else None)


def test_a_centre_that_opens_on_a_holiday_is_open() -> None:
    special = {date(2026, 10, 1): SpecialHours(((time(9), time(12)),), "节日值班")}
    state = opening_state(office_hours(), autumn_2026(), at("2026-10-01 10:00"), special)
    assert state.until == at("2026-10-01 12:00")


def test_a_date_the_centre_has_spoken_about_is_known_without_a_calendar() -> None:
    special = {date(2027, 1, 1): DRILL}
    state = opening_state(office_hours(), autumn_2026(), at("2027-01-01 10:00"), special)
    assert state.status is OpeningStatus.CLOSED
    assert [problem.code for problem in state.problems] == ["workdays.year_missing"]
