"""Questions about service facilities that can be answered on paper (便民服务设施)."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.pages.centre_rules import problems_with_position
from portal.problems import Problem, gettext_noop

LATITUDES, LONGITUDES = (-90, 90), (-180, 180)


def problems_with_facility(
    *,
    latitude: Any,
    longitude: Any,
    is_active: Any,
    ended_on: date | None,
    ended_reason: str | None,
) -> list[Problem]:
    """Half a position or one that is not on earth; a withdrawn facility without day and reason.

    A facility in operation has no last day (便民服务点撤销须说明).
    """
    problems = problems_with_position(latitude, longitude)
    for name, value, (least, most) in (
        ("latitude", latitude, LATITUDES), ("longitude", longitude, LONGITUDES),
    ):  # fmt: skip
        if value is not None and not least <= value <= most:
            message = gettext_noop("Degrees lie between %(least)s and %(most)s.")
            params = {"least": least, "most": most}
            problems.append(Problem("facility.no_position", message, name, params))
    return problems + _with_end(bool(is_active), ended_on, (ended_reason or "").strip())


def _with_end(is_active: bool, ended_on: date | None, reason: str) -> list[Problem]:
    if is_active and (ended_on or reason):
        message = gettext_noop("It is in operation: leave day and reason of the end empty.")
        return [Problem("facility.ended_and_active", message, "is_active")]
    if is_active:
        return []
    problems = []
    if not ended_on:
        message = gettext_noop("Say on which day it was withdrawn.")
        problems.append(Problem("facility.end_day_missing", message, "ended_on"))
    if not reason:
        message = gettext_noop("Say why it was withdrawn and where residents can go instead.")
        problems.append(Problem("facility.end_reason_missing", message, "ended_reason"))
    return problems
