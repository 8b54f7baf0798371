"""Whether the centres of a community are open now, as residents are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.models import CalendarDay
from portal.opening_hours import OpeningSpan, opening_state
from portal.workdays import WorkCalendar

CALENDAR_DAYS = 40
"""How far ahead the calendar is read; the longest holiday is much shorter."""


def calendar_around_today() -> WorkCalendar:
    """The kinds of the days from which "open now" and the next opening are told (one query)."""
    today = timezone.localdate()
    days = CalendarDay.objects.filter(
        date__range=(today - timedelta(days=1), today + timedelta(days=CALENDAR_DAYS))
    )
    return WorkCalendar.of(days.values_list("date", "kind"))


def with_state(centres: Iterable[Any]) -> list[Any]:
    """The centres, each with its `spans` (all week) and `state` (open, until when, or unknown).

    Takes the rows of `with_hours` and costs one query more, for the calendar.
    """
    merged: dict[int, Any] = {}
    for row in centres:
        centre = merged.setdefault(row.pk, row)
        centre.spans = getattr(centre, "spans", [])
        if row.weekday is not None:
            centre.spans.append(OpeningSpan(row.weekday, row.opens, row.closes))
    if merged:
        calendar = calendar_around_today()
        for centre in merged.values():
            centre.state = opening_state(centre.spans, calendar, timezone.now())
    return list(merged.values())
