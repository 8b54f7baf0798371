"""A year's holiday arrangement (节假日安排) as a readable file, and the days that follow from it.

Pure: text in, rows out. A file names only what differs from the plain week: the holidays and the
make-up working days (补班). From a file every day of the year gets its kind, so that a year is
known wholly or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from portal.problems import Problem, Refused, gettext_noop
from portal.workdays import DayKind

SATURDAY = 5
_NOT_SUCH_A_FILE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


class ArrangedDay(NamedTuple):
    """One day of the year with its kind and the holiday it belongs to (日历日)."""

    date: date
    kind: DayKind
    note: str


def days_of_year(text: str, *, where: str) -> list[ArrangedDay]:
    """All days of the year that the file `text` arranges, in order.

    Refuses, naming the file `where`: what is not such a file, days of another year, days named
    twice, and a make-up working day that is no weekend day.
    """
    try:
        arrangement = json.loads(text)
        year = int(arrangement["year"])
        named = [*_holidays(arrangement["holidays"]), *_make_up_days(arrangement["workdays"])]
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
    except _NOT_SUCH_A_FILE as error:
        raise Refused([_unreadable(error, where)]) from None
    problems = list(_problems_with(named, year, where))
    if problems:
        raise Refused(problems)
    special = {day.date: day for day in named}
    days = (first + timedelta(days=step) for step in range((after - first).days))
    return [special.get(day) or ArrangedDay(day, _plain_kind(day), "") for day in days]


def arrangement_text(
    year: int, source: str, holidays: Mapping[date, str], make_up: Mapping[date, str]
) -> str:
    """The file of a year, from its holidays and make-up working days with the holiday's name."""
    arrangement = {
        "year": year,
        "source": source,
        "holidays": [
            {"name": name, "first": first.isoformat(), "last": last.isoformat()}
            for name, first, last in _runs(holidays)
        ],
        "workdays": [
            {"date": day.isoformat(), "name": name} for day, name in sorted(make_up.items())
        ],
    }
    return json.dumps(arrangement, ensure_ascii=False, indent=2) + "\n"


def _holidays(rows: Iterable[Mapping[str, str]]) -> Iterator[ArrangedDay]:
    for row in rows:
        first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
        if not timedelta(0) <= last - first < timedelta(days=366):
            raise ValueError(f"{first} – {last}")
        for step in range((last - first).days + 1):
            yield ArrangedDay(first + timedelta(days=step), DayKind.STATUTORY, str(row["name"]))


def _make_up_days(rows: Iterable[Mapping[str, str]]) -> Iterator[ArrangedDay]:
    for row in rows:
        note = f"{row['name']}补班"
        yield ArrangedDay(date.fromisoformat(row["date"]), DayKind.WORKDAY, note)


def _problems_with(named: list[ArrangedDay], year: int, where: str) -> Iterator[Problem]:
    """Days of another year, named twice, or made up for although they are working days."""
    seen: set[date] = set()
    for day in named:
        wrong_year = day.date.year != year
        idle_make_up = day.kind is DayKind.WORKDAY and day.date.weekday() < SATURDAY
        if wrong_year or idle_make_up or day.date in seen:
            yield Problem(
                "calendar.day_contradicts",
                gettext_noop(
                    "%(date)s lies outside the year, is named twice, "
                    "or is a make-up day that is no weekend day."
                ),
                params={"date": day.date.isoformat()},
                where=where,
            )
        seen.add(day.date)


def _plain_kind(day: date) -> DayKind:
    return DayKind.REST if day.weekday() >= SATURDAY else DayKind.WORKDAY


def _runs(holidays: Mapping[date, str]) -> Iterator[tuple[str, date, date]]:
    """Neighbouring days of one holiday as (name, first, last)."""
    run: tuple[str, date, date] | None = None
    for day, name in sorted(holidays.items()):
        if run and run[0] == name and day - run[2] == timedelta(days=1):
            run = (name, run[1], day)
            continue
        if run:
            yield run
        run = (name, day, day)
    if run:
        yield run


def _unreadable(error: Exception, where: str) -> Problem:
    return Problem(
        "calendar.file_unreadable",
        gettext_noop("This is not a file of a year's holiday arrangement (%(reason)s)."),
        params={"reason": f"{type(error).__name__}: {error}"},
        where=where,
    )
