"""The directory of a community: its service centre, its hours and who exists there."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Page

from portal.models import BasePage, Community, InstitutionEvent, SearchDocument
from portal.pages import rules
from portal.pages.choices import CentreKind, UnitKind, Weekday
from portal.pages.hours import with_state
from portal.problems import Problem, gettext_noop


class Directory(BasePage):
    """The page of the service centre (服务中心): where, when, whom to call, who does what."""

    parent_page_types = ["portal.Community"]
    subpage_types: list[str] = []
    menu_label = gettext_noop("Service centre")
    search_document = SearchDocument(kind="directory", body=("searchable_text",))
    content_panels = [*Page.content_panels, *BasePage.topic_panels]

    class Meta:
        verbose_name = _("directory")
        verbose_name_plural = _("directories")

    @property
    def community_path(self) -> str:
        """Tree path of the community above this page."""
        return self.path[: -self.steplen]

    def centres(self) -> models.QuerySet[Centre]:
        """The centres of the community, one row per opening hours."""
        return Centre.objects.filter(community__path=self.community_path).with_hours()

    def units(self) -> models.QuerySet[OrganisationUnit]:
        """The organisation units of the community in the order the centre gave them."""
        return OrganisationUnit.objects.filter(community__path=self.community_path)

    def problems(self) -> list[Problem]:
        """Public only with a centre that has hours and was set up by somebody (设立)."""
        community = {"community__path": self.community_path}
        centres, events = Centre.objects.filter(**community), InstitutionEvent.objects
        return rules.problems_with_directory(
            has_centre=centres.exists(),
            has_hours=centres.filter(opening_hours__isnull=False).exists(),
            is_founded=events.filter(kind=InstitutionEvent.Kind.ESTABLISHED, **community).exists(),
        )

    @property
    def searchable_text(self) -> str:
        """Centre and units in words, for search."""
        lines = [
            f"{row.name} {row.address} {row.phone} {row.hotline}"
            for row in with_state(self.centres())
        ]
        lines += [f"{unit.name} {unit.duties}" for unit in self.units()]
        return "\n".join(lines)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `centres` with their opening `state`, `units`, and `events` of the institutions."""
        context = super().get_context(request, *args, **kwargs)
        context.update(
            centres=with_state(self.centres()),
            units=list(self.units()),
            events=list(InstitutionEvent.objects.filter(community__path=self.community_path)),
        )
        return context


class CentreQuerySet(models.QuerySet["Centre"]):
    """Reads as: the centres with their hours."""

    def with_hours(self) -> CentreQuerySet:
        """One row per opening hours (`weekday`, `opens`, `closes`; None where there are none)."""
        return self.annotate(
            weekday=models.F("opening_hours__weekday"),
            opens=models.F("opening_hours__opens"),
            closes=models.F("opening_hours__closes"),
        ).order_by("pk", "weekday", "opens")


class Centre(ClusterableModel):
    """A service centre or station (社区服务中心、社区服务站) of one community."""

    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, related_name="centres", verbose_name=_("community")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CentreKind, default=CentreKind.CENTRE)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200)
    street = models.CharField(_("street on the door plate"), max_length=40, blank=True)
    house_no = models.CharField(_("house number on the door plate"), max_length=12, blank=True)
    phone = models.CharField(_("telephone"), max_length=40)
    hotline = models.CharField(_("hotline"), max_length=40, blank=True)
    supervisor_org = models.CharField(_("supervising body"), max_length=120, blank=True)
    host_unit = models.CharField(_("host unit"), max_length=120, blank=True)

    objects = CentreQuerySet.as_manager()

    panels = [
        FieldPanel("community"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("name")]),
        FieldPanel("address"),
        FieldRowPanel([FieldPanel("street"), FieldPanel("house_no")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("hotline")]),
        FieldPanel("supervisor_org"),
        FieldPanel("host_unit"),
        InlinePanel("opening_hours", heading=_("Opening hours"), label=_("Opening hours")),
    ]

    class Meta:
        verbose_name = _("service centre")
        verbose_name_plural = _("service centres")
        ordering = ["community_id", "pk"]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """One span of a weekday in which a centre is open (开放时间)."""

    centre = ParentalKey(Centre, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="hours_open_before_they_close",
                violation_error_message=_("The closing time must be later than the opening time."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class OrganisationUnit(models.Model):
    """Who exists in a community and what it does (组织架构、职责)."""

    community = models.ForeignKey(
        Community,
        on_delete=models.CASCADE,
        related_name="organisation_units",
        verbose_name=_("community"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind)
    name = models.CharField(_("name"), max_length=120)
    duties = models.TextField(_("duties"))
    phone = models.CharField(_("office telephone"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("organisation unit")
        verbose_name_plural = _("organisation units")
        ordering = ["community_id", "order", "pk"]

    def __str__(self) -> str:
        return self.name
