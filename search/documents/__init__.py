"""What of the portal is searched: builders that turn public objects into index entries.

A page is searched when its class declares `search_document`. Entries are built for pages that are
live, public and not past their date, and for the files they show; for nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DatabaseError
from django.db.models import IntegerField, QuerySet, Value
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from portal.models import Community
from portal.models.topics import TopicTag
from portal.prepared import NOBODYS_KEY, Prepared, PreparedList

from . import files, pages, procedures, regulations, sections
from .entry import Entry
from .pages import Context

__all__ = ["Entry", "build", "build_public", "build_public_one", "public_ids"]

Builder = Callable[[list[Any], Context], Iterator[Entry]]
BUILDERS: dict[str, Builder] = {
    "regulation": regulations.entries,
    "procedure": procedures.entries,
    "section": sections.entries,
}
"""Builders by declared kind; every other kind has one entry a page."""

Failed = Callable[[int, Exception], None]


def public_ids() -> list[int]:
    """Ids of the live, unrestricted pages that may be searched."""
    found = Page.objects.live().public().filter(alias_of__isnull=True)
    return list(found.order_by("path").values_list("pk", flat=True))


def build(ids: Sequence[int]) -> Iterator[Entry]:
    """Entries of the pages named, which must be public; call it with some hundred at a time."""
    yield from _entries(_stored(ids), _tree())


def build_public(ids: Sequence[int], *, failed: Failed | None = None) -> Iterator[Entry]:
    """The same for pages of which some may not be public; those have no entries.

    With `failed` a page that cannot be read is reported there and the others go on; without it
    the error is raised.
    """
    tree = _tree()
    yield from _entries(_public(_stored(ids), tree), tree, failed=failed)


def build_public_one(page: Page) -> Iterator[Entry]:
    """The same for one page, read anew as it is stored."""
    model, tree = page.specific_class, _tree()
    found = _one_of(model).rows(page.pk) if model else ()
    yield from _entries(_public(found, tree), tree)


class _Tree(NamedTuple):
    """Paths of pages with a restriction on them, and those of communities with their keys."""

    closed: tuple[str, ...]
    communities: dict[str, int]


def _tree() -> _Tree:
    rows = _PATHS.rows()
    closed = tuple(path for path, key in rows if key is None)
    return _Tree(closed, {path: key for path, key in rows if key is not None})


def _public(found: Iterable[Any], tree: _Tree) -> Iterator[Any]:
    """Those that are live, no mirrors and not below a restriction."""
    for page in found:
        if page.live and not page.alias_of_id and not page.path.startswith(tree.closed):
            yield page


def _stored(ids: Sequence[int]) -> Iterable[Any]:
    return Page.objects.filter(pk__in=ids).order_by("path").specific()  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def _one_of(model: type[Page]) -> Prepared:
    """Reads a page of one kind by its key."""
    return Prepared(lambda pk: model._default_manager.filter(pk=pk), NOBODYS_KEY)


def _topics_of(ids: Sequence[int]) -> QuerySet[Any]:
    rows: QuerySet[Any] = TopicTag.objects.filter(content_object__in=ids).order_by("tag__name")
    return rows.values_list("content_object_id", "tag__name")


_TOPICS = PreparedList(_topics_of)
_NO_KEY = Value(None, output_field=IntegerField())
_PATHS = Prepared(
    lambda: (
        Community.objects.order_by()
        .values_list("path", "pk")
        .union(
            PageViewRestriction.objects.order_by()
            .annotate(key=_NO_KEY)
            .values_list("page__path", "key"),
            all=True,
        )
    )
)


def _entries(found: Iterable[Any], tree: _Tree, *, failed: Failed | None = None) -> Iterator[Entry]:
    rows = list(found)
    searched = [page for page in rows if getattr(page, "search_document", None) is not None]
    context = _context(searched, tree)
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for page in searched:
        by_kind[page.search_document.kind].append(page)
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
        found = list(builder(group, context))
        yield from [*found, *files.entries(found, context.files)]
    except DatabaseError:
        raise  # nothing more can be read in this transaction
    except Exception as error:
        if failed is None:
            raise
        if len(group) == 1:
            failed(group[0].pk, error)
            return
        for page in group:
            yield from _built(builder, [page], context, failed)


def _context(found: Sequence[Any], tree: _Tree) -> Context:
    ids = [page.pk for page in found]
    topics: dict[int, list[str]] = defaultdict(list)
    for page_id, name in _TOPICS.rows(ids):
        topics[page_id].append(name)
    return Context(
        today=timezone.localdate(),
        topics={page_id: tuple(names) for page_id, names in topics.items()},
        communities=tree.communities,
        files=files.files_of(ids),
    )
