"""Sections: the lists under which notices and regulations are found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from portal.models import BasePage, SearchDocument
from portal.pages.choices import NoticeKind, RegulationKind
from portal.pages.listing import Listing, calendar_year
from portal.problems import gettext_noop

from .notices import Notice
from .regulations import Regulation

PAGE_SIZE = 20


class Section(BasePage):
    """A list of public items with filters and pages."""

    introduction = RichTextField(_("introduction"), blank=True)

    class Meta:
        abstract = True

    content_panels = [*Page.content_panels, FieldPanel("introduction"), *BasePage.topic_panels]

    def place_path(self) -> str:
        """Tree path of the place (city or community) that the section belongs to."""
        return self.path[: -self.steplen]


class NoticeSection(Section):
    """Notices and announcements (通知公告) of the city, or of one community with the city's."""

    parent_page_types = ["portal.City", "portal.Community"]
    subpage_types = ["pages.Notice"]
    menu_label = gettext_noop("Notices")
    search_document = SearchDocument(kind="section", body=("introduction",))

    class Meta:
        verbose_name = _("notice section")
        verbose_name_plural = _("notice sections")

    def notices(self) -> models.QuerySet[Notice]:
        """Public notices of this place, newest first; a community's section has the city's too."""
        in_city = models.Q(in_community__isnull=True)
        own = models.Q(in_community__path=self.place_path())
        shown = in_city if self.depth == 3 else in_city | own
        return Notice.objects.open_to_all().filter(shown).order_by("-listed_on", "-pk")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `listing` (one page of rows), `kinds`, `kind`, `years`, `year`."""
        context = super().get_context(request, *args, **kwargs)
        rows = self.notices()
        years = sorted(set(rows.values_list("listed_on__year", flat=True).order_by().distinct()))
        kind, year = request.GET.get("kind", ""), calendar_year(request.GET.get("year", ""))
        if kind in NoticeKind.values:
            rows = rows.filter(kind=kind)
        if year:
            rows = rows.filter(listed_on__year=year)
        context.update(
            kinds=NoticeKind.choices,
            kind=kind if kind in NoticeKind.values else "",
            years=[value for value in reversed(years) if value],
            year=year,
            listing=Listing.of(rows.select_related("in_community"), request.GET, size=PAGE_SIZE),
        )
        return context


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
