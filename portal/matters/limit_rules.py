"""Time limits of a procedure (法定时限、承诺时限): whether they are said, and which is longer.

Knows no model. Working days and days are compared without a calendar, and never in favour of the
office: a promise counts with every weekend it can meet, a limit of the law with the fewest.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.matters.choices import LimitUnit
from portal.problems import Problem, gettext_noop

WEEK, REST = 5, 2
COUNTED = (LimitUnit.WORKING_DAYS, LimitUnit.DAYS)


@dataclass(frozen=True)
class Limit:
    """A limit as it was entered: a number, and of what; at once and without a limit need none."""

    value: int | None = None
    unit: str = ""

    @property
    def is_said(self) -> bool:
        """Whether the limit is complete."""
        return bool(self.unit) and (self.unit not in COUNTED or self.value is not None)


def problems_with_limits(legal: Limit, promised: Limit) -> list[Problem]:
    """What is wrong with two limits that are both said.

    The promise is never longer than the law allows (条例: 承诺时限不得超过法定时限).
    """
    if not (legal.is_said and promised.is_said):
        return []
    if promised.unit == LimitUnit.NONE and legal.unit != LimitUnit.NONE:
        message = gettext_noop("The law sets a limit, so promise one that is not longer.")
        return [Problem("procedure.promise_without_limit", message, "promised_limit")]
    if is_longer(promised, legal):
        message = gettext_noop(
            "The promised limit is longer than the statutory one, or may be: promise at most what "
            "the law says, best in the same unit."
        )
        return [Problem("procedure.promise_too_long", message, "promised_limit")]
    return []


def is_longer(promised: Limit, legal: Limit) -> bool:
    """Whether a promise can be longer than the limit of the law."""
    if legal.unit == LimitUnit.NONE:
        return False
    if promised.unit == legal.unit:
        return (promised.value or 0) > (legal.value or 0)
    return _longest(promised) > _shortest(legal)


def _longest(limit: Limit) -> int:
    """Days, with every weekend that can lie between."""
    value = 0 if limit.unit == LimitUnit.AT_ONCE else limit.value or 0
    return value + REST * -(-value // WEEK) if limit.unit == LimitUnit.WORKING_DAYS else value


def _shortest(limit: Limit) -> int:
    """Days, with the fewest weekends that can lie between."""
    value = 0 if limit.unit == LimitUnit.AT_ONCE else limit.value or 0
    if limit.unit == LimitUnit.WORKING_DAYS and value:
        return value + REST * ((value - 1) // WEEK)
    return value
