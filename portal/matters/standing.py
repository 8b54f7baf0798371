"""What the catalogue in force says of a matter, joined to its page (在办、不再办理)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject

from .choices import ON_OFFER, MatterStatus


def with_standing(rows: Any, on: date) -> Any:
    """Adds `entry` (status, reason, where to go, what is done instead) and `was_listed`.

    A matter that any catalogue in force offers is on offer.
    """
    from .models import MatterEntry, Procedure

    instead = Procedure.objects.live().filter(matter=OuterRef("successor")).order_by("pk")
    entries = (
        MatterEntry.objects.in_force(on)
        .filter(matter=OuterRef("matter"))
        .exclude(status=MatterStatus.DRAFT)
        .annotate(rank=Case(When(status__in=ON_OFFER, then=0), default=1))
        .order_by("rank", "-pk")
    )
    entry = entries.values(
        entry=JSONObject(
            status="status",
            reason="reason",
            go_to="go_to",
            name="successor__name",
            url_path=Subquery(instead.values("url_path")[:1]),
        )
    )[:1]
    published = Q(catalogue__published_at__isnull=False, catalogue__effective_from__lte=on)
    listed = MatterEntry.objects.filter(published, matter=OuterRef("matter"))
    return rows.annotate(
        entry=Subquery(entry, output_field=models.JSONField()), was_listed=Exists(listed)
    )
