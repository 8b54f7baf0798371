"""Working days (工作日): which day is one, and when a period that the law counts in days ends.

Pure: the calendar is a value handed in, `today` is an argument, nothing is fetched. The days come
from the State Council's yearly holiday arrangement (节假日安排); a day that has not been entered is
a problem, never a guess from the weekday, because make-up working days fall on weekends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from types import MappingProxyType

from portal.problems import Problem, Refused, gettext_noop

_ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a calendar day is (日历日种类): exactly one of three.

    `STATUTORY` is any day of a holiday as arranged for that year, with the days moved to join it;
    `REST` is an ordinary weekend day; `WORKDAY` includes make-up working days on weekends (补班).
    """

    WORKDAY = "workday"
    REST = "rest"
    STATUTORY = "statutory"


def year_missing(year: int) -> Problem:
    """The holiday arrangement of `year` has not been entered (节假日安排尚未录入)."""
    return Problem(
        "workdays.year_missing",
        gettext_noop("The holiday arrangement for %(year)s has not been entered yet."),
        params={"year": year},
    )


@dataclass(frozen=True)
class WorkCalendar:
    """The days whose kind is known (工作日历). Invariant: it never answers for any other day."""

    days: Mapping[date, DayKind]

    @classmethod
    def of(cls, rows: Iterable[tuple[date, str]]) -> WorkCalendar:
        """The calendar made of (day, kind) rows, as stored; a later row of a day wins.

        An unknown kind raises ValueError: it is a fault of the program, not of the reader.
        """
        return cls(MappingProxyType({day: DayKind(kind) for day, kind in rows}))

    def knows(self, day: date) -> bool:
        """Has the kind of this day been entered?"""
        return day in self.days

    def kind_of(self, day: date) -> DayKind:
        """The kind of `day`; refuses a day that has not been entered."""
        kind = self.days.get(day)
        if kind is None:
            raise Refused([year_missing(day.year)])
        return kind

    def is_workday(self, day: date) -> bool:
        """Is `day` a working day? Refuses a day that has not been entered."""
        return self.kind_of(day) is DayKind.WORKDAY

    def workday_on_or_after(self, day: date) -> date:
        """`day` itself if it is a working day, otherwise the first working day after it."""
        if self.is_workday(day):
            return day
        return next(later for later in _days_after(day) if self.is_workday(later))

    def add_working_days(self, start: date, count: int) -> date:
        """The last day of a period of `count` working days that begins on `start`.

        The day of the beginning is not counted (Civil Code 民法典 article 201). The answer is
        always a working day. Refuses a period shorter than one day and days not entered.
        """
        _demand_a_day(count)
        workdays = (day for day in _days_after(start) if self.is_workday(day))
        return next(islice(workdays, count - 1, None))

    def add_natural_days(self, start: date, count: int) -> date:
        """The last day of a period of `count` natural days (自然日) that begins on `start`.

        The day of the beginning is not counted (Civil Code 民法典 article 201); a last day on a
        statutory rest day moves to the first working day after it (article 203).
        """
        _demand_a_day(count)
        try:
            last = start + timedelta(days=count)
        except OverflowError:
            raise Refused([year_missing(date.max.year + 1)]) from None
        return self.workday_on_or_after(last)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end` (article 201).

        The inverse of `add_working_days`. Refuses an end before the start and days not entered.
        """
        if end < start:
            raise Refused([_END_BEFORE_START])
        span = range(1, (end - start).days + 1)
        return sum(self.is_workday(start + timedelta(days=step)) for step in span)


_END_BEFORE_START = Problem(
    "workdays.end_before_start", gettext_noop("The end of the period lies before its start.")
)


def _demand_a_day(count: int) -> None:
    """Refuse a period without a day: nothing can end before it began."""
    if count < 1:
        raise Refused(
            [
                Problem(
                    "workdays.period_too_short",
                    gettext_noop("A period has at least one day; %(count)s was given."),
                    params={"count": count},
                )
            ]
        )


def _days_after(day: date) -> Iterator[date]:
    """The days after `day`, one by one; past the last date there is, the year is missing."""
    while day < date.max:
        day += _ONE_DAY
        yield day
    raise Refused([year_missing(date.max.year + 1)])
