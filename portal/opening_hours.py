"""Opening hours (开放时间): is a centre open now, until when, and does it open long enough?

Pure: the weekly hours, the exceptions, the working-day calendar and the moment are arguments. On a
day whose kind nobody has entered the answer is "unknown", unless the centre itself has said what
holds on that day; the page then shows the weekly hours with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from portal.problems import Problem, gettext_noop
from portal.workdays import DayKind, WorkCalendar, year_missing

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = 4
LOOK_AHEAD_DAYS = 31
"""How far the next opening is looked for; the longest holiday is much shorter."""


@dataclass(frozen=True, order=True)
class OpeningSpan:
    """Hours on one weekday (开放时段), local time; `weekday` 0 is Monday, `closes` not included."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class SpecialHours:
    """What a centre has said about one date (特殊日): its hours, none when shut, and why."""

    spans: tuple[tuple[time, time], ...] = ()
    reason: str = ""


class OpeningStatus(StrEnum):
    """What can be said at a moment (开放状态). `UNKNOWN` when the day's kind is not entered."""

    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class OpeningState:
    """The answer for one moment (此刻是否开放).

    `problems` say why something is not known, fit to be shown beside the weekly hours; `reason` is
    what the centre has said about a day that is not as usual.
    """

    status: OpeningStatus
    until: datetime | None = None
    opens_at: datetime | None = None
    problems: tuple[Problem, ...] = field(default=())
    reason: str = ""


@dataclass(frozen=True)
class _Plan:
    """Week, calendar and exceptions together: the hours of any day, if they are known."""

    week: list[OpeningSpan]
    calendar: WorkCalendar
    special: Mapping[date, SpecialHours]

    def knows(self, day: date) -> bool:
        return day in self.special or self.calendar.knows(day)

    def hours_on(self, day: date) -> list[tuple[time, time]]:
        if day in self.special:
            return sorted(self.special[day].spans)
        return hours_on(self.week, self.calendar, day)

    def is_holiday(self, day: date) -> bool:
        return day not in self.special and _is_holiday(self.calendar, day)

    def reason(self, day: date) -> str:
        return self.special[day].reason if day in self.special else ""


def opening_state(
    spans: Iterable[OpeningSpan],
    calendar: WorkCalendar,
    now: datetime,
    special: Mapping[date, SpecialHours] | None = None,
) -> OpeningState:
    """Open until, shut until, on holiday, or unknown, at the aware instant `now`.

    Statutory holidays and days moved to join one are shut. A make-up working day on a weekend has
    Friday's hours (without Friday hours, those of the nearest earlier weekday). Ordinary weekends
    have the hours entered for them. What the centre has said about a date in `special` stands
    above all this. A naive `now` raises ValueError.
    """
    if now.tzinfo is None:
        raise ValueError("opening hours are asked for an instant with a time zone")
    local = now.astimezone(SHANGHAI)
    today = local.date()
    week = sorted(span for span in spans if span.opens < span.closes)
    plan = _Plan(week, calendar, special or {})
    if not plan.knows(today):
        return OpeningState(OpeningStatus.UNKNOWN, problems=(year_missing(today.year),))
    for opens, closes in plan.hours_on(today):
        if opens <= local.time() < closes:
            return OpeningState(
                OpeningStatus.OPEN, until=_at(today, closes), reason=plan.reason(today)
            )
    return _next_opening(plan, local)


def hours_on(
    spans: Iterable[OpeningSpan], calendar: WorkCalendar, day: date
) -> list[tuple[time, time]]:
    """The hours of one day whose kind is known, in order, adjoining and overlapping ones joined."""
    if _is_holiday(calendar, day):
        return []
    week = list(spans)
    weekday = day.weekday()
    if weekday > FRIDAY and calendar.is_workday(day):
        weekday = max((span.weekday for span in week if span.weekday <= FRIDAY), default=weekday)
    joined: list[tuple[time, time]] = []
    for span in sorted(span for span in week if span.weekday == weekday):
        if joined and span.opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span.closes))
        else:
            joined.append((span.opens, span.closes))
    return joined


def weekly_minutes(spans: Iterable[OpeningSpan]) -> int:
    """Minutes of opening in an ordinary week; a row that ends before it begins counts nothing."""
    return sum(max(0, _minutes(span.closes) - _minutes(span.opens)) for span in spans)


def problems_with_hours(spans: Sequence[OpeningSpan], *, minimum_hours: Decimal) -> list[Problem]:
    """What is wrong with weekly hours: reversed or overlapping rows, or too few hours in total.

    `minimum_hours` per week is the rule setting `centre.weekly_hours_minimum` (Beijing measures on
    community service stations 北京市社区服务站建设管理办法 article 17). No rows at all are too few.
    """
    problems = [_REVERSED for span in spans if span.opens >= span.closes]
    problems += [_OVERLAPPING for before, after in pairwise(sorted(spans)) if _meet(before, after)]
    minutes = weekly_minutes(spans)
    if not problems and minutes < minimum_hours * 60:
        problems.append(
            Problem(
                "opening_hours.too_few",
                gettext_noop(
                    "Open %(hours)s hours a week; the rule asks for at least %(minimum)s hours."
                ),
                params={"hours": _hours(minutes), "minimum": f"{minimum_hours.normalize():f}"},
            )
        )
    return problems


_REVERSED = Problem(
    "opening_hours.reversed",
    gettext_noop("The closing time must be later than the opening time."),
    field="closes",
)
_OVERLAPPING = Problem(
    "opening_hours.overlapping",
    gettext_noop("Two opening times of one weekday overlap."),
    field="opens",
)


def _meet(before: OpeningSpan, after: OpeningSpan) -> bool:
    """Do two rows, the first not later than the second, share a moment?"""
    return before.weekday == after.weekday and after.opens < before.closes


def _is_holiday(calendar: WorkCalendar, day: date) -> bool:
    """A statutory holiday, or a Monday to Friday that was entered as a day of rest."""
    kind = calendar.kind_of(day)
    return kind is DayKind.STATUTORY or (kind is DayKind.REST and day.weekday() <= FRIDAY)


def _next_opening(plan: _Plan, local: datetime) -> OpeningState:
    """Shut now: the first opening after this moment, as far as the calendar is certain."""
    today = local.date()
    shut = OpeningStatus.HOLIDAY if plan.is_holiday(today) else OpeningStatus.CLOSED
    reason = plan.reason(today)
    if not plan.week and not plan.special:
        return OpeningState(shut)
    for step in range(LOOK_AHEAD_DAYS + 1):
        day = today + timedelta(days=step)
        if not plan.knows(day):
            return OpeningState(shut, problems=(year_missing(day.year),), reason=reason)
        for opens, _ in plan.hours_on(day):
            if step or opens > local.time():
                return OpeningState(shut, opens_at=_at(day, opens), reason=reason)
    return OpeningState(shut, reason=reason)


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, SHANGHAI)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _hours(minutes: int) -> str:
    """38.5, 40: hours as people write them."""
    return f"{(Decimal(minutes) / 60).quantize(Decimal('0.01')).normalize():f}"
