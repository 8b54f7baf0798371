"""The public addresses of the catalogue below a section of service matters.

`<section>/catalogue/` is the one in force today, `<section>/catalogue/v7/` never moves; each has
its table at `table/`.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from wagtail.contrib.routable_page.models import path


class CatalogueReading:
    """A mixin of the section of service matters; stands before its own addresses."""

    @path("catalogue/", name="catalogue")
    def read_catalogue(self, request: HttpRequest) -> HttpResponse:
        """The catalogue in force today, narrowed by what is asked for."""
        from . import catalogue_listing

        return self._catalogue_page(request, catalogue_listing.values_of(request))

    @path("catalogue/v<int:key>/", name="catalogue_version")
    def read_catalogue_version(self, request: HttpRequest, key: int) -> HttpResponse:
        """One published catalogue, for ever at this address."""
        from . import catalogue_listing

        values = catalogue_listing.values_of(request, fixed=key)
        if values["catalogue"] is None:
            raise Http404
        return self._catalogue_page(request, values)

    @path("catalogue/table/", name="catalogue_table")
    def download_catalogue(self, request: HttpRequest) -> HttpResponseBase:
        """The catalogue in force today as a table for a spreadsheet."""
        from . import catalogue_download

        return catalogue_download.answer(request)

    @path("catalogue/v<int:key>/table/", name="catalogue_version_table")
    def download_catalogue_version(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """One published catalogue as a table."""
        from . import catalogue_download

        return catalogue_download.answer(request, fixed=key)

    @path("catalogue/compare/", name="catalogue_compare")
    def compare_catalogues(self, request: HttpRequest) -> HttpResponse:
        """All catalogues of the district, and two of them beside each other."""
        from . import catalogue_listing

        values = catalogue_listing.comparison_of(request)
        return self._catalogue_page(request, values, "matters/catalogue_compare.html")

    def _catalogue_page(
        self, request: HttpRequest, values: dict[str, Any], template: str = "matters/catalogue.html"
    ) -> HttpResponse:
        page: Any = self
        return page.render(request, context_overrides=values, template=template)  # type: ignore[no-any-return]
