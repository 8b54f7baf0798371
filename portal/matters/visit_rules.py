"""Questions about visits to residents' groups that can be answered on paper (定点联系走访)."""

from __future__ import annotations

from datetime import date

from portal.problems import Problem, gettext_noop

VISIT_RULE = "visit.days_maximum"
"""The rule setting: so many days may lie between two visits of a person linked to a group."""


def problems_with_visit(on: date | None, *, today: date) -> list[Problem]:
    """A visit is noted when it has been made, not before."""
    if on is None or on <= today:
        return []
    message = gettext_noop("A visit is noted once it has been made: this day is still to come.")
    return [Problem("visit.in_future", message, "on")]


def problems_with_pause(last: date | None, *, today: date, days: int) -> list[Problem]:
    """Too long since the last visit, or none yet.

    村（社区）专职工作人员管理办法 article 5: staff visit the groups they are linked to regularly;
    how often is for the city to say.
    """
    if last is None:
        return [Problem("visit.none", gettext_noop("no visit noted yet"))]
    passed = (today - last).days
    if passed <= days:
        return []
    message = gettext_noop("last visit %(passed)s days ago, %(days)s at most")
    params = {"passed": passed, "days": days}
    return [Problem("visit.long_ago", message, params=params)]
