"""When a column counts as stale (栏目更新): decided on paper, from the limits of the inspection.

政府网站与政务新媒体检查指标: a home page without news for two weeks, notices for six months.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

HOME_KEY = "column.home_days_maximum"
NOTICES_KEY = "column.notices_months_maximum"
WARN_DAYS = 3


@dataclass(frozen=True)
class Freshness:
    """How long a column may still stay as it is: `left_days` is negative when it is over."""

    last_on: date | None
    left_days: int

    @property
    def is_stale(self) -> bool:
        """Whether the limit is passed; a column that never had anything is stale."""
        return self.left_days < 0

    @property
    def is_soon(self) -> bool:
        """Whether it is passed within a few days."""
        return 0 <= self.left_days <= WARN_DAYS


def after_days(last_on: date | None, *, days: int, today: date) -> Freshness:
    """Judged by a limit in days; the last day still counts as fresh."""
    if last_on is None:
        return Freshness(None, -1)
    return Freshness(last_on, (last_on + timedelta(days=days) - today).days)


LONGEST_MONTHS = 1200
"""A century; a calendar does not go on for ever."""


def after_months(last_on: date | None, *, months: int, today: date) -> Freshness:
    """Judged by a limit in calendar months; the end of a short month is its last day."""
    if last_on is None:
        return Freshness(None, -1)
    year, month = divmod(last_on.year * 12 + last_on.month - 1 + min(months, LONGEST_MONTHS), 12)
    day = min(last_on.day, monthrange(year, month + 1)[1])
    return Freshness(last_on, (date(year, month + 1, day) - today).days)
