"""How a regulation is read on the web: whole, article by article, as of a day, two versions beside.

`<regulation>/article-19/` is the version in force today, `<regulation>/v2/article-19/` never moves.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.contrib.routable_page.models import path, re_path

from portal.citations import to_int
from portal.navigation import frame_of, page_address
from portal.pages import citing, comparing, downloads, quoting, reading

_FILES = "|".join(name.replace(".", r"\.") for name in downloads.FILES)


class RegulationReading:
    """The public addresses below a regulation; a mixin of `Regulation`."""

    def version_numbered(self, no: int) -> Any:
        """The published version `no`, or 404."""
        for version in self.published_versions:  # type: ignore[attr-defined]
            if version.no == no:
                return version
        raise Http404

    def way(self, request: HttpRequest, *, fixed: Any = None) -> reading.Way:
        """Where the reader stands: in today's text, in that of `?on=`, or in a fixed version."""
        home = page_address(frame_of(request).relative(self.url_path))  # type: ignore[attr-defined]
        if fixed is not None:
            return reading.Way(home, fixed, is_fixed=True)
        asked = reading.day_asked(request.GET)
        if asked.on is None:
            return reading.Way(home, self.shown_version, is_wrong=asked.is_wrong)  # type: ignore[attr-defined]
        return reading.Way(home, self.version_on(asked.on), as_of=asked.on)  # type: ignore[attr-defined]

    @path("")
    def read_whole(self, request: HttpRequest) -> HttpResponse:
        """The text in force today, or on the day of `?on=`."""
        return self._page(request, self.way(request))

    @path("compare/", name="compare")
    def compare(self, request: HttpRequest) -> HttpResponse:
        """Two versions beside each other: `?old=1&new=2`, the last two by default."""
        values = comparing.comparison_of(self, request.GET)
        values["way"] = self.way(request)
        return self._show(request, values, "pages/regulation_compare.html")

    @path("cited-by/", name="cited_by")
    def cited_by(self, request: HttpRequest) -> HttpResponse:
        """Who cites the regulation, newest first: articles of others, or those that cite one
        article of it (`?article=article-9`), or notices (`?of=notices`)."""
        of_notices = request.GET.get("of") == "notices"
        values = (citing.notices_citing if of_notices else citing.citing_of)(self, request.GET)
        values["of_notices"] = of_notices
        values["way"] = self.way(request)
        return self._show(request, values, "pages/regulation_cited_by.html")

    @re_path(rf"^(?P<name>{_FILES})/$", name="file")
    def read_file(self, request: HttpRequest, name: str) -> HttpResponse:
        """The text in force today as a file: text, JSON, DOCX."""
        return self._file(request, self.way(request), name)

    @path("v<int:no>/", name="version")
    def read_version(self, request: HttpRequest, no: int) -> HttpResponse:
        """One version, for ever at this address."""
        return self._page(request, self.way(request, fixed=self.version_numbered(no)))

    @re_path(rf"^v(?P<no>[0-9]{{1,5}})/(?P<name>{_FILES})/$", name="version_file")
    def read_version_file(self, request: HttpRequest, no: str, name: str) -> HttpResponse:
        """One version as a file, for ever at this address."""
        return self._file(request, self.way(request, fixed=self.version_numbered(int(no))), name)

    @path("<slug:slug>/", name="article")
    def read_article(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One article of the version in force today, or on the day of `?on=`."""
        return self._article(request, self.way(request), slug)

    @path("v<int:no>/<slug:slug>/", name="version_article")
    def read_version_article(self, request: HttpRequest, no: int, slug: str) -> HttpResponse:
        """One article of one version."""
        return self._article(request, self.way(request, fixed=self.version_numbered(no)), slug)

    def _show(self, request: HttpRequest, values: dict[str, Any], template: str) -> HttpResponse:
        return self.render(request, context_overrides=values, template=template)  # type: ignore[attr-defined,no-any-return]

    def _page(self, request: HttpRequest, way: reading.Way) -> HttpResponse:
        """The whole text; `?article=9` or 九 leads on to that article where the text has it."""
        contents = reading.contents_of(way.version)
        asked = to_int(request.GET.get("article", "").strip())
        for row in contents.articles if asked is not None else ():
            if row.number == asked:
                return HttpResponseRedirect(f"{row.slug}/{way.query}")
        reading.mark_terms(way.version, contents.open_for(request.GET))
        values = {
            "way": way,
            "version": way.version,
            "contents": contents,
            "missing_article": asked,
            "terms": reading.terms_of(way.version, contents.articles),
            "citations": quoting.citations_of(self, way, host=request.build_absolute_uri("/")),
        }
        return self._show(request, values, "pages/regulation.html")

    def _article(self, request: HttpRequest, way: reading.Way, slug: str) -> HttpResponse:
        values = reading.article_of(way.version, slug)
        if values is None and way.as_of:
            return HttpResponseRedirect(f"{way.home}{way.query}{reading.number_in(slug)}")
        if values is None:
            raise Http404
        host = request.build_absolute_uri("/")
        citations = quoting.citations_of(self, way, article=values["article"], host=host)
        values.update(way=way, version=way.version, citations=citations)
        return self._show(request, values, "pages/article.html")

    def _file(self, request: HttpRequest, way: reading.Way, name: str) -> HttpResponse:
        if way.version is None:
            raise Http404
        return downloads.file_of(self, way, name=name, host=request.build_absolute_uri("/"))
