"""Local details on paper: which are too old, which say nothing, and opening hours in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta

from portal.problems import Problem, gettext_noop

LOCAL_FACTS = ("window", "place", "hours", "consult_phone", "complaint_phone", "note")
"""What a community may say of a procedure in its own words."""
DAYS = "一二三四五六日"


def is_old(reviewed_on: date, *, days: int | None, today: date) -> bool:
    """Whether details were last looked at more than `days` days ago; never without a rule."""
    return days is not None and reviewed_on + timedelta(days=days) < today


def problems_with_details(
    values: Mapping[str, object], *, today: date, is_own_window: bool = True
) -> list[Problem]:
    """What is wrong with the details of one community: nothing said, a foreign window, a day."""
    found = []
    if not any(values.get(name) for name in (*LOCAL_FACTS, "common_order")):
        message = gettext_noop("Fill in at least one thing that is different in this community.")
        found.append(Problem("local.empty", message))
    if not is_own_window:
        message = gettext_noop("This window belongs to the centre of another community.")
        found.append(Problem("local.foreign_window", message, field="window"))
    reviewed_on = values.get("reviewed_on")
    if isinstance(reviewed_on, date) and reviewed_on > today:
        message = gettext_noop("The day of the review cannot lie in the future.")
        found.append(Problem("local.reviewed_later", message, field="reviewed_on"))
    return found


def hours_in_words(spans: Iterable[tuple[int, time, time]]) -> str:
    """Weekly hours as they stand on a door: 周一至周五 8:30—12:00、13:30—17:30；周六 9:00—12:00.

    Takes (weekday from 0, opens, closes); days in a row with the same hours are joined.
    """
    by_day: dict[int, list[tuple[time, time]]] = {}
    for weekday, opens, closes in sorted(spans):
        by_day.setdefault(weekday, []).append((opens, closes))
    lines: list[tuple[int, int, list[tuple[time, time]]]] = []
    for weekday, times in by_day.items():
        if lines and lines[-1][2] == times and lines[-1][1] == weekday - 1:
            lines[-1] = (lines[-1][0], weekday, times)
        else:
            lines.append((weekday, weekday, times))
    return "；".join(_line(*line) for line in lines)


def _line(first: int, last: int, times: list[tuple[time, time]]) -> str:
    days = f"周{DAYS[first]}" + (f"至周{DAYS[last]}" if last > first else "")
    spans = "、".join(f"{_clock(opens)}—{_clock(closes)}" for opens, closes in times)
    return f"{days} {spans}"


def _clock(value: time) -> str:
    return f"{value.hour}:{value.minute:02d}"
