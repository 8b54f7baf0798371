"""The tree of places: a city, its districts, their communities, and how institutions came to be."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from portal.folding import fold
from portal.problems import Problem, gettext_noop
from portal.signals import HOME_PANELS

from .base import BasePage, SearchDocument


class Place(BasePage):
    """A place whose home page is put together from the panels that packages offer."""

    introduction = RichTextField(_("introduction"), blank=True)

    class Meta:
        abstract = True

    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `panels`: what each package shows on this home page, in registered order.

        The preview of a place that was never saved has none: nothing belongs to it yet.
        """
        context = super().get_context(request, *args, **kwargs)
        offers = (offer(request, self) for offer in hooks.get_hooks(HOME_PANELS) if self.pk)
        context["panels"] = [panel for panel in offers if panel is not None]
        return context


class City(Place):
    """A city (市): the home page; what it publishes holds in every community."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "portal.District",
        "matters.MatterSection",
        "pages.NoticeSection",
        "pages.RegulationSection",
        "pages.InfoPage",
    ]
    search_document = SearchDocument(kind="place", body=("introduction",))
    content_panels = [*Place.content_panels, *BasePage.topic_panels]

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")


class District(Place):
    """A district (区): gathers its communities."""

    parent_page_types = ["portal.City"]
    subpage_types = ["portal.Community"]
    search_document = SearchDocument(kind="place", body=("introduction",))
    content_panels = [*Place.content_panels, *BasePage.topic_panels]

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")


class Community(Place):
    """A community (社区): who lives there, where it ends, and the pages of its own."""

    class Kind(models.TextChoices):
        """Urban or rural; numbers of staff and room depend on it."""

        URBAN = "urban", _("urban community")
        RURAL = "rural", _("rural community")

    code = models.CharField(
        _("division code (区划代码)"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^\d{12}$", _("Twelve digits are needed."))],
    )
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.URBAN)
    area_km2 = models.DecimalField(
        _("area in km²"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    population = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    occupancy_percent = models.PositiveSmallIntegerField(
        _("homes that are lived in (入住率), in %"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("From the percentage of the rule on, a residents' committee must be set up."),
    )
    boundary_note = models.CharField(_("boundary in words"), max_length=300, blank=True)
    interim_manager = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="manages_for",
        verbose_name=_("managed for now by"),
    )

    official_numbers = ("code",)
    parent_page_types = ["portal.District"]
    subpage_types = [
        "matters.MatterSection",
        "pages.NoticeSection",
        "pages.RegulationSection",
        "pages.Directory",
        "pages.InfoPage",
    ]
    search_document = SearchDocument(kind="place", body=("introduction", "boundary_note"))

    content_panels = [
        *Place.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
                FieldRowPanel(
                    [FieldPanel("area_km2"), FieldPanel("population"), FieldPanel("households")]
                ),
                FieldPanel("occupancy_percent"),
                FieldPanel("boundary_note"),
                FieldPanel("interim_manager"),
            ],
            heading=_("Profile of the community"),
        ),
        *BasePage.topic_panels,
    ]

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")

    def problems(self) -> list[Problem]:
        """A community page needs the figures by which residents and the district know it."""
        return [
            Problem("community.figure_missing", gettext_noop("This figure is needed."), field=name)
            for name in ("population", "households")
            if getattr(self, name) is None
        ]


class CommunityName(models.Model):
    """A street or estate (路名、小区名) by which residents find the community they live in.

    Entered by the community's own staff. `folded` is the name as it is compared (see
    `portal.folding`); saving keeps it.
    """

    class Kind(models.TextChoices):
        """What bears the name."""

        STREET = "street", _("street")
        ESTATE = "estate", _("residential estate (小区)")

    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, related_name="names", verbose_name=_("community")
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.ESTATE)
    folded = models.CharField(max_length=120, editable=False, db_index=True)

    class Meta:
        verbose_name = _("street or estate")
        verbose_name_plural = _("streets and estates")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "kind", "name"],
                name="community_name_once",
                violation_error_message=_("This name is entered already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores the name with the form in which it is compared."""
        self.folded = fold(self.name)
        super().save(*args, **kwargs)


class InstitutionEvent(models.Model):
    """An institution was set up, changed or abolished (设立、变更、撤销), decided and filed.

    Setting up, changing and abolishing is the district government's decision, filed with the
    standing committee of its congress and the city (贵阳市社区工作条例 第八条).
    """

    class Kind(models.TextChoices):
        """What happened."""

        ESTABLISHED = "established", _("set up")
        CHANGED = "changed", _("changed")
        ABOLISHED = "abolished", _("abolished")

    community = models.ForeignKey(
        Community,
        on_delete=models.CASCADE,
        related_name="institution_events",
        verbose_name=_("community"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    institution = models.CharField(_("institution"), max_length=120)
    proposer = models.CharField(_("proposed by"), max_length=120, blank=True)
    decider = models.CharField(_("decided by"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    filed_with = models.CharField(_("filed with"), max_length=200, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("institution event")
        verbose_name_plural = _("institution events")
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.institution} {self.get_kind_display()} {self.decided_on}"
