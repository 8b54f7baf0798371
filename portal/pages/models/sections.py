"""Sections: the lists under which notices and regulations are found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import RichTextField
from wagtail.models import Page

from portal.models import BasePage, RoutedPage, SearchDocument, frame
from portal.navigation import frame_of
from portal.pages.choices import NoticeKind, RegulationKind
from portal.pages.listing import Listing, calendar_year
from portal.problems import gettext_noop

from .notice_reading import NoticeReading
from .notices import Notice
from .regulations import Regulation

PAGE_SIZE = 20
ROWS_BESIDE = 5
RECENT_YEARS = 5


class Section(BasePage):
    """A list of public items with filters and pages."""

    introduction = RichTextField(_("introduction"), blank=True)

    class Meta:
        abstract = True

    content_panels = [*Page.content_panels, FieldPanel("introduction"), *BasePage.topic_panels]

    def place_path(self) -> str:
        """Tree path of the place (city or community) that the section belongs to."""
        return self.path[: -self.steplen]


class NoticeSection(NoticeReading, RoutedPage, Section):
    """Notices and announcements (通知公告) of the city, or of one community with the city's."""

    parent_page_types = ["portal.City", "portal.Community"]
    subpage_types = ["pages.Notice"]
    menu_label = gettext_noop("Notices")
    search_document = SearchDocument(kind="section", body=("introduction",))

    class Meta:
        verbose_name = _("notice section")
        verbose_name_plural = _("notice sections")

    @property
    def is_of_city(self) -> bool:
        """Whether this is the section of the city itself."""
        return bool(self.depth == 3)

    @cached_property
    def community_id(self) -> int | None:
        """The community whose section this is; None for the city's. No query for a served page."""
        if self.is_of_city:
            return None
        chain = getattr(self, "_chain", None)
        return chain[-2].pk if chain else frame.community_id_of(self)

    def own(self) -> models.Q:
        """The notices of this very place."""
        return models.Q(in_community=self.community_id)

    def archived(self) -> models.QuerySet[Notice]:
        """What the archive of this place holds: the city's that of every community too."""
        places = models.Q() if self.is_of_city else self.own() | models.Q(in_community__isnull=True)
        return Notice.objects.filter(places)

    def sources(self) -> list[models.QuerySet[Notice]]:
        """The public notices of this place, and beside a community's own those of the city."""
        places = [self.own()] if self.is_of_city else [self.own(), models.Q(in_community=None)]
        return [_public(place) for place in places]

    @path("")
    def read_list(self, request: HttpRequest) -> HttpResponse:
        """The list: `listing` (one page of the place's own rows), `kinds`, `kind`, `years`, `year`.

        On the first page also `beside`: newest rows of the city beside a community's own, or of the
        reader's community beside the city's; `beside_url` leads to all of them.
        """
        kind, year = request.GET.get("kind", ""), calendar_year(request.GET.get("year", ""))
        recent = range(timezone.localdate().year, timezone.localdate().year - RECENT_YEARS, -1)
        values: dict[str, Any] = {
            "kinds": NoticeKind.choices,
            "kind": kind if kind in NoticeKind.values else "",
            "years": sorted({*recent, *filter(None, [year])}, reverse=True),
            "year": year,
        }
        listing = Listing.of(_narrowed(self.own(), values), request.GET, size=PAGE_SIZE)
        values["listing"] = listing
        if listing.number == 1:
            values.update(self._beside(request, values))
        return self.render(request, context_overrides=values)  # type: ignore[no-any-return]

    def _beside(self, request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
        """The rows that a reader of this place wants to see too; none where there is no place."""
        around = frame_of(request)
        chosen = around.chosen if self.is_of_city else None
        if self.is_of_city and not chosen:
            return {}
        city = models.Q(in_community__isnull=True)
        rows = _narrowed(models.Q(in_community=chosen["id"]) if chosen else city, asked)
        words = chosen["words"] if chosen else around.words
        label = gettext(self.menu_label)
        return {
            "beside": list(rows[:ROWS_BESIDE]),
            "beside_name": chosen["name"] if chosen else gettext("Whole city"),
            "beside_url": next((word["url"] for word in words if word["label"] == label), ""),
        }


def _public(place: models.Q) -> models.QuerySet[Notice]:
    """Notices of a place that are open to all, newest first."""
    return Notice.objects.open_to_all().filter(place).order_by("-listed_on", "-pk")


def _narrowed(place: models.Q, asked: dict[str, Any]) -> models.QuerySet[Notice]:
    """Public notices of a place of the kind and year asked for, newest first."""
    rows = _public(place)
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if asked["year"]:
        rows = rows.filter(listed_on__year=asked["year"])
    return rows.defer("body")


class RegulationSection(Section):
    """The regulation library (法规制度) of the city, or the rules of one community."""

    parent_page_types = ["portal.City", "portal.Community"]
    subpage_types = ["pages.Regulation"]
    menu_label = gettext_noop("Regulations")
    search_document = SearchDocument(kind="section", body=("introduction",))

    class Meta:
        verbose_name = _("regulation section")
        verbose_name_plural = _("regulation sections")

    def regulations(self) -> models.QuerySet[Regulation]:
        """Public regulations of this section's place, its own first, by title.

        A community's section has the city's too, the city's those of all communities.
        """
        place = models.Q(path__startswith=self.place_path()) | models.Q(in_community__isnull=True)
        city_first = models.F("in_community").asc(nulls_first=True)
        city_last = models.F("in_community").asc(nulls_last=True)
        own_first = city_first if self.depth == 3 else city_last
        return Regulation.objects.open_to_all().filter(place).order_by(own_first, "title", "pk")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listing` (one page of rows), `kinds`, `kind`."""
        context = super().get_context(request, *args, **kwargs)
        rows = self.regulations()
        kind = request.GET.get("kind", "")
        if kind in RegulationKind.values:
            rows = rows.filter(kind=kind)
        context.update(
            kinds=RegulationKind.choices,
            kind=kind if kind in RegulationKind.values else "",
            listing=Listing.of(rows.select_related("in_community"), request.GET, size=PAGE_SIZE),
        )
        return context
