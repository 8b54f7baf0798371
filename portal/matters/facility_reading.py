"""Service facilities and rules of a place as residents read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from portal.matters.choices import FacilityKind, RuleSlotKind
from portal.matters.models.facilities import RuleSlot, ServiceFacility
from portal.pages.models import Notice


@dataclass(frozen=True)
class Facilities:
    """The facilities of a community: those in operation, those withdrawn, the kinds there are."""

    open: list[Any]
    withdrawn: list[Any]
    kinds: list[tuple[str, Any]]
    kind: str


def facilities_of(place_path: str, kind: str = "") -> Facilities:
    """The facilities of one kind, or of all (one statement)."""
    tests = Notice.objects.open_to_all().filter(pk=OuterRef("test_notice"))
    found = ServiceFacility.objects.filter(community__path=place_path)
    rows: list[Any] = list(found.select_related("test_notice").annotate(has_tests=Exists(tests)))
    today = timezone.localdate()
    known = {row.kind for row in rows}
    kinds = [choice for choice in FacilityKind.choices if choice[0] in known]
    asked = kind if kind in FacilityKind.values else ""
    shown = [row for row in rows if asked in ("", row.kind)]
    for row in shown:
        row.position = _position(row)
        row.prices = [line.strip() for line in row.price_list.splitlines() if line.strip()]
        row.is_coming = bool(row.starts_on and row.starts_on > today)
    active = [row for row in shown if row.is_active]
    return Facilities(active, [row for row in shown if not row.is_active], kinds, asked)


def _position(row: ServiceFacility) -> str:
    """Latitude and longitude as a map takes them; empty when unknown."""
    if row.latitude is None or row.longitude is None:
        return ""
    return f"{row.latitude.normalize():f},{row.longitude.normalize():f}"


def rules_of(place_path: str) -> list[dict[str, Any]]:
    """Each rule a centre keeps, with its public text or None, in the order of the law."""
    serving = Q(centre__community__path=place_path) | Q(centre__shared_by__path=place_path)
    rows = RuleSlot.objects.filter(serving, regulation__live=True).select_related("regulation")
    texts: dict[str, list[Any]] = {}
    for row in rows:
        known = texts.setdefault(row.kind, [])
        known += [] if row.regulation in known else [row.regulation]
    return [{"label": kind.label, "texts": texts.get(kind, [])} for kind in RuleSlotKind]
