"""Counting working days: law, algebra and the year nobody has entered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.problems import Refused
from portal.workdays import DayKind, WorkCalendar

FIRST = date(2030, 1, 1)
LENGTH = 400

kinds = st.lists(st.sampled_from(list(DayKind)), min_size=LENGTH, max_size=LENGTH).map(
    lambda some: [DayKind.WORKDAY, *some, DayKind.WORKDAY]
)
calendars = kinds.map(
    lambda some: WorkCalendar.of(
        (FIRST + timedelta(days=step), kind) for step, kind in enumerate(some)
    )
)
starts = st.integers(0, 60).map(lambda step: FIRST + timedelta(days=step))
counts = st.integers(1, 40)


def spring_festival_2026() -> WorkCalendar:
    """10 to 28 February 2026 as arranged: nine days off, make-up work on both Saturdays."""
    rows: list[tuple[date, str]] = []
    for day in range(10, 29):
        when = date(2026, 2, day)
        kind = "rest" if when.weekday() >= 5 else "workday"
        if 15 <= day <= 23:
            kind = "statutory"
        rows.append((when, "workday" if day in (14, 28) else kind))
    return WorkCalendar.of(rows)


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def add_or_none(calendar: WorkCalendar, start: date, count: int) -> date | None:
    try:
        return calendar.add_working_days(start, count)
    except Refused:
        return None


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 12), 1, date(2026, 2, 13)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 2, 17), 1, date(2026, 2, 24)),
        (date(2026, 2, 13), 6, date(2026, 2, 28)),
    ],
)
def test_a_period_skips_the_holiday_and_counts_the_make_up_saturday(
    start: date, count: int, end: date
) -> None:
    assert spring_festival_2026().add_working_days(start, count) == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 10), 3, date(2026, 2, 13)),
        (date(2026, 2, 10), 4, date(2026, 2, 14)),
        (date(2026, 2, 10), 5, date(2026, 2, 24)),
        (date(2026, 2, 10), 13, date(2026, 2, 24)),
        (date(2026, 2, 10), 14, date(2026, 2, 24)),
    ],
)
def test_a_natural_period_ending_on_a_rest_day_moves_to_the_next_working_day(
    start: date, count: int, end: date
) -> None:
    assert spring_festival_2026().add_natural_days(start, count) == end


def test_days_of_a_natural_period_before_its_end_need_not_be_entered() -> None:
    calendar = WorkCalendar.of([(date(2026, 3, 10), "workday")])
    assert calendar.add_natural_days(date(2026, 2, 28), 10) == date(2026, 3, 10)


def test_a_year_without_arrangement_is_refused_and_named() -> None:
    with pytest.raises(Refused) as refusal:
        spring_festival_2026().kind_of(date(2027, 1, 1))
    assert codes(refusal) == ["workdays.year_missing"]
    assert "2027" in str(refusal.value)


def test_a_period_running_past_the_entered_days_is_refused_not_guessed() -> None:
    with pytest.raises(Refused) as refusal:
        spring_festival_2026().add_working_days(date(2026, 2, 13), 7)
    assert codes(refusal) == ["workdays.year_missing"]


def test_one_entered_day_does_not_make_its_year_known() -> None:
    calendar = WorkCalendar.of([(date(2027, 1, 1), "statutory")])
    assert calendar.knows(date(2027, 1, 1)) and not calendar.knows(date(2027, 1, 4))
    with pytest.raises(Refused):
        calendar.workday_on_or_after(date(2027, 1, 1))


@pytest.mark.parametrize("count", [0, -1])
def test_a_period_without_a_day_is_refused(count: int) -> None:
    calendar = spring_festival_2026()
    for add in (calendar.add_working_days, calendar.add_natural_days):
        with pytest.raises(Refused) as refusal:
            add(date(2026, 2, 10), count)
        assert codes(refusal) == ["workdays.period_too_short"]


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        spring_festival_2026().working_days_between(date(2026, 2, 12), date(2026, 2, 11))
    assert codes(refusal) == ["workdays.end_before_start"]


def test_the_end_of_time_is_a_refusal_not_a_crash() -> None:
    calendar = WorkCalendar.of([(date.max, "rest")])
    for attempt in (
        lambda: calendar.workday_on_or_after(date.max),
        lambda: calendar.add_working_days(date.max, 1),
        lambda: calendar.add_natural_days(date.max, 1),
        lambda: calendar.add_natural_days(date(2026, 1, 1), 10**12),
    ):
        with pytest.raises(Refused):
            attempt()


def test_a_calendar_cannot_be_changed_after_it_is_made() -> None:
    calendar = spring_festival_2026()
    with pytest.raises(TypeError):
        calendar.days[date(2026, 2, 16)] = DayKind.WORKDAY  # type: ignore[index]


def test_an_unknown_kind_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="holiday"):
        WorkCalendar.of([(date(2026, 1, 1), "holiday")])


@given(calendars, starts, counts)
def test_a_period_ends_on_a_working_day_after_its_start(
    calendar: WorkCalendar, start: date, count: int
) -> None:
    end = add_or_none(calendar, start, count)
    if end is not None:
        assert calendar.is_workday(end)
        assert (end - start).days >= count


@given(calendars, starts, counts)
def test_counting_undoes_adding(calendar: WorkCalendar, start: date, count: int) -> None:
    end = add_or_none(calendar, start, count)
    if end is not None:
        assert calendar.working_days_between(start, end) == count
        assert calendar.working_days_between(start, end - timedelta(days=1)) == count - 1


@given(calendars, starts, counts, counts)
def test_two_periods_in_a_row_are_one_long_period(
    calendar: WorkCalendar, start: date, first: int, second: int
) -> None:
    middle = add_or_none(calendar, start, first)
    if middle is not None:
        in_two = add_or_none(calendar, middle, second)
        assert in_two == add_or_none(calendar, start, first + second)


@given(calendars, starts, counts)
def test_a_later_start_never_ends_earlier(calendar: WorkCalendar, start: date, count: int) -> None:
    sooner = add_or_none(calendar, start, count)
    later = add_or_none(calendar, start + timedelta(days=1), count)
    if sooner is not None and later is not None:
        assert sooner <= later


@given(calendars, starts, st.integers(0, 150), st.integers(0, 150))
def test_counts_of_adjoining_spans_add_up(
    calendar: WorkCalendar, start: date, first: int, second: int
) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    assert calendar.working_days_between(start, end) == calendar.working_days_between(
        start, middle
    ) + calendar.working_days_between(middle, end)


@given(calendars, starts, counts)
def test_a_natural_period_moves_only_over_days_without_work(
    calendar: WorkCalendar, start: date, count: int
) -> None:
    due = start + timedelta(days=count)
    end = calendar.add_natural_days(start, count)
    assert end >= due and calendar.is_workday(end)
    assert calendar.working_days_between(due, end) == (end > due)


@given(calendars, starts)
def test_moving_to_a_working_day_twice_moves_once(calendar: WorkCalendar, start: date) -> None:
    moved = calendar.workday_on_or_after(start)
    assert calendar.workday_on_or_after(moved) == moved
