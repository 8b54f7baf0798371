"""What of an answer may be shown: read from the database again, one statement for all hits.

The index knows nothing that decides here: a page that is not live any more, or stands below a
restriction, is left out even if its entry were still there; so is a file that its page does not
show any more.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.http import HttpRequest
from django.utils.safestring import SafeString

from portal.matters.section_reading import OwnAddresses
from portal.navigation import ALLOWED_IN_PATH, Frame, frame_of, quote

from .answers import Answer
from .highlight import Marker
from .labels import foreign
from .query import Hit

WITH_PLACE = ALLOWED_IN_PATH + "#"
"""What stands in the address of a part of a page, which may be a place (`windows/#window-5`)."""


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
    published: Any
    file_kind: str
    file_size: int | None
    language: str
    url_path: str


_VISIBLE = """
    SELECT d.key, d.path, d.kind, d.title, d.heading, d.body, d.folded, d.doc_number, d.chapter,
        d.status, d.published, d.file_kind, d.file_size, (
            SELECT MAX(v.value) FROM search_facetvalue v
            WHERE v.facet_set_id = d.facet_set_id AND v.facet = 'language'
        ), p.url_path
    FROM search_indexeddocument d JOIN wagtailcore_page p ON p.id = d.page_id
    WHERE d.key IN ({marks}) AND p.live AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_pageviewrestriction r JOIN wagtailcore_page g ON g.id = r.page_id
        WHERE substr(p.path, 1, length(g.path)) = g.path
    ) AND (d.kind <> 'file' OR EXISTS (
        SELECT 1 FROM portal_fileuse u
        JOIN portal_document f ON f.id = u.document_id
        JOIN wagtailcore_collection c ON c.id = f.collection_id
        WHERE u.page_id = d.page_id AND d.part = 'file-' || u.document_id AND NOT EXISTS (
            SELECT 1 FROM wagtailcore_collectionviewrestriction r
            JOIN wagtailcore_collection g ON g.id = r.collection_id
            WHERE substr(c.path, 1, length(g.path)) = g.path
        )
    ))
"""
"""Written out, for putting these statements together anew costs more than running them."""


class Shown(NamedTuple):
    """One hit as a reader sees it. `title`, `heading` and `excerpt` are safe HTML with marks.

    Only a part of a page, which has an address of its own, is shown with a heading. `language` is
    that of the text where it is not the reader's.
    """

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
    page_url: str = ""
    file_kind: str = ""
    file_size: int | None = None
    language: str = ""
    members: tuple[Shown, ...] = ()


def show(answer: Answer, request: HttpRequest) -> list[Shown]:
    """The hits that may be shown, in their order, with their members."""
    hits, result = answer.hits, answer.shown
    keys = [hit.key for head in hits for hit in (head, *head.members)]
    rows = {row.key: row for row in visible(keys)}
    showing = _Showing(rows, Marker(result.query.terms, result.forms), frame_of(request))
    shown = []
    for head in hits:
        members = [showing.one(hit) for hit in head.members if hit.key in rows]
        if head.key in rows:
            shown.append(showing.one(head, tuple(members)))
        else:
            shown += members
    return shown


def visible(keys: Sequence[str]) -> Iterator[Row]:
    """Documents among the keys whose page is live and not restricted, with the page joined."""
    if not keys:
        return iter(())
    with connection.cursor() as cursor:
        cursor.execute(_VISIBLE.format(marks=", ".join(["%s"] * len(keys))), keys)
        return map(Row._make, cursor.fetchall())


class _Showing:
    """Puts hits together with what was read of them; addresses are built below one root."""

    def __init__(self, rows: Mapping[str, Row], marker: Marker, frame: Frame) -> None:
        self.rows = rows
        self.marker = marker
        self.frame = frame
        self.root = frame.home_url
        self.own = OwnAddresses.of(frame)

    def one(self, hit: Hit, members: tuple[Shown, ...] = ()) -> Shown:
        """One hit with its texts marked."""
        row = self.rows[hit.key]
        title, heading, body = row.folded.split("\n")
        page_url = self.own.lead(self.root + quote(self.frame.relative(row.url_path)))
        text = (row.body, body) if row.body else (row.heading, heading)
        return Shown(
            hit=hit,
            url=_address(row.path, page_url) if row.path else page_url,
            kind=row.kind,
            title=self.marker.marked(row.title, title),
            heading=self.marker.marked(row.heading, heading) if row.path else SafeString(),
            excerpt=self.marker.excerpt(*text),
            plain_title=row.title,
            doc_number=row.doc_number,
            chapter=row.chapter,
            status=row.status,
            published=_day(row.published),
            page_url=page_url,
            file_kind=row.file_kind,
            file_size=row.file_size,
            language=foreign(row.language),
            members=members,
        )


def _address(path: str, page_url: str) -> str:
    """Where a part is: a file has an address of its own, everything else one of its page."""
    if path.startswith("/"):
        return quote(path)
    return page_url + urllib.parse.quote(path, safe=WITH_PLACE)


def _day(value: Any) -> date | None:
    """A day as the database gives it: SQLite as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
