"""News that rows of a directory changed: its page was not saved, but its public text is another."""

from __future__ import annotations

from collections.abc import Collection
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


def served_by(row: Any) -> set[str]:
    """The tree paths of the communities that a centre serves; units and cards serve none."""
    if not isinstance(row, Centre):
        return set()
    return {row.community.path, *row.shared_by.values_list("path", flat=True)}


def tell(pages: QuerySet[Directory], *, served: Collection[str] = ()) -> None:
    """Tells who listens (search, the frame) that what these pages show is another.

    `served` are the communities that a centre serves, or served before.
    """
    frame.refresh_all()
    signals.content_changed.send(sender=Directory, queryset=pages)
    if served:
        signals.centre_changed.send(sender=Centre, communities=served)
