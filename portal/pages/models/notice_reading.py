"""What stands below a section of notices besides its notices: archive, feeds, how to subscribe."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from wagtail.contrib.routable_page.models import path

from portal.models.topics import Topic
from portal.navigation import frame_of, page_address
from portal.pages import archive, feeds
from portal.pages.archive import Period
from portal.pages.choices import NoticeKind

MOST_TOPICS = 40
RECENT = 300
"""Of how many of the newest notices the topics are offered."""
FILTERS = ("kind", "community")


class NoticeReading:
    """The public addresses below a section of notices; a mixin of `NoticeSection`."""

    @path("archive/", name="archive")
    def read_archive(self, request: HttpRequest) -> HttpResponse:
        """Everything that was ever public here, by year."""
        return self._archive(request, Period())

    @path("archive/<int:year>/", name="archive_year")
    def read_year(self, request: HttpRequest, year: int) -> HttpResponse:
        """One year of it."""
        return self._archive(request, Period.of(year))

    @path("archive/<int:year>/<int:month>/", name="archive_month")
    def read_month(self, request: HttpRequest, year: int, month: int) -> HttpResponse:
        """One month of it."""
        return self._archive(request, Period.of(year, month))

    def _archive(self, request: HttpRequest, period: Period) -> HttpResponse:
        everything = archive.ever_public(self.archived())  # type: ignore[attr-defined]
        chosen = archive.narrowed(everything, request.GET)
        kept = {name: value for name in FILTERS if (value := request.GET.get(name, ""))}
        values = {
            "period": period,
            "chosen_query": f"?{urlencode(kept)}" if kept else "",
            "years": archive.years_of(chosen),
            "listing": archive.listing_of(period.narrow(chosen), request.GET),
            "kinds": NoticeKind.choices,
            "kind": request.GET.get("kind", ""),
            "places": self._places(request),
            "place": request.GET.get("community", ""),
        }
        return self.render(  # type: ignore[attr-defined,no-any-return]
            request, context_overrides=values, template="pages/notice_archive.html"
        )

    def _places(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Whose notices the archive can be narrowed to: the city's, and each community's here."""
        frame = frame_of(request)
        own = frame.community_at(frame.relative(self.url_path))  # type: ignore[attr-defined]
        names = [(str(row["id"]), row["name"]) for row in ([own] if own else frame.communities)]
        return [(archive.CITY, gettext("Whole city")), *names]

    @path("feed/", name="feed")
    def read_feed(self, request: HttpRequest) -> HttpResponse:
        """The newest notices as an Atom feed; `?kind=` narrows it."""
        sources, title = self.sources(), self._feed_title(request)  # type: ignore[attr-defined]
        kind = request.GET.get("kind", "")
        if kind:
            if kind not in NoticeKind.values:
                raise Http404
            sources = [rows.filter(kind=kind) for rows in sources]
            title = f"{title} · {NoticeKind(kind).label}"
        return feeds.respond(request, self, sources, title=title)

    @path("feed/topic/<str:slug>/", name="topic_feed")
    def read_topic_feed(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The newest notices of one topic as an Atom feed."""
        topic = Topic.objects.filter(slug=slug).first()
        if topic is None:
            raise Http404
        sources = [rows.filter(topic_tags__tag=topic) for rows in self.sources()]  # type: ignore[attr-defined]
        title = f"{self._feed_title(request)} · {topic.name}"
        return feeds.respond(request, self, sources, title=title)

    def _feed_title(self, request: HttpRequest) -> str:
        """Whose notices these are, and what they are."""
        crumbs = self.crumbs  # type: ignore[attr-defined]
        return f"{crumbs[-1].title} {self.title}" if crumbs else self.title  # type: ignore[attr-defined]

    @path("subscribe/", name="subscribe")
    def read_subscribe(self, request: HttpRequest) -> HttpResponse:
        """What feeds are, and the address of each."""
        newest = models.Q()
        for rows in self.sources():  # type: ignore[attr-defined]
            newest |= models.Q(tagged_pages__content_object__in=rows.values("pk")[:RECENT])
        topics = Topic.objects.filter(newest)
        counted = topics.annotate(times=models.Count("pk")).order_by("-times", "name")
        values = {
            "topics": counted[:MOST_TOPICS],
            "kinds": NoticeKind.choices,
            "feeds_of_communities": _feeds_of_communities(request, self),
        }
        return self.render(  # type: ignore[attr-defined,no-any-return]
            request, context_overrides=values, template="pages/notice_subscribe.html"
        )


def _feeds_of_communities(request: HttpRequest, section: Any) -> list[dict[str, str]]:
    """The page with the feeds of each community's notices, from the frame."""
    return [
        {"name": row["name"], "url": page_address(word["path"]) + "subscribe/"}
        for row in frame_of(request).communities
        for word in row["words"]
        if word["label"] == section.menu_label
    ]
