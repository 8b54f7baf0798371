"""What the public site shows on the home pages of a city, a district and a community."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Q, When
from django.http import HttpRequest
from wagtail import hooks

from portal.models import Community
from portal.panels import HomePanel
from portal.signals import HOME_PANELS

from .hours import with_state
from .models import Centre, Notice, OrganisationUnit, Regulation

NEWEST_NOTICES = 6
NEWEST_REGULATIONS = 5


reliance = Case(
    When(validity__in=["in_force", "amended"], then=0),
    When(validity="not_yet_in_force", then=1),
    When(validity="unverified", then=2),
    default=3,
)
"""Texts one may rely on today stand before those nobody has checked and those that have ended."""


def held_in(place: Any) -> Q:
    """Items of the city hold everywhere; a community adds its own."""
    own = Q(in_community=place.pk) if isinstance(place, Community) else Q(pk__in=[])
    return Q(in_community__isnull=True) | own


@hooks.register(HOME_PANELS, order=10)
def sign(request: HttpRequest, place: Any) -> HomePanel:
    """The door plate: whose page this is, whether the centre is open, and the search box."""
    centres: list[Centre] = []
    if isinstance(place, Community):
        centres = with_state(place.centres.with_hours())
    return HomePanel(
        "pages/panels/sign.html", {"place": place, "centre": next(iter(centres), None)}
    )


@hooks.register(HOME_PANELS, order=20)
def notices(request: HttpRequest, place: Any) -> HomePanel | None:
    """The newest notices that hold in this place."""
    rows = Notice.objects.open_to_all().filter(held_in(place)).select_related("in_community")
    newest = list(rows.order_by("-listed_on", "-pk")[:NEWEST_NOTICES])
    return HomePanel("pages/panels/notices.html", {"notices": newest}) if newest else None


@hooks.register(HOME_PANELS, order=30)
def regulations(request: HttpRequest, place: Any) -> HomePanel | None:
    """The newest regulations of this place; those one may rely on stand first."""
    rows = Regulation.objects.open_to_all().filter(held_in(place))
    newest = list(rows.order_by(reliance, "-listed_on", "-pk")[:NEWEST_REGULATIONS])
    return HomePanel("pages/panels/regulations.html", {"regulations": newest}) if newest else None


@hooks.register(HOME_PANELS, order=40)
def units(request: HttpRequest, place: Any) -> HomePanel | None:
    """Who exists in this community and what it does."""
    if not isinstance(place, Community):
        return None
    rows = list(OrganisationUnit.objects.filter(community=place))
    return HomePanel("pages/panels/units.html", {"units": rows}) if rows else None
