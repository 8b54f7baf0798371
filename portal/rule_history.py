"""The history of rule settings (规则参数沿革): a new value is a new row, the past stays as it was.

Pure: dates are arguments.
"""

from __future__ import annotations

from datetime import date

from portal.problems import Problem, gettext_noop


def is_past(effective_from: date | None, *, today: date) -> bool:
    """Whether a value has begun to hold; it is then neither changed nor deleted."""
    return effective_from is not None and effective_from <= today


def problems_with_start(start: date, *, today: date, is_first: bool) -> list[Problem]:
    """A later value begins today at the earliest; the first value of a rule on any day."""
    if is_first or start >= today:
        return []
    message = gettext_noop("A new value begins today at the earliest; the past stays as it was.")
    return [Problem("rule_setting.in_the_past", message, field="effective_from")]
