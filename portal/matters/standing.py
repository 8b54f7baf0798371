"""Where matters stand on a day by the published catalogues: on offer, or over and where to go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from .catalogue_rules import Standing, Statement, standing_on
from .models.catalogue import MatterEntry


def standings_on(
    matters: Iterable[int], on: date, *, district: int | None = None
) -> dict[int, Standing]:
    """The standing of each matter that a published catalogue has named (one query).

    Without a district, what one district offers is on offer.
    """
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
