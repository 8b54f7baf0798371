"""What communities add to the procedures of the city, as pages, forms and the report read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from portal import signals
from portal.models import Community, RuleSetting

from .local_rules import LOCAL_FACTS, hours_in_words
from .models import LocalDetails, Procedure, Window
from .standing import still_offered

REVIEW_KEY = "matter.local_review_days"
"""Days after which local details count as old (rule setting; 180 in a new installation)."""
NAMES = {
    "window": gettext_noop("window"),
    "place": gettext_noop("where (办理地点)"),
    "hours": gettext_noop("when (办理时间)"),
    "consult_phone": gettext_noop("telephone for questions (咨询电话)"),
    "complaint_phone": gettext_noop("telephone for complaints (监督电话)"),
    "note": gettext_noop("note for residents"),
}


def review_days(on: date) -> int | None:
    """After how many days details are old; None where no rule says so."""
    return RuleSetting.objects.number_of(REVIEW_KEY, on=on)


def tell(procedure_id: int) -> None:
    """Tells who listens (search) that the public text of a procedure is another."""
    queryset = Procedure.objects.filter(pk=procedure_id, live=True)
    signals.content_changed.send(sender=Procedure, queryset=queryset)


def details_of(procedure: Any, community: Any) -> LocalDetails | None:
    """What one community adds to a procedure, with its window (one query); None: nothing."""
    rows = LocalDetails.objects.filter(procedure=procedure.pk, community=community)
    return rows.select_related("window", "community").first()


def with_details(rows: Any, community_id: int | None) -> Any:
    """Joins to procedures what one community adds, as `own` (None: nothing), with its window."""
    own = FilteredRelation("local_details", condition=Q(local_details__community=community_id))
    return rows.annotate(own=own).select_related("own__window")


def own_of(page: Any) -> LocalDetails | None:
    """What `with_details` joined to a procedure."""
    return getattr(page, "own", None)


def local_parts(details: Any) -> list[str]:
    """The facts of a procedure that a community has entered for itself, by name."""
    return [name for name in LOCAL_FACTS if details is not None and getattr(details, name)]


def city_procedures() -> Any:
    """The public procedures of the city, which all communities share."""
    return Procedure.objects.open_to_all().filter(in_community__isnull=True)


def offered_procedures(on: date) -> Any:
    """Those of them whose matters are not over: nobody needs details of the others."""
    return still_offered(city_procedures(), on, None)


@dataclass(frozen=True)
class Coverage:
    """How much of the city's procedures one community has its own details for."""

    community: Community
    total: int
    entered: int
    old: int

    @property
    def missing(self) -> int:
        """Procedures for which the community says nothing of its own."""
        return self.total - self.entered


def coverage_of(communities: QuerySet[Community], *, on: date) -> list[Coverage]:
    """For each community how many details it has and how many are old; the emptiest first.

    Three queries, whatever the number of communities and procedures.
    """
    days, offered = review_days(on), offered_procedures(on)
    total, open_keys = offered.count(), offered.values("pk")
    entered = Q(procedure_details__procedure__in=open_keys)
    before = on - timedelta(days=days) if days is not None else date.min
    rows = communities.annotate(
        entered=Count("procedure_details", filter=entered),
        old=Count("procedure_details", filter=entered & _older_than(before)),
    )
    found = [Coverage(row, total, row.entered, row.old) for row in rows.order_by("path")]
    return sorted(found, key=lambda row: (row.entered, -row.old))


def _older_than(day: date) -> Q:
    return Q(procedure_details__reviewed_on__lt=day)


def lacking(community: Any, *, on: date) -> Any:
    """The city's procedures for which a community has entered nothing, by title."""
    known = LocalDetails.objects.filter(community=community).values("procedure")
    return offered_procedures(on).exclude(pk__in=known).order_by("title", "pk")


def old_details(community: Any, *, on: date) -> QuerySet[LocalDetails]:
    """The details of a community that were not looked at for too long, the oldest first."""
    days = review_days(on)
    offered = offered_procedures(on).values("pk")
    rows = LocalDetails.objects.filter(community=community, procedure__in=offered)
    if days is None:
        return rows.none()
    rows = rows.filter(reviewed_on__lt=on - timedelta(days=days))
    return rows.select_related("procedure").order_by("reviewed_on", "pk")


def overridden(communities: QuerySet[Community], *, on: date) -> Any:
    """The city's procedures with `places`: how many of these communities have own details."""
    own = Q(local_details__community__in=communities.values("pk"))
    rows = offered_procedures(on).annotate(places=Count("local_details", filter=own))
    return rows.filter(places__gt=0).order_by("-places", "title", "pk")


def overrides_of(procedure: Any, communities: QuerySet[Community]) -> QuerySet[LocalDetails]:
    """What each of these communities has entered for a procedure, with its window."""
    rows = LocalDetails.objects.filter(procedure=procedure, community__in=communities.values("pk"))
    return rows.select_related("community", "window").order_by("community__path")


def parts_in_words(details: LocalDetails) -> list[str]:
    """What a community says differently from the city: the name of each fact."""
    return [gettext(NAMES[name]) for name in local_parts(details)]


def proposed_for(community: Any, procedure: Any = None) -> dict[str, Any]:
    """What a new row begins with: from the window that does the matter, and from the centre."""
    centre = community.centres.order_by("pk").first()
    if centre is None:
        return {}
    window = _window_for(centre, procedure)
    spans = list(window.hours.values_list("weekday", "opens", "closes")) if window else []
    spans = spans or list(centre.opening_hours.values_list("weekday", "opens", "closes"))
    return {
        "window": window.pk if window else None,
        "place": f"{centre.name}，{centre.address}" if centre.address else centre.name,
        "hours": hours_in_words(spans),
        "consult_phone": (window.phone if window else "") or centre.phone,
    }


def _window_for(centre: Any, procedure: Any) -> Window | None:
    """The first window of the centre at which the matter of the procedure is done."""
    if procedure is None or procedure.matter_id is None:
        return None
    return Window.objects.filter(centre=centre, matters=procedure.matter_id).first()
