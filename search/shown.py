"""What of an answer may be shown: read from the database again, one statement for all hits.

The index knows nothing that decides here: a page that is not live any more, or stands below a
restriction, is left out even if its entry were still there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import PageViewRestriction

from portal.navigation import frame_of, page_address

from .highlight import Marker
from .models import IndexedDocument
from .query import Hit, SearchResult

COLUMNS = (
    "key", "path", "kind", "title", "heading", "body", "doc_number", "article_no", "chapter",
    "status", "published", "page__url_path", "page__title",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One hit as a reader sees it. `title`, `heading` and `excerpt` are safe HTML with marks."""

    hit: Hit
    url: str
    kind: str
    title: SafeString
    heading: SafeString
    excerpt: SafeString
    plain_title: str
    doc_number: str = ""
    chapter: str = ""
    status: str = ""
    published: date | None = None
    members: tuple[Shown, ...] = ()


def show(result: SearchResult, request: HttpRequest) -> list[Shown]:
    """The hits that may be shown, in their order, with their members."""
    marker = Marker(result.query.terms, result.forms)
    keys = [hit.key for head in result.hits for hit in (head, *head.members)]
    rows = {row.key: row for row in visible(keys)}
    shown = []
    for head in result.hits:
        known = [hit for hit in head.members if hit.key in rows]
        members = [_shown(hit, rows[hit.key], marker, request) for hit in known]
        if head.key in rows:
            shown.append(_shown(head, rows[head.key], marker, request, tuple(members)))
        else:
            shown += members
    return shown


def visible(keys: Iterable[str]) -> QuerySet[IndexedDocument]:
    """Documents among the keys whose page is live and not restricted, with the page joined."""
    path = ExpressionWrapper(OuterRef("page__path"), output_field=CharField())
    guards = PageViewRestriction.objects.annotate(below=path)
    return (
        IndexedDocument.objects.filter(key__in=list(keys), page__live=True)
        .exclude(Exists(guards.filter(below__startswith=F("page__path"))))
        .select_related("page")
        .only(*COLUMNS)
    )


def _shown(
    hit: Hit,
    row: IndexedDocument,
    marker: Marker,
    request: HttpRequest,
    members: tuple[Shown, ...] = (),
) -> Shown:
    address = page_address(frame_of(request).relative(row.page.url_path))
    return Shown(
        hit=hit,
        url=address + row.path,
        kind=row.kind,
        title=marker.marked(row.title),
        heading=marker.marked(row.heading),
        excerpt=marker.excerpt(row.body or row.heading),
        plain_title=row.title,
        doc_number=row.doc_number,
        chapter=row.chapter,
        status=row.status,
        published=row.published,
        members=members,
    )
