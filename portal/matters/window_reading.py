"""The windows of a place as residents read them: what is done there, and whether they are open.

Hours, single days and the calendar of all windows come in one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    F,
    Q,
    QuerySet,
    SmallIntegerField,
    TimeField,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone

from portal.matters.models.procedures import Procedure
from portal.matters.models.windows import Window, WindowClosure, WindowHours
from portal.models import CalendarDay
from portal.opening_hours import OpeningSpan, OpeningState, SpecialHours, opening_state
from portal.pages.hours import CALENDAR_DAYS
from portal.pages.models import OpeningHours
from portal.pages.models.centre import SpecialDay
from portal.workdays import WorkCalendar

COLUMNS = ("part", "owner", "on_weekday", "on_date", "from_time", "to_time", "words")
Week = dict[int, list[OpeningSpan]]
Days = dict[int, dict[date, SpecialHours]]


def windows_of(place_path: str) -> QuerySet[Window]:
    """The windows of the centres that serve the community at this tree path, in order."""
    serving = Q(centre__community__path=place_path) | Q(centre__shared_by__path=place_path)
    pictures = ("centre__plan_picture", "centre__floor_picture")
    rows = Window.objects.filter(serving).select_related(*pictures)
    return rows.order_by("centre_id", "order", "no", "pk").distinct()


def states_at(windows: Iterable[Window], now: datetime) -> dict[int, OpeningState]:
    """Whether each window is open at `now`, by its key (one statement).

    A window without hours of its own has those of its centre; what it says of a single date stands
    above what the centre says.
    """
    rows = list(windows)
    if not rows:
        return {}
    weeks, days, calendar = _timetable(rows, timezone.localdate(now))
    return {
        row.pk: opening_state(
            weeks["window"].get(row.pk) or weeks["centre"].get(row.centre_id, []),
            calendar,
            now,
            {**days["centre"].get(row.centre_id, {}), **days["window"].get(row.pk, {})},
        )
        for row in rows
    }


def with_states(windows: Iterable[Window]) -> list[Any]:
    """The windows, each with its `state` and the `week` of its own hours, if it has any."""
    rows: list[Any] = list(windows)
    states = states_at(rows, timezone.now())
    for row in rows:
        row.state = states[row.pk]
    return rows


def with_addresses(windows: Iterable[Any], place_path: str, *, base: str) -> None:
    """Gives each matter of the windows the `url` of the community's own procedure, else the city's.

    Both are read below the community's section, whose address is `base`.
    """
    matters = [matter for window in windows for matter in window.matters.all()]
    steps = Procedure.steplen
    found = Procedure.objects.live().filter(matter__in={matter.pk for matter in matters})
    near = Q(path__startswith=place_path) | Q(depth=4, path__startswith=place_path[: 2 * steps])
    slugs = dict(found.filter(near).order_by("depth").values_list("matter_id", "slug"))
    for matter in matters:
        matter.url = f"{base}{slugs[matter.pk]}/" if matter.pk in slugs else ""


# --- One statement for hours, single days and calendar --------------------------------------------
def _timetable(
    windows: list[Window], today: date
) -> tuple[Mapping[str, Week], Mapping[str, Days], WorkCalendar]:
    weeks: dict[str, Week] = {"window": {}, "centre": {}}
    spans: dict[tuple[str, int, date], list[tuple[time, time]]] = {}
    reasons: dict[tuple[str, int, date], str] = {}
    kinds: list[tuple[date, str]] = []
    for part, owner, weekday, day, opens, closes, words in _rows(windows, today):
        if part == "day":
            kinds.append((day, words))
        elif day is None:
            weeks[part].setdefault(owner, []).append(OpeningSpan(weekday, opens, closes))
        else:
            reasons.setdefault((part, owner, day), words)
            spans.setdefault((part, owner, day), []).extend([(opens, closes)] if opens else [])
    days: dict[str, Days] = {"window": {}, "centre": {}}
    for (part, owner, day), hours in spans.items():
        said = SpecialHours(tuple(sorted(hours)), reasons[part, owner, day])
        days[part].setdefault(owner, {})[day] = said
    return weeks, days, WorkCalendar.of(kinds)


def _rows(windows: list[Window], today: date) -> QuerySet[Any, Any]:
    keys = [row.pk for row in windows]
    centres = {row.centre_id for row in windows}
    around = (today - timedelta(days=1), today + timedelta(days=CALENDAR_DAYS))
    days = CalendarDay.objects.filter(date__range=around)
    hours = WindowHours.objects.filter(window__in=keys)
    others = [
        _part(OpeningHours.objects.filter(centre__in=centres), "centre", "centre_id"),
        _part(WindowClosure.objects.filter(window__in=keys, date__range=around), "window",
              "window_id"),
        _part(SpecialDay.objects.filter(centre__in=centres, date__range=around), "centre",
              "centre_id"),
        _part(days, "day", ""),
    ]  # fmt: skip
    return _part(hours, "window", "window_id").union(*others, all=True)


def _part(rows: QuerySet[Any], part: str, owner: str) -> QuerySet[Any, Any]:
    """Rows of one kind in the columns of all; what a kind does not have is an empty value."""
    has = {field.name for field in rows.model._meta.get_fields()}
    words = next((name for name in ("reason", "kind") if name in has), "")
    return (
        rows.order_by()
        .annotate(
            part=Value(part, output_field=CharField()),
            owner=_column(owner, BigIntegerField()),
            on_weekday=_column("weekday" if "weekday" in has else "", SmallIntegerField()),
            on_date=_column("date" if "date" in has else "", DateField()),
            from_time=_column("opens" if "opens" in has else "", TimeField()),
            to_time=_column("closes" if "closes" in has else "", TimeField()),
            words=F(words) if words else Value("", output_field=CharField()),
        )
        .values_list(*COLUMNS)
    )


def _column(name: str, field: Any) -> Any:
    """A column of the rows, or an empty value of its type: unions ask for one type in a column."""
    return F(name) if name else Cast(Value(None), field)
