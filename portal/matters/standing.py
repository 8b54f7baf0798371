"""Where matters stand on a day by the published catalogues: on offer, or over and where to go.

`standings_on` asks for many matters at once; `with_standing` joins the answer to the page served.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject

from .catalogue_rules import Standing, Statement, standing_on
from .choices import ON_OFFER, MatterStatus


def standings_on(
    matters: Iterable[int], on: date, *, district: int | None = None
) -> dict[int, Standing]:
    """The standing of each matter that a published catalogue has named (one query).

    Without a district, what one district offers is on offer.
    """
    from .models.catalogue import MatterEntry

    wanted = list(matters)
    rows = MatterEntry.objects.filter(matter__in=wanted, catalogue__published_at__isnull=False)
    if district is not None:
        rows = rows.filter(catalogue__district=district)
    said: dict[int, list[Statement]] = defaultdict(list)
    facts = ("catalogue__effective_from", "catalogue__effective_to", "status", "reason", "go_to")
    for matter, *values in rows.order_by("pk").values_list("matter", *facts, "successor"):
        said[matter].append(Statement(*values))
    found = {matter: standing_on(said[matter], on) for matter in wanted}
    return {matter: standing for matter, standing in found.items() if standing is not None}


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
