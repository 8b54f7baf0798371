"""What the public site shows on the home pages of a city, a district and a community."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.http import HttpRequest
from wagtail import hooks

from portal.models import Community
from portal.models.open_info import Validity
from portal.models.topics import TopicTag
from portal.navigation import frame_of
from portal.panels import HomePanel
from portal.signals import HOME_PANELS

from .choices import UnitKind
from .community_panels import centres_at, chart_at
from .models import Notice, Regulation

NEWEST_NOTICES = 6
OWN_NOTICES = 4
NEWEST_REGULATIONS = 6
WORDS_ON_THE_SIGN = 5
BESIDE_THE_SIGN = 4
"""So many communities find room beside the sign; more have a section of their own."""
WITHOUT_FOLDS = 24

PLATES = {
    UnitKind.OFFICE: "街",
    UnitKind.DEPARTMENT: "局",
    UnitKind.PARTY: "党",
    UnitKind.COMMITTEE: "居",
    UnitKind.STATION: "服",
    UnitKind.DELIBERATION: "议",
    UnitKind.SUPERVISORY: "督",
    UnitKind.OWNERS: "业",
    UnitKind.SOCIAL_ORG: "社",
    UnitKind.UNIT: "邻",
}
"""The character that stands on the plate of a unit, instead of a picture."""

RELIANCE = Case(
    When(validity__in=[Validity.IN_FORCE, Validity.AMENDED], then=0),
    When(validity=Validity.NOT_YET_IN_FORCE, then=1),
    When(validity=Validity.UNVERIFIED, then=2),
    default=3,
)
"""Texts one may rely on today stand before those nobody has checked and those that have ended."""


def held_in(place: Any) -> Q:
    """Items of the city hold everywhere; a community adds its own."""
    own = Q(in_community=place.pk) if isinstance(place, Community) else Q(pk__in=[])
    return Q(in_community__isnull=True) | own


def communities_of(request: HttpRequest, place: Any) -> list[dict[str, Any]]:
    """The communities below a city or district, as rows of the frame; none below a community."""
    if isinstance(place, Community):
        return []
    frame = frame_of(request)
    below = frame.relative(place.url_path)
    return [row for row in frame.communities if row["path"].startswith(below)]


@dataclass(frozen=True)
class Newest:
    """What is newest in a place, read once for all panels of its home page; each has a `word`."""

    notices: list[Any]
    regulations: list[Any]

    @property
    def words(self) -> list[str]:
        """The topics of what is newest, each once, notices before regulations."""
        named = dict.fromkeys(row.word for row in [*self.notices, *self.regulations] if row.word)
        return list(named)[:WORDS_ON_THE_SIGN]


FIRST_TOPIC = Subquery(
    TopicTag.objects.filter(content_object=OuterRef("pk")).order_by("pk").values("tag__name")[:1]
)


def newest_in(request: HttpRequest, place: Any) -> Newest:
    """The newest notices and regulations of a place (two queries, asked once per request)."""
    if not hasattr(request, "_newest_in_place"):
        newest = Newest(newest_notices(request, place), newest_regulations(place))
        request._newest_in_place = newest  # type: ignore[attr-defined]
    return request._newest_in_place  # type: ignore[attr-defined,no-any-return]


def newest_notices(request: HttpRequest, place: Any) -> list[Notice]:
    """First the notices of the reader's own community, then those of the city, each newest first.

    On the pages of a city or district the own community is the one the reader has chosen.
    """
    chosen = frame_of(request).chosen_by_cookie
    own_id = place.pk if isinstance(place, Community) else (chosen["id"] if chosen else None)
    rows = Notice.objects.open_to_all().order_by("-listed_on", "-pk")
    shown = Q(pk__in=rows.filter(in_community__isnull=True).values("pk")[:NEWEST_NOTICES])
    if own_id:
        shown |= Q(pk__in=rows.filter(in_community=own_id).values("pk")[:OWN_NOTICES])
    own_first = Case(When(in_community__isnull=True, then=1), default=0)
    found = Notice.objects.filter(shown).select_related("in_community").annotate(word=FIRST_TOPIC)
    return list(found.order_by(own_first, "-listed_on", "-pk")[:NEWEST_NOTICES])


def newest_regulations(place: Any) -> list[Regulation]:
    """The newest regulations that hold in a place; those one may rely on stand first."""
    rows = Regulation.objects.open_to_all().filter(held_in(place)).annotate(word=FIRST_TOPIC)
    return list(rows.order_by(RELIANCE, "-listed_on", "-pk")[:NEWEST_REGULATIONS])


@hooks.register(HOME_PANELS, order=10)
def sign(request: HttpRequest, place: Any) -> HomePanel:
    """The door plate: whose page this is, whether the centre is open, and the search box."""
    centres = centres_at(place) if isinstance(place, Community) else []
    near = communities_of(request, place)
    values = {
        "place": place,
        "centre": next(iter(centres), None),
        "words": newest_in(request, place).words,
        "total": len(near),
        "neighbours": near if len(near) <= BESIDE_THE_SIGN else [],
        "several_districts": len({row["district"] for row in near}) > 1,
    }
    return HomePanel("pages/panels/sign.html", values)


@hooks.register(HOME_PANELS, order=15)
def communities(request: HttpRequest, place: Any) -> HomePanel | None:
    """The communities of a city or district where they are too many to stand beside the sign."""
    near = communities_of(request, place)
    if isinstance(place, Community) or 0 < len(near) <= BESIDE_THE_SIGN:
        return None
    values = {"communities": near, "is_folded": len(near) > WITHOUT_FOLDS}
    return HomePanel("pages/panels/communities.html", values)


@hooks.register(HOME_PANELS, order=20)
def regulations(request: HttpRequest, place: Any) -> HomePanel | None:
    """The regulations lead the page until there are services to lead it."""
    rows = newest_in(request, place).regulations
    return HomePanel("pages/panels/regulations.html", {"regulations": rows}) if rows else None


@hooks.register(HOME_PANELS, order=30)
def notices(request: HttpRequest, place: Any) -> HomePanel | None:
    """The newest notices, the own community's first."""
    rows = newest_in(request, place).notices
    return HomePanel("pages/panels/notices.html", {"notices": rows}) if rows else None


@hooks.register(HOME_PANELS, order=40)
def units(request: HttpRequest, place: Any) -> HomePanel | None:
    """Who exists in this community and how to call them."""
    if not isinstance(place, Community):
        return None
    rows = [{"unit": unit, "sign": PLATES[UnitKind(unit.kind)]} for unit in chart_at(place).units]
    return HomePanel("pages/panels/units.html", {"units": rows}) if rows else None
