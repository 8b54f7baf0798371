"""Inspections outside of what the law allows, told by the statement that reads them (越权检查)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from .choices import AdmissionState
from .models import MatterEntry


def with_scope(inspections: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `is_out_of_scope`: neither a matter in force on that day nor a mandate is named."""
    return inspections.annotate(is_out_of_scope=out_of_scope())


def out_of_scope() -> Any:
    """The condition itself, as `admission_rules.is_out_of_scope` decides it."""
    day = OuterRef("on")
    catalogue = Q(
        Q(catalogue__effective_to__isnull=True) | Q(catalogue__effective_to__gte=day),
        catalogue__published_at__isnull=False,
        catalogue__effective_from__lte=day,
    )
    admitted = Q(
        Q(admission__ends_on__isnull=True) | Q(admission__ends_on__gte=day),
        admission__state=AdmissionState.ADMITTED,
        admission__decided_on__lte=day,
    )
    entries = MatterEntry.objects.filter(catalogue | admitted, matter=OuterRef("matter"))
    return Q(mandate="") & ~Q(Exists(entries))
