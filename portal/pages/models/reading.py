"""How a regulation is read on the web: whole, article by article, as of a day, two versions beside.

`<regulation>/article-19/` is the version in force today, `<regulation>/v2/article-19/` never moves.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.dateparse import parse_date
from wagtail.contrib.routable_page.models import path

from portal.citations import to_int
from portal.pages import reading


def day_asked(request: HttpRequest) -> date | None:
    """The day of `?on=YYYY-MM-DD`; None when absent or no date."""
    try:
        return parse_date(request.GET.get("on", ""))
    except ValueError:
        return None


class RegulationReading:
    """The public addresses below a regulation; a mixin of `Regulation`."""

    def version_numbered(self, no: int) -> Any:
        """The published version `no`, or 404."""
        for version in self.published_versions:  # type: ignore[attr-defined]
            if version.no == no:
                return version
        raise Http404

    @path("")
    def read_whole(self, request: HttpRequest) -> HttpResponse:
        """The text in force today, or on the day of `?on=`."""
        on = day_asked(request)
        version = self.version_on(on) if on else self.shown_version  # type: ignore[attr-defined]
        return self._page(request, version, as_of=on)

    @path("compare/", name="compare")
    def compare(self, request: HttpRequest) -> HttpResponse:
        """Two versions beside each other: `?old=1&new=2`, the last two by default."""
        values = reading.comparison_of(self, request.GET)
        return self.render(  # type: ignore[attr-defined,no-any-return]
            request, context_overrides=values, template="pages/regulation_compare.html"
        )

    @path("v<int:no>/", name="version")
    def read_version(self, request: HttpRequest, no: int) -> HttpResponse:
        """One version, for ever at this address."""
        return self._page(request, self.version_numbered(no), is_fixed=True)

    @path("<slug:slug>/", name="article")
    def read_article(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One article of the version in force today."""
        return self._article(request, self.shown_version, slug)  # type: ignore[attr-defined]

    @path("v<int:no>/<slug:slug>/", name="version_article")
    def read_version_article(self, request: HttpRequest, no: int, slug: str) -> HttpResponse:
        """One article of one version."""
        return self._article(request, self.version_numbered(no), slug, is_fixed=True)

    def _page(self, request: HttpRequest, version: Any, **values: Any) -> HttpResponse:
        """The whole text; `?article=9` or 九 leads on to that article where the text has it."""
        contents = reading.contents_of(version)
        asked = to_int(request.GET.get("article", "").strip())
        if asked is not None:
            for row in contents.articles:
                if row.number == asked:
                    return HttpResponseRedirect(f"{row.slug}/")
        values.update(version=version, contents=contents, missing_article=asked)
        return self.render(request, context_overrides=values)  # type: ignore[attr-defined,no-any-return]

    def _article(
        self, request: HttpRequest, version: Any, slug: str, *, is_fixed: bool = False
    ) -> HttpResponse:
        values = reading.article_of(version, slug)
        if values is None:
            raise Http404
        values.update(version=version, is_fixed=is_fixed)
        return self.render(  # type: ignore[attr-defined,no-any-return]
            request, context_overrides=values, template="pages/article.html"
        )
