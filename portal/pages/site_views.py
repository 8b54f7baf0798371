"""Pages of the site as a whole that no editor keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from portal.navigation import Frame, frame_of

from .models import InfoPage, NoticeSection


def site_map(request: HttpRequest) -> HttpResponse:
    """Everything there is on one page (网站地图): the reader's own community comes first."""
    frame = frame_of(request)
    values = {**standing_pages(frame), "feeds": list(feeds_of(frame))}
    return render(request, "pages/site_map.html", values)


def feeds_of(frame: Frame) -> Iterator[dict[str, str]]:
    """The feeds of notices: of the chosen community, then of the city."""
    city = {"name": frame.root.title if frame.root else "", "words": frame.words}
    places: list[dict[str, Any]] = [frame.chosen or {}, city]
    for place in places:
        for word in place.get("words", ()):
            if word["label"] == gettext(NoticeSection.menu_label):
                label = f"{place['name']} {word['label']}"
                yield {"label": label, "url": word["url"] + "feed/"}


def standing_pages(frame: Frame) -> dict[str, Any]:
    """The information pages of the city (`of_city`) and the chosen community (`of_community`)."""
    if frame.root is None:
        return {"of_city": [], "of_community": []}
    own = frame.root.url_path + frame.chosen["path"] if frame.chosen else ""
    at_home = Q(depth=frame.root.depth + 1, path__startswith=frame.root.path)
    in_community = Q(url_path__startswith=own) if own else Q(pk__in=[])
    pages = list(InfoPage.objects.open_to_all().filter(at_home | in_community).order_by("path"))
    return {
        "of_city": [page for page in pages if page.depth == frame.root.depth + 1],
        "of_community": [page for page in pages if page.depth > frame.root.depth + 1],
    }
