"""Outlets of convenience on paper: how far apart they lie, and when one must go (邮政便民网点)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from math import cos, hypot, radians

from portal.problems import Problem, gettext_noop

from .choices import FacilityKind

METRES_A_DEGREE = 111_195
"""Length of a degree of latitude on a round earth; good to a metre over some hundred metres."""


def metres_between(here: tuple[float, float], there: tuple[float, float]) -> int:
    """How far apart two near places lie, each as latitude and longitude."""
    north = (there[0] - here[0]) * METRES_A_DEGREE
    east = (there[1] - here[1]) * METRES_A_DEGREE * cos(radians(here[0]))
    return round(hypot(north, east))


def problems_with_distance(metres: int, *, neighbour: str, apart: int) -> list[Problem]:
    """An outlet lies nearer to another than laid down (原则上相距500米以上)."""
    if metres >= apart:
        return []
    message = gettext_noop("%(metres)s m from %(name)s; at least %(apart)s m are laid down")
    params = {"metres": metres, "name": neighbour, "apart": apart}
    return [Problem("outlet.too_near", message, params=params)]


@dataclass(frozen=True)
class TradeNorm:
    """What an outlet must do to stay (便民服务站业务监管): months without or with too few deals.

    It goes after so many months in a row without any deal, or with fewer deals than laid down.
    """

    idle_months: int
    fewest: int
    quiet_months: int


def problems_with_trade(deals: Mapping[str, int], norm: TradeNorm) -> list[Problem]:
    """Whether an outlet must be withdrawn, judged by its months (2026-10) as they were entered."""
    if 0 < norm.idle_months <= (idle := _last_below(deals, 1)):
        message = gettext_noop("no deal in the last %(months)s months that were entered")
        return [Problem("outlet.idle", message, params={"months": idle})]
    if 0 < norm.quiet_months <= (quiet := _last_below(deals, norm.fewest)):
        message = gettext_noop(
            "fewer than %(fewest)s deals in each of the last %(months)s months that were entered"
        )
        params = {"fewest": norm.fewest, "months": quiet}
        return [Problem("outlet.quiet", message, params=params)]
    return []


def _last_below(deals: Mapping[str, int], fewest: int) -> int:
    """How many of the last months have fewer deals; the first that has enough ends the row."""
    count = 0
    for month in sorted(deals, reverse=True):
        if deals[month] >= fewest:
            break
        count += 1
    return count


def problems_with_months(kind: str, months: Collection[str], *, today: date) -> list[Problem]:
    """Months of what is no outlet, months that are not over, and months left out between two."""
    if months and kind != FacilityKind.OUTLET:
        message = gettext_noop("Deals by month are kept for outlets only.")
        return [Problem("outlet.months_of_another_kind", message)]
    problems = []
    if any(month >= f"{today:%Y-%m}" for month in months):
        message = gettext_noop("Enter a month when it is over.")
        problems.append(Problem("outlet.month_not_over", message))
    for month in missing_months(months):
        message = gettext_noop("Enter %(month)s too, even when there was no deal (0).")
        problems.append(Problem("outlet.month_missing", message, params={"month": month}))
    return problems


def missing_months(months: Collection[str]) -> list[str]:
    """The months between the first and the last that nobody has entered."""
    numbers = {int(month[:4]) * 12 + int(month[5:]) - 1 for month in months}
    between = range(min(numbers, default=0), max(numbers, default=0))
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in between if n not in numbers]
