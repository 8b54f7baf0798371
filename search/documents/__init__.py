"""What of the portal is searched: builders that turn public objects into index entries.

A page is searched when its class declares `search_document`. Entries are built for pages that are
live, public and not past their date, and for nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from portal.models import Community
from portal.models.topics import TopicTag

from . import pages, regulations
from .entry import Entry
from .pages import Context

__all__ = ["Entry", "build", "public_ids"]

Builder = Callable[[list[Any], Context], Iterator[Entry]]
BUILDERS: dict[str, Builder] = {"regulation": regulations.entries}
"""Builders by declared kind; every other kind has one entry a page."""

Failed = Callable[[int, Exception], None]


def public_ids(among: Any = None) -> list[int]:
    """Ids of the live, unrestricted pages (of a QuerySet of pages) that may be searched."""
    found = Page.objects.live().public().filter(alias_of__isnull=True)
    if among is not None:
        found = found.filter(pk__in=among.values("pk"))
    return list(found.order_by("path").values_list("pk", flat=True))


def build(ids: Sequence[int], *, failed: Failed | None = None) -> Iterator[Entry]:
    """Entries of the pages named, which must be public; call it with some hundred at a time.

    With `failed` a page that cannot be read is reported there and the others go on; without it
    the error is raised.
    """
    context = _context(ids)
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for page in Page.objects.filter(pk__in=ids).order_by("path").specific():
        declared = getattr(page, "search_document", None)
        if declared is not None:
            by_kind[declared.kind].append(page)
    now = timezone.now()
    for kind, group in by_kind.items():
        builder = BUILDERS.get(kind, pages.entries)
        for entry in _built(builder, group, context, failed):
            if entry.expires is None or entry.expires > now:
                yield entry


def _built(
    builder: Builder, group: list[Any], context: Context, failed: Failed | None
) -> Iterator[Entry]:
    """All at once; when that fails and somebody listens, page by page."""
    try:
        yield from list(builder(group, context))
    except Exception as error:
        if failed is None:
            raise
        if len(group) == 1:
            failed(group[0].pk, error)
            return
        for page in group:
            yield from _built(builder, [page], context, failed)


def _context(ids: Sequence[int]) -> Context:
    topics: dict[int, list[str]] = defaultdict(list)
    rows = TopicTag.objects.filter(content_object__in=ids).order_by("tag__name")
    for page_id, name in rows.values_list("content_object_id", "tag__name"):
        topics[page_id].append(name)
    return Context(
        today=timezone.localdate(),
        topics={page_id: tuple(names) for page_id, names in topics.items()},
        communities=dict(Community.objects.values_list("path", "pk")),
    )
