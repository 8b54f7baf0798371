"""What machines ask for at fixed addresses: robots.txt, sitemap.xml, favicon.ico, security.txt.

A demonstration, and an installation that keeps out of search engines, asks them to stay away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from wagtail.models import Page

from portal import sitemap
from portal.languages import path_in
from portal.navigation import frame_of
from portal.page_meta import absolute, is_hidden

CLOSED = ("display/", "report-error/sent/", "search/")
"""Below every language: switches, confirmations, and searches, of which there are no end."""

SECURITY_TXT_DAYS = 180


def robots(request: HttpRequest) -> HttpResponse:
    """Which addresses robots may read (robots.txt)."""
    if is_hidden(frame_of(request)):
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
    return HttpResponse("\n".join(_rules()) + "\n", content_type="text/plain")


def _rules() -> Iterator[str]:
    yield "User-agent: *"
    yield "Disallow: /admin/"
    for path in CLOSED:
        for code, _name in settings.LANGUAGES:
            yield f"Disallow: {path_in(code, path)}"
    yield "Disallow: /*?script="
    yield ""
    yield f"Sitemap: {absolute(reverse('sitemap'))}"


def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    """All addresses, or the list of files in which they are (sitemap.xml)."""
    root = _root_of(request)
    parts = sitemap.parts_of(root)
    blocks = sitemap.blocks_of(parts)
    if sitemap.fits_one_file(blocks):
        rows = [part.rows for part in parts]
        return _xml(sitemap.map_lines(root, rows, with_views=True))
    return _xml(sitemap.index_lines(blocks))


def sitemap_block(request: HttpRequest, key: str, number: int) -> HttpResponseBase:
    """One file of the map; the file `site-0` holds the views that are no pages."""
    root = _root_of(request)
    if key == "site" and number == 0:
        return _xml(sitemap.map_lines(root, [], with_views=True))
    for part in sitemap.parts_of(root):
        rows = sitemap.block_rows(part, number)
        if part.key == key and rows.exists():
            return _xml(sitemap.map_lines(root, [rows]))
    raise Http404


def _root_of(request: HttpRequest) -> Page:
    frame = frame_of(request)
    if frame.root is None or is_hidden(frame):
        raise Http404
    return frame.root


def _xml(lines: Iterator[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse(lines, content_type="application/xml; charset=utf-8")


@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> FileResponse:
    """The small mark, for programs that ask for it without reading the page."""
    path = Path(settings.BASE_DIR) / "static" / "img" / "favicon.ico"
    return FileResponse(path.open("rb"), content_type="image/x-icon")


def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116); nothing when no contact is set."""
    contact = settings.PORTAL["SECURITY_CONTACT"]
    if not contact:
        raise Http404
    expires = (timezone.now() + timedelta(days=SECURITY_TXT_DAYS)).replace(microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: zh, en",
        f"Canonical: {absolute(reverse('security_txt'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
