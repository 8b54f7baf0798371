"""Questions about the duty roster that can be answered on paper (值班表)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from portal.problems import Problem, gettext_noop

ROSTER_DAYS = 14
"""So far ahead a roster is shown and must have no gap; a period the portal chose, not the law."""


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
