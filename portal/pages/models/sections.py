"""Sections: the lists under which notices and regulations are found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import RichTextField
from wagtail.models import Page

from portal.models import BasePage, SearchDocument
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


class NoticeSection(NoticeReading, RoutablePageMixin, Section):
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

    def notice_rows(self) -> models.QuerySet[Notice]:
        """Notices of any place and state, to be narrowed."""
        return Notice.objects.all()

    def own(self) -> models.Q:
        """The notices of this very place."""
        if self.is_of_city:
            return models.Q(in_community__isnull=True)
        return models.Q(in_community__path=self.place_path())

    def archived(self) -> models.Q:
        """What the archive of this place holds: the city's that of every community too."""
        return models.Q() if self.is_of_city else self.own() | models.Q(in_community__isnull=True)

    def notices(self) -> models.QuerySet[Notice]:
        """Public notices of this place, newest first; a community's section has the city's too."""
        shown = self.own() | models.Q(in_community__isnull=True)
        return Notice.objects.open_to_all().filter(shown).order_by("-listed_on", "-pk")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listing` (one page of the place's own rows), `kinds`, `kind`, `years`, `year`.

        On the first page also `beside`: newest rows of the city beside a community's own, or of the
        reader's community beside the city's; `beside_url` leads to all of them.
        """
        context = super().get_context(request, *args, **kwargs)
        kind, year = request.GET.get("kind", ""), calendar_year(request.GET.get("year", ""))
        recent = range(timezone.localdate().year, timezone.localdate().year - RECENT_YEARS, -1)
        context.update(
            kinds=NoticeKind.choices,
            kind=kind if kind in NoticeKind.values else "",
            years=sorted({*recent, *filter(None, [year])}, reverse=True),
            year=year,
        )
        rows = _narrowed(self.own(), context)
        context["listing"] = Listing.of(rows, request.GET, size=PAGE_SIZE)
        if context["listing"].number == 1:
            context.update(self._beside(request, context))
        return context

    def _beside(self, request: Any, context: dict[str, Any]) -> dict[str, Any]:
        """The rows that a reader of this place wants to see too; none where there is no place."""
        frame = frame_of(request)
        chosen = frame.chosen if self.is_of_city else None
        if self.is_of_city and not chosen:
            return {}
        city = models.Q(in_community__isnull=True)
        rows = _narrowed(models.Q(in_community=chosen["id"]) if chosen else city, context)
        words = chosen["words"] if chosen else frame.words
        label = gettext(self.menu_label)
        return {
            "beside": list(rows[:ROWS_BESIDE]),
            "beside_name": chosen["name"] if chosen else gettext("Whole city"),
            "beside_url": next((word["url"] for word in words if word["label"] == label), ""),
        }


def _narrowed(place: models.Q, context: dict[str, Any]) -> models.QuerySet[Notice]:
    """Public notices of a place of the kind and year asked for, newest first."""
    rows = Notice.objects.open_to_all().filter(place).order_by("-listed_on", "-pk")
    if context["kind"]:
        rows = rows.filter(kind=context["kind"])
    if context["year"]:
        rows = rows.filter(listed_on__year=context["year"])
    return rows.select_related("in_community").defer("body")


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
        """Public regulations of this section's place by title; a community's has the city's too."""
        place = models.Q(path__startswith=self.place_path()) | models.Q(in_community__isnull=True)
        return Regulation.objects.open_to_all().filter(place).order_by("title", "pk")

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
