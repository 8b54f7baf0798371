"""The history of rule settings (规则参数沿革): a new value is a new row, the past stays as it was.

Pure: dates are arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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


def problems_with_value(value: str, earlier: Iterable[str]) -> list[Problem]:
    """A rule that has been a number stays one: reckoning with it must not stop at a unit or a word.

    Digits alone, at most five; the unit stands in a field of its own.
    """
    if _WHOLE.fullmatch(value) or not any(map(_WHOLE.fullmatch, earlier)):
        return []
    message = gettext_noop("Enter a whole number in digits, without its unit.")
    return [Problem("rule_setting.no_number", message, field="value")]


WHOLE_NUMBER = r"^[0-9]{1,5}$"
"""How a value is written with which the portal reckons; databases know this pattern too."""
_WHOLE = re.compile(WHOLE_NUMBER)
