"""How long centres are open in a week, counted by the database for any number of centres.

The same answer as `window_rules.joined_week` gives on paper for one centre: spans of the centre and
of its windows that meet or overlap count once. Tests hold the two side by side.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import DurationField, F, OuterRef, Q, Subquery, Sum, TimeField, Value
from django.db.models.functions import Coalesce, Greatest, Least

from portal.pages.models import OpeningHours

from .models import WindowHours

SOURCES: tuple[tuple[Any, str], ...] = ((OpeningHours, "centre"), (WindowHours, "window__centre"))
"""Rows with hours, and the way from each to its centre; of two that begin together the first
counts."""
NOTHING = Value(timedelta(0), output_field=DurationField())


def weekly_time() -> Any:
    """How long a centre is open in a week, as a column of a statement about centres."""
    parts = [Coalesce(_added_by(place), NOTHING) for place in range(len(SOURCES))]
    return parts[0] + parts[1]


def own_weekly_time() -> Any:
    """How long the rows of a centre itself are together; they do not meet, the form refuses it."""
    rows = OpeningHours.objects.order_by().filter(centre=OuterRef("pk")).values("centre")
    length = Sum(F("closes") - F("opens"), output_field=DurationField())
    return Coalesce(Subquery(rows.annotate(length=length).values("length")), NOTHING)


def _added_by(place: int) -> Subquery:
    """What the rows of one source add to those that begin before them."""
    model, way = SOURCES[place]
    rows = model.objects.order_by().filter(**{way: OuterRef("pk")})
    rows = rows.annotate(open_until=_open_until(place))
    added = Sum(F("closes") - Least("closes", "open_until"), output_field=DurationField())
    return Subquery(rows.values(way).annotate(added=added).values("added"))


def _open_until(place: int) -> Any:
    """Until when the centre is open on that day by the rows before this one; else it opens."""
    before = [_before(place, other) for other in range(len(SOURCES))]
    times = [Coalesce(rows, F("opens"), output_field=TimeField()) for rows in before]
    return Greatest("opens", *times)


def _before(place: int, other: int) -> Subquery:
    model, way = SOURCES[other]
    begins = Q(opens__lt=OuterRef("opens"))
    if other < place:
        begins |= Q(opens=OuterRef("opens"))
    elif other == place:
        begins |= Q(opens=OuterRef("opens"), pk__lt=OuterRef("pk"))
    same_day = {way: OuterRef(SOURCES[place][1]), "weekday": OuterRef("weekday")}
    rows = model.objects.filter(begins, **same_day)
    return Subquery(rows.order_by("-closes").values("closes")[:1])
