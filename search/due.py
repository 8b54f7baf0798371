"""What the index must read again because a day came, not because anybody changed a page.

A version of a regulation published ahead comes into force by the calendar; from that day its text
is the one readers meet first. A catalogue begins on its first day, and what it ends is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.utils import timezone
from wagtail.models import Page

from portal.matters.models import AdmissionStep, Catalogue, Procedure
from portal.pages.models import Regulation, RegulationVersion
from portal.scheduling import DueItem

from .documents.pages import MAIN
from .documents.procedures import ENDED, ended_on
from .models import IndexedDocument
from .refresh import refresh

COMPARED, COMPARED_SECONDS = "search-standing-compared", 600
"""For so long a scheduler does not compare procedures again when nothing spoke of them."""


def due_regulations(now: datetime) -> Iterator[DueItem]:
    """Live regulations of which a later version is in force by now than the index holds."""
    today = timezone.localdate(now)
    lasting = Q(effective_to__isnull=True) | Q(effective_to__gte=today)
    versions = RegulationVersion.objects.filter(
        lasting, regulation=OuterRef("pk"), state="published", effective_from__lte=today
    )
    entries = IndexedDocument.objects.filter(page=OuterRef("pk"))
    dated = entries.filter(effective__isnull=False).order_by("-effective")
    rows = Regulation.objects.live().annotate(
        begun=Subquery(versions.order_by("-effective_from").values("effective_from")[:1]),
        known=Subquery(dated.values("effective")[:1]),
    )
    changed = Q(known__isnull=True) | Q(begun__gt=F("known"))
    for row in rows.filter(Exists(entries), changed, begun__isnull=False).only("pk", "title"):
        day: Any = row.begun  # type: ignore[attr-defined]
        yield DueItem(
            key=f"search:{row.pk}:{day}",
            due_at=timezone.make_aware(datetime.combine(day, time.min)),
            label=row.title,
            run=partial(_refresh, row.pk),
        )


def due_procedures(now: datetime) -> Iterator[DueItem]:
    """Procedures of which the catalogue of the day says something else than the index holds.

    All of them are compared when a day, a catalogue or an admission is new, and now and then.
    """
    today = timezone.localdate(now)
    spoken = (today, *_newest_word())
    if cache.get(COMPARED) == spoken:
        return
    due = list(_told_otherwise(today))
    yield from due
    if not due:
        cache.set(COMPARED, spoken, COMPARED_SECONDS)


def _newest_word() -> tuple[Any, ...]:
    """What changes whenever a catalogue is published or a request is decided (two queries)."""
    return (
        Catalogue.objects.aggregate(at=Max("published_at"))["at"],
        AdmissionStep.objects.aggregate(last=Max("pk"))["last"],
    )


def _told_otherwise(today: date) -> Iterator[DueItem]:
    heads = IndexedDocument.objects.filter(page=OuterRef("pk"), part=MAIN)
    known = Subquery(heads.values("status")[:1])
    rows = Procedure.objects.live().annotate(known=known).filter(known__isnull=False)
    facts = {pk: rest for pk, *rest in rows.values_list("pk", "known", "validity", "title")}
    over = ended_on(list(facts), today)
    told = _told_of_the_end(over)
    for pk, (status, validity, title) in facts.items():
        if status != (ENDED if pk in over else validity) or (pk in over and pk not in told):
            yield DueItem(
                key=f"search:{pk}:{'over' if pk in over else 'offered'}",
                due_at=timezone.make_aware(datetime.combine(today, time.min)),
                label=title,
                run=partial(_refresh, pk),
            )


def _told_of_the_end(over: Mapping[int, str]) -> set[int]:
    """Procedures whose indexed text says why they are over in the words of the day."""
    rows = IndexedDocument.objects.filter(page__in=list(over), part=MAIN)
    return {pk for pk, body in rows.values_list("page", "body") if over[pk] in body}


def _refresh(page_id: int, _now: datetime) -> None:
    refresh(Page.objects.filter(pk=page_id))
