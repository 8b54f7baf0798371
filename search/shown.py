"""What of an answer may be shown: read from the database again, one statement for all hits.

The index knows nothing that decides here: a page that is not live any more, or stands below a
restriction, is left out even if its entry were still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import PageViewRestriction

from portal.navigation import Frame, frame_of, page_address

from .highlight import Marker
from .models import IndexedDocument
from .query import Hit, SearchResult

UNQUOTED = "/~:@!$&'()*+,;="
"""Characters of a page's path that stand in an address as they are, as in every other address."""


class Row(NamedTuple):
    """What is read of one document and its page."""

    key: str
    path: str
    kind: str
    title: str
    heading: str
    body: str
    folded: str
    doc_number: str
    chapter: str
    status: str
    published: date | None
    page__url_path: str


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
    keys = [hit.key for head in result.hits for hit in (head, *head.members)]
    rows = {row.key: row for row in visible(keys)} if keys else {}
    showing = _Showing(rows, Marker(result.query.terms, result.forms), frame_of(request))
    shown = []
    for head in result.hits:
        members = [showing.one(hit) for hit in head.members if hit.key in rows]
        if head.key in rows:
            shown.append(showing.one(head, tuple(members)))
        else:
            shown += members
    return shown


def visible(keys: Iterable[str]) -> Iterator[Row]:
    """Documents among the keys whose page is live and not restricted, with the page joined."""
    path = ExpressionWrapper(OuterRef("page__path"), output_field=CharField())
    guards = PageViewRestriction.objects.annotate(below=path)
    found = IndexedDocument.objects.filter(key__in=list(keys), page__live=True).exclude(
        Exists(guards.filter(below__startswith=F("page__path")))
    )
    return map(Row._make, found.values_list(*Row._fields))


class _Showing:
    """Puts hits together with what was read of them; addresses are built below one root."""

    def __init__(self, rows: Mapping[str, Row], marker: Marker, frame: Frame) -> None:
        self.rows = rows
        self.marker = marker
        self.frame = frame
        self.root = page_address("")

    def one(self, hit: Hit, members: tuple[Shown, ...] = ()) -> Shown:
        """One hit with its texts marked."""
        row = self.rows[hit.key]
        title, heading, body = row.folded.split("\n")
        text = (row.body, body) if row.body else (row.heading, heading)
        return Shown(
            hit=hit,
            url=self.root
            + quote(self.frame.relative(row.page__url_path), safe=UNQUOTED)
            + row.path,
            kind=row.kind,
            title=self.marker.marked(row.title, title),
            heading=self.marker.marked(row.heading, heading),
            excerpt=self.marker.excerpt(*text),
            plain_title=row.title,
            doc_number=row.doc_number,
            chapter=row.chapter,
            status=row.status,
            published=row.published,
            members=members,
        )
