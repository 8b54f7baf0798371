"""Questions about the duty roster that can be answered on paper (值班表)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from portal.pages.centre_rules import problems_with_office_phone
from portal.problems import Problem, gettext_noop
from portal.workdays import WorkCalendar, year_missing

from .choices import RosterDays

ROSTER_DAYS = 14
"""So far ahead a roster is shown and must have no gap; a period the portal chose, not the law."""
MOST_DAYS = 62
"""So many days are filled at once: two months."""


def roster_days(first: date, days: int = ROSTER_DAYS) -> list[date]:
    """The days of a roster from `first` on."""
    return [first + timedelta(days=step) for step in range(days)]


def gaps_in_roster(
    on_duty: Collection[date], *, first: date, days: int = ROSTER_DAYS
) -> list[date]:
    """The days on which nobody is on duty; days of rest and holidays count too.

    北京市社区服务站建设管理办法 article 17: duty on holidays and days of rest.
    """
    return [day for day in roster_days(first, days) if day not in on_duty]


def problems_with_duty(*, holder: Any, backup: Any) -> list[Problem]:
    """Who is on duty cannot be the own stand-in."""
    if holder is None or holder != backup:
        return []
    message = gettext_noop("The stand-in must be another person.")
    return [Problem("duty.same_person", message, "backup")]


# --- Many days at once ----------------------------------------------------------------------------
class NamedDuty(Protocol):
    """A day of the roster as far as it is judged on paper."""

    @property
    def day(self) -> date: ...
    @property
    def holder(self) -> Any: ...
    @property
    def backup(self) -> Any: ...
    @property
    def phone(self) -> str: ...


def problems_with_span(first: date, last: date) -> list[Problem]:
    """Days in the wrong order, or more than are filled at once."""
    if last < first:
        message = gettext_noop("The last day must not be before the first day.")
        return [Problem("duty.span_reversed", message, "last")]
    if (last - first).days >= MOST_DAYS:
        message = gettext_noop("Fill at most %(most)s days at once.")
        return [Problem("duty.span_long", message, "last", {"most": MOST_DAYS})]
    return []


def chosen_days(first: date, last: date, which: str, calendar: WorkCalendar) -> list[date]:
    """The days to fill; working days and days of rest are those of the calendar.

    A day that has not been entered counts as neither: `unknown_years` says so.
    """
    days = roster_days(first, (last - first).days + 1)
    if which == RosterDays.ALL:
        return days
    working = which == RosterDays.WORKING
    return [day for day in days if calendar.knows(day) and calendar.is_workday(day) == working]


def unknown_years(first: date, last: date, which: str, calendar: WorkCalendar) -> list[Problem]:
    """The years whose holidays nobody has entered, where they decide which days are filled."""
    if which == RosterDays.ALL:
        return []
    days = roster_days(first, (last - first).days + 1)
    return [year_missing(year) for year in sorted({d.year for d in days if not calendar.knows(d)})]


def turns(days: Sequence[date], people: int, *, weekly: bool) -> list[tuple[int, int | None]]:
    """Who is on duty and who stands in on each day, as places in a list of so many people.

    The next in the list stands in; a week begins on Monday. One person has no stand-in.
    """
    found = []
    for step, day in enumerate(days):
        monday = days[0] - timedelta(days=days[0].weekday())
        at = (day - monday).days // 7 if weekly else step
        found.append((at % people, (at + 1) % people if people > 1 else None))
    return found


def problems_with_duties(duties: Iterable[NamedDuty]) -> list[tuple[date, Problem]]:
    """All that is wrong with many days, each problem beside its day; an empty day is none."""
    found = []
    for one in duties:
        problems = problems_with_duty(holder=one.holder, backup=one.backup)
        if one.holder is None and one.backup is not None:
            message = gettext_noop("Name who is on duty, not only the stand-in.")
            problems.append(Problem("duty.holder_missing", message, "holder"))
        if one.holder is not None and not one.phone.strip():
            message = gettext_noop("Enter the office telephone of the day.")
            problems.append(Problem("duty.phone_missing", message, "phone"))
        problems += problems_with_office_phone(one.phone)
        found += [(one.day, problem) for problem in problems]
    return found


# --- The day on which all are there ---------------------------------------------------------------
JOINT_WEEKDAY_KEY = "duty.joint_weekday"
"""Rule setting: the weekday (1 Monday … 7 Sunday) on which all staff work in the centre together,
the others being filled by turns, Saturday and Sunday too. Without it no day is."""


def joint_weekday(number: int | None) -> int | None:
    """The weekday as `date.weekday()` counts; None without a setting or with one that is none."""
    return number - 1 if number and number <= 7 else None


def problems_with_joint_day(weekday: int | None, open_on: Collection[int]) -> list[Problem]:
    """The centre is shut on the weekday on which all its staff are to be there for residents.

    A centre that has entered no hours is not judged.
    """
    if weekday is None or not open_on or weekday in open_on:
        return []
    message = gettext_noop("The centre is shut on the day on which all staff work there together")
    return [Problem("duty.joint_day_shut", message)]
