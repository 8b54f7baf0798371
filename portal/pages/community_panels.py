"""Panels of a community's or district's home page: who guides it, the way to its centre, cards.

What several panels show is read once for the page at hand.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from portal.models import Community, District
from portal.panels import HomePanel
from portal.signals import HOME_PANELS

from .chart import Chart, chart_of
from .hours import with_state
from .models import Centre, OrganisationUnit

CARDS_AT_HOME = 6


def centres_at(community: Community) -> list[Any]:
    """The centres that serve a community, with their state (two queries, once for the page)."""
    if not hasattr(community, "_centres"):
        rows = Centre.objects.serving(community.path).with_hours()
        community._centres = with_state(rows)  # type: ignore[attr-defined]
    return community._centres  # type: ignore[attr-defined,no-any-return]


def chart_at(community: Community) -> Chart:
    """The units and contact cards of a community (one query, once for the page)."""
    if not hasattr(community, "_chart"):
        units = OrganisationUnit.objects.filter(community=community)
        community._chart = chart_of(units.with_lines_and_contacts())  # type: ignore[attr-defined]
    return community._chart  # type: ignore[attr-defined,no-any-return]


@hooks.register(HOME_PANELS, order=12)
def interim(request: HttpRequest, place: Any) -> HomePanel | None:
    """Which neighbour manages a community that has no committee of its own yet."""
    manager = getattr(place, "interim_manager_id", None)
    if manager is None:
        return None
    return HomePanel("pages/panels/interim.html", {"manager": manager})


@hooks.register(HOME_PANELS, order=40)
def guides(request: HttpRequest, place: Any) -> HomePanel | None:
    """The bodies of a district that guide its communities: there the chart begins."""
    if not isinstance(place, District):
        return None
    chart = chart_of(OrganisationUnit.objects.filter(district=place).with_lines_and_contacts())
    return HomePanel("pages/panels/guides.html", {"chart": chart}) if chart.units else None


@hooks.register(HOME_PANELS, order=45)
def contacts(request: HttpRequest, place: Any) -> HomePanel | None:
    """The first contact cards of a community."""
    if not isinstance(place, Community):
        return None
    cards = chart_at(place).contacts[:CARDS_AT_HOME]
    return HomePanel("pages/panels/contacts.html", {"contacts": cards}) if cards else None


@hooks.register(HOME_PANELS, order=50)
def way(request: HttpRequest, place: Any) -> HomePanel | None:
    """How to get to the centre: in words, as a plan, as a position."""
    centres = centres_at(place) if isinstance(place, Community) else []
    centre = next(iter(centres), None)
    if centre is None or not (centre.way or centre.position or centre.plan.can_be_drawn):
        return None
    return HomePanel("pages/panels/way.html", {"centre": centre})
