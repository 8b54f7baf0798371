"""Whether the centres of a community are open now, as residents are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.utils import timezone

from portal.models import CalendarDay, RuleSetting
from portal.opening_hours import OpeningSpan, SpecialHours, opening_state
from portal.workdays import WorkCalendar

CALENDAR_DAYS = 40
"""How far ahead the calendar is read; the longest holiday is much shorter."""
HOURS_RULE = "centre.weekly_hours_minimum"
SpecialDays = Mapping[int, Mapping[date, SpecialHours]]


def minimum_hours() -> Decimal:
    """Hours a week, by the rule setting of today; none are asked for without a rule.

    北京市社区服务站建设管理办法 article 17: at least 40 hours a week.
    """
    return Decimal(RuleSetting.objects.number_of(HOURS_RULE, on=timezone.localdate()) or 0)


def spans_of(centre: Any) -> list[OpeningSpan]:
    """The weekly hours of a centre (one query)."""
    rows = centre.opening_hours.all()
    return [OpeningSpan(row.weekday, row.opens, row.closes) for row in rows]


def days_around_today(centres: Iterable[int] = ()) -> tuple[WorkCalendar, SpecialDays]:
    """The kinds of the days around today, and what these centres say about single dates.

    One query for both: the calendar is joined with the special days of the centres.
    """
    today = timezone.localdate()
    around = (today - timedelta(days=1), today + timedelta(days=CALENDAR_DAYS))
    nothing = {
        "centre_key": Value(None, output_field=models.BigIntegerField()),
        "from_time": Value(None, output_field=models.TimeField()),
        "to_time": Value(None, output_field=models.TimeField()),
    }
    days = CalendarDay.objects.filter(date__range=around).order_by()
    special = apps.get_model("pages", "SpecialDay").objects.filter(
        centre__in=list(centres), date__range=(today, around[1])
    )
    names = ("centre_key", "date", "words", "from_time", "to_time")
    rows = days.annotate(words=models.F("kind"), **nothing).values_list(*names)
    others = special.order_by().annotate(
        centre_key=models.F("centre"),
        words=models.F("reason"),
        from_time=models.F("opens"),
        to_time=models.F("closes"),
    )
    return _sorted_out(rows.union(others.values_list(*names), all=True))


def _sorted_out(rows: Iterable[tuple[Any, ...]]) -> tuple[WorkCalendar, SpecialDays]:
    kinds: list[tuple[date, str]] = []
    spans: dict[tuple[int, date], list[tuple[time, time]]] = {}
    reasons: dict[tuple[int, date], str] = {}
    for centre, day, words, opens, closes in rows:
        if centre is None:
            kinds.append((day, words))
            continue
        reasons.setdefault((centre, day), words)
        spans.setdefault((centre, day), []).extend([(opens, closes)] if opens and closes else [])
    special: dict[int, dict[date, SpecialHours]] = defaultdict(dict)
    for (centre, day), found in sorted(spans.items()):
        special[centre][day] = SpecialHours(tuple(sorted(found)), reasons[centre, day])
    return WorkCalendar.of(kinds), special


def with_state(centres: Iterable[Any]) -> list[Any]:
    """The centres, each with `spans` (all week), `special` (dates to come) and `state` (open now?).

    Takes the rows of `with_hours` and costs one query more, for calendar and special days. Each
    has `sharers` too: keys of the communities that share it.
    """
    merged: dict[int, Any] = {}
    for row in centres:
        centre = merged.setdefault(row.pk, row)
        if centre is row:
            centre.spans, centre.sharers = [], []
        if row.weekday is not None:
            span = OpeningSpan(row.weekday, row.opens, row.closes)
            centre.spans += [] if span in centre.spans else [span]
        if row.sharer is not None and row.sharer not in centre.sharers:
            centre.sharers.append(row.sharer)
    if merged:
        calendar, special = days_around_today(merged)
        for centre in merged.values():
            own = special.get(centre.pk, {})
            centre.special = [{"day": day, "hours": hours} for day, hours in sorted(own.items())]
            centre.state = opening_state(centre.spans, calendar, timezone.now(), own)
    return list(merged.values())
