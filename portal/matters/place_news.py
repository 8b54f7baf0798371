"""News that windows or facilities changed: no page was saved, but what it shows is another."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from wagtail.models import Page

from portal import signals
from portal.pages.models import Centre

from .models import Matter, MatterSection, Procedure, ServiceFacility, Window


def sections_showing(row: Window | ServiceFacility) -> list[int]:
    """Keys of the public sections of the communities that read of this window or facility."""
    if isinstance(row, ServiceFacility):
        return _sections_of([row.community.path])
    return sections_of_centre(row.centre)


def sections_of_centre(centre: Centre) -> list[int]:
    """The same for all windows of a centre, in each community that it serves."""
    return _sections_of([place.path for place in (centre.community, *centre.shared_by.all())])


def pages_naming(matter: Matter) -> list[int]:
    """Keys of the public pages that say what a matter is called: procedures, and windows' pages."""
    named = Procedure.objects.filter(matter=matter, live=True).values_list("pk", flat=True)
    windows = Window.objects.filter(matters=matter)
    own = windows.values_list("centre__community__path", flat=True)
    return [*named, *_sections_of(own)]


def sections_below(communities: Iterable[str]) -> QuerySet[MatterSection]:
    """The public sections of the communities at these tree paths."""
    below = Q(pk__in=[])
    for path in set(communities):
        below |= Q(path__startswith=path)
    return MatterSection.objects.filter(below, live=True)


def _sections_of(communities: Iterable[str]) -> list[int]:
    return list(sections_below(communities).values_list("pk", flat=True))


def tell(*pages: int) -> None:
    """Tells who listens (search) that these pages show something else."""
    queryset: QuerySet[Page] = Page.objects.filter(pk__in=pages)
    signals.content_changed.send(sender=MatterSection, queryset=queryset)
