"""Outlets in reach that lie too near to another, or must be withdrawn for want of deals.

Found inside the statement of the desk's tallies; the lists say it in the words of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Cos, Radians
from django.urls import reverse

from portal import roles
from portal.models import RuleSetting
from portal.problems import Problem

from . import outlet_rules
from .choices import FacilityKind
from .models import OutletMonth, ServiceFacility

APART, IDLE = "outlet.metres_apart", "outlet.idle_months"
FEWEST, QUIET = "outlet.deals_fewest", "outlet.quiet_months"
MOST = 200
"""So many outlets a list names at once; the rest follow when these are done."""
Lines = Iterator[tuple[str, str]]


def _setting(key: str, on: date) -> Any:
    return RuleSetting.objects.number_in(key, on=on)


def _outlets() -> QuerySet[ServiceFacility]:
    """The outlets in operation whose communities are public."""
    rows = ServiceFacility.objects.filter(kind=FacilityKind.OUTLET, is_active=True)
    return rows.filter(community__live=True)


# --- Too near -------------------------------------------------------------------------------------
def too_near(user: Any, on: date) -> QuerySet[Any]:
    """Outlets nearer to another one, of whatever community, than the rule allows."""
    rows = _outlets().annotate(apart=_setting(APART, on))
    return roles.visible_to(user, rows.filter(Exists(_neighbours())))


def _neighbours() -> QuerySet[Any]:
    """The outlets within `apart` metres of the outer row; one without a position has none."""
    latitude, longitude = (Cast(OuterRef(n), FloatField()) for n in ("latitude", "longitude"))
    a_degree = outlet_rules.METRES_A_DEGREE
    north = (Cast("latitude", FloatField()) - latitude) * a_degree
    east = (Cast("longitude", FloatField()) - longitude) * a_degree * Cos(Radians(latitude))
    found = _outlets().exclude(pk=OuterRef("pk")).annotate(north=north, east=east)
    square = F("north") * F("north") + F("east") * F("east")
    return found.annotate(square=square).filter(square__lt=OuterRef("apart") * OuterRef("apart"))


def nearness(user: Any, on: date) -> Lines:
    """Which outlet lies too near to which: the nearest of all is named."""
    placed = list(_outlets().filter(latitude__isnull=False, longitude__isnull=False))
    for row in too_near(user, on).order_by("pk")[:MOST]:
        far = {other: _metres(row, other) for other in placed if other.pk != row.pk}
        nearest = min(far, key=far.__getitem__)
        problems = outlet_rules.problems_with_distance(
            far[nearest], neighbour=nearest.name, apart=row.apart
        )
        yield from _named(row, problems)


def _metres(row: Any, other: Any) -> int:
    here, there = ((float(one.latitude), float(one.longitude)) for one in (row, other))
    return outlet_rules.metres_between(here, there)


# --- Too few deals --------------------------------------------------------------------------------
def to_withdraw(user: Any, on: date) -> QuerySet[Any]:
    """Outlets whose last months had no deal, or too few; as `problems_with_trade` says it."""
    rows = _outlets().annotate(
        idle_months=_setting(IDLE, on),
        fewest=_setting(FEWEST, on),
        quiet_months=_setting(QUIET, on),
        last_deal=_last_month(deals__gte=1),
        last_enough=_last_month(deals__gte=OuterRef("fewest")),
    )
    rows = rows.annotate(idle=_months_since("last_deal"), quiet=_months_since("last_enough"))
    is_idle = Q(idle_months__gt=0, idle__gte=F("idle_months"))
    is_quiet = Q(quiet_months__gt=0, quiet__gte=F("quiet_months"))
    return roles.visible_to(user, rows.filter(is_idle | is_quiet))


def _last_month(**enough: Any) -> Any:
    """The last month that had enough deals; empty text, which is before all, where none had."""
    rows = OutletMonth.objects.filter(facility=OuterRef("pk"), **enough).order_by("-month")
    last = Subquery(rows.values("month")[:1], output_field=CharField())
    return Coalesce(last, Value(""), output_field=CharField())


def _months_since(name: str) -> Any:
    rows = OutletMonth.objects.filter(facility=OuterRef("pk"), month__gt=OuterRef(name))
    counted = rows.order_by().values("facility").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def withdrawals(user: Any, on: date) -> Lines:
    """Which outlets must be withdrawn, and why."""
    for row in to_withdraw(user, on).prefetch_related("trade_months").order_by("pk")[:MOST]:
        deals = {one.month: one.deals for one in row.trade_months.all()}
        norm = outlet_rules.TradeNorm(row.idle_months, row.fewest, row.quiet_months)
        yield from _named(row, outlet_rules.problems_with_trade(deals, norm))


def _named(row: Any, problems: list[Problem]) -> Lines:
    for problem in problems:
        yield f"{row.name}：{problem}", reverse("facilities:edit", args=[row.pk])
