"""News that rows of a directory changed: its page was not saved, but its public text is another."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from portal import signals
from portal.models import frame

from .models import Centre, Directory


def directories_of(row: Any) -> QuerySet[Directory]:
    """The public pages of service centres that show this centre, unit or card."""
    owner = getattr(row, "unit", row)
    shown = Q(pk__in=[])
    if owner.community is not None:
        shown |= Q(path__startswith=owner.community.path)
    elif owner.district is not None:
        shown |= Q(path__startswith=owner.district.path)
    if isinstance(row, Centre):
        for community in row.shared_by.all():
            shown |= Q(path__startswith=community.path)
    keys = Directory.objects.live().filter(shown).values_list("pk", flat=True)
    return Directory.objects.filter(pk__in=list(keys))


def tell(pages: QuerySet[Directory]) -> None:
    """Tells who listens (search, the frame) that what these pages show is another."""
    frame.refresh_all()
    signals.content_changed.send(sender=Directory, queryset=pages)
