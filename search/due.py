"""What the index must read again because a day came, not because anybody changed a page.

A version of a regulation published ahead comes into force by the calendar; from that day its text
is the one readers meet first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from wagtail.models import Page

from portal.pages.models import Regulation, RegulationVersion
from portal.scheduling import DueItem

from .documents.pages import MAIN
from .models import IndexedDocument
from .refresh import refresh


def due_regulations(now: datetime) -> Iterator[DueItem]:
    """Live regulations of which a later version is in force by now than the index holds."""
    today = timezone.localdate(now)
    lasting = Q(effective_to__isnull=True) | Q(effective_to__gte=today)
    versions = RegulationVersion.objects.filter(
        lasting, regulation=OuterRef("pk"), state="published", effective_from__lte=today
    )
    heads = IndexedDocument.objects.filter(page=OuterRef("pk"), part=MAIN)
    rows = Regulation.objects.live().annotate(
        begun=Subquery(versions.order_by("-effective_from").values("effective_from")[:1]),
        known=Subquery(heads.values("effective")[:1]),
    )
    changed = Q(known__isnull=True) | Q(begun__gt=F("known"))
    for row in rows.filter(Exists(heads), changed, begun__isnull=False).only("pk", "title"):
        day: Any = row.begun  # type: ignore[attr-defined]
        yield DueItem(
            key=f"search:{row.pk}:{day}",
            due_at=timezone.make_aware(datetime.combine(day, time.min)),
            label=row.title,
            run=partial(_refresh, row.pk),
        )


def _refresh(page_id: int, _now: datetime) -> None:
    refresh(Page.objects.filter(pk=page_id))
