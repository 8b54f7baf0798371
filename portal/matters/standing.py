"""Where matters stand on a day: on offer, suspended, or over and where to go.

Published catalogues and admissions say so. Under the address of a community its own district and
its own admissions count; what they never spoke of, and in the city, follows whoever offers it. All
pages ask here, so that none says what another denies.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject, Substr
from wagtail.models import Page

from .choices import ENDED, ON_OFFER, MatterStatus

DISTRICT_PATH, COMMUNITY_PATH = 3 * Page.steplen, 4 * Page.steplen
"""How much of a tree path names the district, and the community."""


def with_standing(rows: Any, on: date, place: Any = None) -> Any:
    """Adds `entry` to procedures: what is said of their matter; None where nobody ever spoke of it.

    `place` is an expression for the tree path of the page read, which may begin with that of a
    community; without it the whole city counts.
    """
    from .models import Procedure

    instead = Procedure.objects.live().filter(matter=OuterRef("successor")).order_by("pk")
    said = JSONObject(
        status=_status_now(on),
        reason=Case(When(_still_said(on), then=F("reason")), default=Value("")),
        go_to=Case(When(_still_said(on), then=F("go_to")), default=Value("")),
        name="successor__name",
        url_path=Subquery(instead.values("url_path")[:1]),
    )
    return rows.annotate(entry=_first_said(said, on, place, models.JSONField()))


def still_offered(rows: Any, on: date, community_id: int | None) -> Any:
    """Only procedures whose matters are not over for a community, or for the city.

    Asks what `with_standing` answers, without sorting what is said: lists are long.
    """
    from .models import MatterEntry

    said = MatterEntry.objects.begun(on).exclude(status=MatterStatus.DRAFT)
    said = said.filter(matter=OuterRef("matter"))
    goes_on = said.filter(_now(on)).exclude(status__in=ENDED)
    anywhere = Exists(goes_on) | ~Exists(said)
    if community_id is None:
        return rows.filter(anywhere)
    place = _of_place(Subquery(Page.objects.filter(pk=community_id).values("path")))
    return rows.filter(Exists(goes_on.filter(place)) | (~Exists(said.filter(place)) & anywhere))


def _first_said(what: Any, on: date, place: Any, kind: models.Field[Any, Any]) -> Any:
    """`what` of the entry that counts: of the place itself, else of anybody in the city.

    Two statements in one, since SQLite sorts by nothing that stands outside of what it sorts.
    """
    rows = _said_of_matter(on)
    anybody = Subquery(rows.values(what=what)[:1], output_field=kind)
    if place is None:
        return anybody
    near = rows.filter(_of_place(place)).values(what=what)[:1]
    return Coalesce(Subquery(near, output_field=kind), anybody, output_field=kind)


def _said_of_matter(on: date) -> QuerySet[Any]:
    """The entries that speak of the matter of an outer row, the one that counts first."""
    from .models import MatterEntry

    rows = MatterEntry.objects.begun(on).exclude(status=MatterStatus.DRAFT)
    order = ("rank", F("catalogue__effective_from").desc(nulls_last=True), "-pk")
    ranked = rows.filter(matter=OuterRef("matter")).annotate(rank=_rank(on))
    return ranked.order_by(*order)  # type: ignore[no-any-return]


def _of_place(place: Any) -> Q:
    """The catalogue of the district, and what was admitted in the district or the community.

    The tree path of a page of the city names neither.
    """
    district, community = Substr(place, 1, DISTRICT_PATH), Substr(place, 1, COMMUNITY_PATH)
    admitted = Q(admission__place__path=district) | Q(admission__place__path=community)
    return Q(catalogue__district__path=district) | admitted


def _rank(on: date) -> Case:
    """What is offered stands above what is suspended, and both above what is over."""
    now = _now(on)
    return Case(
        When(now & Q(status__in=ON_OFFER), then=0),
        When(now & Q(status=MatterStatus.SUSPENDED), then=1),
        When(now, then=2),
        default=3,
    )


def _now(on: date) -> Q:
    from .models.catalogue import in_force

    return in_force(on)


def _still_said(on: date) -> Q:
    """What is over stays over, with its reason, when later catalogues are silent about it."""
    return _now(on) | Q(status__in=ENDED)


def _status_now(on: date) -> Case:
    """The status; what was once done and is in nothing that holds today is taken out."""
    return Case(
        When(_still_said(on), then=F("status")),
        default=Value(str(MatterStatus.REMOVED)),
        output_field=models.CharField(),
    )
