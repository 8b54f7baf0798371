"""A query as an Atom feed (订阅搜索结果), and answers nobody fetches again who has them already.

A feed copies what it says to other machines, where nothing can be taken back: it carries titles,
days and addresses of what is public, never a text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag
from django.utils.translation import gettext
from wagtail.models import Page

from portal.languages import html_code
from portal.navigation import frame_of
from portal.page_meta import absolute, site_name
from portal.pages.rules import speakable

from .answers import Answer
from .chips import bounds_of
from .forms import Asking
from .labels import KIND_LABELS
from .page import heading_of
from .shown import Shown, show

ATOM = "application/atom+xml; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without any entry was changed: the answer must not differ by the clock."""


class QueryFeed(Atom1Feed):
    """An Atom feed that was changed when its newest entry was."""

    def latest_post_date(self) -> datetime:
        """The day of the newest entry."""
        days = (item["updateddate"] for item in self.items)
        return max(filter(None, days), default=BEFORE_ALL)


def atom(found: Answer, asking: Asking, request: HttpRequest) -> bytes:
    """The newest public texts that answer a query; leads people to the page of the same query."""
    frame = frame_of(request)
    address = absolute(request.get_full_path())
    feed = QueryFeed(
        title=speakable(_title(asking.words)),
        link=absolute(request.path + asking.address),
        description=None,
        language=html_code(request.LANGUAGE_CODE),  # type: ignore[attr-defined]
        author_name=speakable(frame.settings.host_unit or site_name(frame)),
        feed_url=address,
        feed_guid=address,
    )
    entries = [shown for shown in show(found, request) if shown.hit.tier == 1]
    moments = _moments(entries)
    for shown in entries:
        _add(feed, shown, moments[shown.hit.key])
    return feed.writeString("utf-8").encode()


def _title(words: str) -> str:
    """What the feed is called; a search by choices alone has no words."""
    return gettext("Search: %(words)s") % {"words": words} if words else gettext("Search")


def _moments(entries: Sequence[Shown]) -> dict[str, datetime]:
    """When each entry was published: what bears no day of its own, when its page last was."""
    dated = {shown.hit.key: _midnight(shown.published) for shown in entries if shown.published}
    undated = [shown.hit for shown in entries if not shown.published]
    pages = Page.objects.filter(pk__in={hit.page_id for hit in undated})  # of none: not asked
    known = dict(pages.values_list("pk", "last_published_at"))
    return dated | {hit.key: known.get(hit.page_id) or BEFORE_ALL for hit in undated}


def _add(feed: QueryFeed, shown: Shown, moment: datetime) -> None:
    link = absolute(shown.url)
    feed.add_item(
        title=speakable(heading_of(shown)),
        link=link,
        description="",
        unique_id=link,
        pubdate=moment,
        updateddate=moment,
        categories=[speakable(str(KIND_LABELS.get(shown.kind, shown.kind)))],
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def refused(asking: Asking) -> HttpResponse:
    """400 with what is wrong with which parameter: a program reads no page that would say it."""
    mistakes = {one.name: str(one.mistake) for one in bounds_of(asking).values() if one.mistake}
    response: HttpResponse
    if asking.wants_json:
        response = JsonResponse({"mistakes": mistakes}, status=400)
    else:
        lines = [f"{name}{gettext(': ')}{mistake}\n" for name, mistake in mistakes.items()]
        response = HttpResponse(lines, status=400, content_type=TEXT)
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def kept_apart(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """An answer for programs: 304 to who has just this, and no way for robots."""
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    headers = {"ETag": etag, "Cache-Control": "no-cache", "X-Robots-Tag": "noindex, nofollow"}
    response = HttpResponse(content, content_type=kind, headers=headers)
    same = get_conditional_response(request, etag=etag, response=response)
    return same or response  # type: ignore[return-value]
