"""Feeds of notices (订阅源): what a reader's own program may fetch to tell of new notices.

A feed copies what it says to other machines, where nothing can be taken back: it carries titles,
summaries and addresses, never a text, and of a list of persons not even the summary.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext

from portal.languages import html_code
from portal.navigation import frame_of, page_address
from portal.page_meta import absolute, base_address, site_name
from portal.publication.models import Publication

from .rules import speakable

FEED_SIZE = 30


class NoticeFeed(Atom1Feed):
    """An Atom feed that was changed when its content was, not when it is asked for."""

    def latest_post_date(self) -> datetime:
        """The instant of the last change."""
        return self.feed["changed_at"]  # type: ignore[no-any-return]


def tag_uri(index_no: str, *, year: int) -> str:
    """A name for ever (RFC 4151), made of what never changes: host, year and index number."""
    return f"tag:{urlsplit(base_address()).hostname},{year}:{index_no}"


def respond(
    request: HttpRequest, section: Any, sources: Iterable[Any], *, title: str
) -> HttpResponse:
    """The feed of the newest notices of all sources; 304 to a reader who has just this already.

    A withdrawal changes the feed too, therefore the last act of publication counts as a change.
    """
    rows = _newest(sources)
    prefetch_related_objects(rows, "topic_tags__tag")
    changed_at = _changed_at(rows, section)
    feed = _feed_of(request, section, title=title, changed_at=changed_at)
    for notice in rows:
        _add(feed, notice, request)
    return _answer(request, feed.writeString("utf-8").encode(), changed_at)


def _newest(sources: Iterable[Any]) -> list[Any]:
    """Each source is asked by itself: together they could not follow one index."""
    found = [
        notice
        for source in sources
        for notice in source.filter(index_no__isnull=False).defer("body")[:FEED_SIZE]
    ]
    return sorted(found, key=lambda row: (row.listed_on, row.pk), reverse=True)[:FEED_SIZE]


def _changed_at(rows: Iterable[Any], section: Any) -> datetime:
    last_act = Publication.objects.order_by("-pk").values_list("at", flat=True).first()
    moments = [_updated(notice) for notice in rows]
    return max(filter(None, [*moments, last_act, section.first_published_at]))


def _updated(notice: Any) -> datetime:
    return max(filter(None, (notice.last_published_at, notice.published_at)))


def _feed_of(request: HttpRequest, section: Any, *, title: str, changed_at: datetime) -> NoticeFeed:
    frame = frame_of(request)
    link = absolute(page_address(frame.relative(section.url_path)))
    return NoticeFeed(
        title=speakable(title),
        link=link,
        description=None,
        language=html_code(request.LANGUAGE_CODE),  # type: ignore[attr-defined]
        author_name=speakable(frame.settings.host_unit or site_name(frame)),
        feed_url=absolute(request.get_full_path()),
        feed_guid=absolute(request.get_full_path()),
        changed_at=changed_at,
    )


def _add(feed: NoticeFeed, notice: Any, request: HttpRequest) -> None:
    says = "" if notice.has_personal_list else _says(notice)
    topics = [row.tag.name for row in notice.topic_tags.all()]
    feed.add_item(
        title=speakable(notice.title),
        link=absolute(page_address(frame_of(request).relative(notice.url_path))),
        description=escape(speakable(says)),
        author_name=speakable(notice.issuer),
        unique_id=tag_uri(notice.index_no, year=notice.published_at.year),
        pubdate=notice.published_at,
        updateddate=_updated(notice),
        categories=[notice.get_kind_display(), *map(speakable, topics)],
    )


def _says(notice: Any) -> str:
    """The summary, and what was new when the notice was last published with a note."""
    words = notice.summary or notice.what_to_do
    if not notice.change_notes:
        return words
    note = gettext("Updated: %(note)s") % {"note": notice.notes_shown[0].text}
    return f"{words} {note}".strip()


def _answer(request: HttpRequest, content: bytes, changed_at: datetime) -> HttpResponse:
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    seconds = int(changed_at.timestamp())
    response = HttpResponse(
        content,
        content_type="application/atom+xml; charset=utf-8",
        headers={
            "ETag": etag,
            "Last-Modified": http_date(seconds),
            "Cache-Control": "no-cache",
        },
    )
    same = get_conditional_response(request, etag, seconds, response)
    return same or response  # type: ignore[return-value]
