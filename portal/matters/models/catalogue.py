"""The guidance catalogue (服务管理指导目录): versions, matters, and what a version says of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from portal.matters.choices import (
    AdmissionState,
    MatterAudience,
    MatterRole,
    MatterStatus,
    WindowGroup,
)
from portal.models import District
from portal.problems import Problem, Refused, gettext_noop

from .basis import LegalBasis
from .taxonomy import MatterField, Occasion

_FIXED = gettext_noop("This catalogue is published and never changes. Begin the next one.")


def demand_draft(catalogue_id: int | None) -> None:
    """Refuses a catalogue that is published, by what the database says now."""
    catalogues = apps.get_model("matters.Catalogue")._default_manager
    if catalogues.filter(pk=catalogue_id or 0, published_at__isnull=False).exists():
        raise Refused([Problem("catalogue.published", _FIXED)])


class FixedOncePublished:
    """A catalogue or an entry of it; `catalogue_key` names where its catalogue's key is."""

    catalogue_key = "pk"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses when the stored catalogue is published; publishing is the last change."""
        demand_draft(getattr(self, self.catalogue_key))
        super().save(*args, **kwargs)  # type: ignore[misc]

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuses when the catalogue is published."""
        demand_draft(getattr(self, self.catalogue_key))
        return super().delete(*args, **kwargs)  # type: ignore[misc]


class CatalogueQuerySet(models.QuerySet["Catalogue"]):
    """Reads as: the published catalogues that hold on a day."""

    def published(self) -> CatalogueQuerySet:
        """Those that residents may read."""
        return self.filter(published_at__isnull=False)

    def in_force(self, on: date) -> CatalogueQuerySet:
        """Published, begun, and not ended; at most one for each district."""
        ends = Q(effective_to__isnull=True) | Q(effective_to__gte=on)
        return self.published().filter(ends, effective_from__lte=on)


class Catalogue(FixedOncePublished, models.Model):
    """One version of a district's catalogue (目录版本): a draft until published, then fixed.

    The days of the published versions of a district never overlap
    (贵阳市社区工作条例 article 14 paragraph 2).
    """

    district = models.ForeignKey(
        District, on_delete=models.CASCADE, related_name="catalogues", verbose_name=_("district")
    )
    version = models.CharField(_("version"), max_length=40)
    title = models.CharField(_("title"), max_length=160)
    issued_by = models.CharField(_("issued by"), max_length=120)
    filed_with = models.CharField(_("filed with"), max_length=120, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    effective_to = models.DateField(_("in force until, inclusive"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("last written by"),
    )

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")
        ordering = ["district_id", "-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "version"],
                name="catalogue_version_once",
                violation_error_message=_("The district has a version of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True)
                | Q(effective_to__gte=models.F("effective_from")),
                name="catalogue_ends_after_it_begins",
                violation_error_message=_("The last day must not be before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(effective_from__isnull=False),
                name="published_catalogue_has_a_first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    def is_work_of(self, user: models.Model) -> bool:
        """Whether `user` was the last to write the catalogue or one of its entries."""
        own = self.written_by_id is not None and self.written_by_id == user.pk
        return own or self.entries.filter(written_by_id=user.pk).exists()


class Matter(models.Model):
    """A service matter as such (服务事项): its code never changes, whatever a catalogue says of it.

    Procedures, windows and entries of every catalogue point to it.
    """

    official_numbers = ("code",)

    code = models.CharField(_("matter code (事项编码)"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    window_group = models.CharField(
        _("group at the window"), max_length=12, choices=WindowGroup, default=WindowGroup.PUBLIC
    )
    occasions = models.ManyToManyField(
        Occasion,
        blank=True,
        related_name="matters",
        verbose_name=_("life events and groups of residents"),
    )
    contact_point = models.CharField(
        _("contact point of the department"),
        max_length=160,
        blank=True,
        help_text=_("Where the department in charge posts nobody here."),
    )
    common_order = models.PositiveSmallIntegerField(
        _("place among the commonest"),
        null=True,
        blank=True,
        help_text=_("1 comes first on the home page; empty: not among the commonest."),
    )

    class Meta:
        verbose_name = _("service matter")
        verbose_name_plural = _("service matters")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


def begun(on: date) -> Q:
    """Entries of published catalogues that have begun, and of what was once admitted."""
    published = Q(catalogue__published_at__isnull=False, catalogue__effective_from__lte=on)
    return published | Q(admission__state__in=(AdmissionState.ADMITTED, AdmissionState.REVOKED))


def in_force(on: date) -> Q:
    """Entries of the catalogues in force, and of requests that are admitted on the day."""
    lasts, runs = (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": on})
        for end in ("catalogue__effective_to", "admission__ends_on")
    )
    published = Q(catalogue__published_at__isnull=False, catalogue__effective_from__lte=on)
    return (published & lasts) | (Q(admission__state=AdmissionState.ADMITTED) & runs)


class MatterEntryQuerySet(models.QuerySet["MatterEntry"]):
    """Reads as: the entries that have begun by a day, those in force on it."""

    def begun(self, on: date) -> MatterEntryQuerySet:
        """Those that hold on the day or have held before."""
        return self.filter(begun(on))

    def in_force(self, on: date) -> MatterEntryQuerySet:
        """Of the catalogues in force, and of requests that are admitted on the day."""
        return self.filter(in_force(on))


class MatterEntry(FixedOncePublished, ClusterableModel):
    """What one catalogue version, or one admission, says of a matter (目录条目).

    Rests on exactly one of the two. Who is not in operation has a reason. Of a published catalogue
    it never changes.
    """

    catalogue_key = "catalogue_id"

    catalogue = models.ForeignKey(
        Catalogue,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("catalogue"),
    )
    admission = models.ForeignKey(
        "matters.AdmissionRequest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("admission"),
    )
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, related_name="entries", verbose_name=_("matter")
    )
    name = models.CharField(_("name"), max_length=120)
    field = models.ForeignKey(
        MatterField, on_delete=models.PROTECT, related_name="entries", verbose_name=_("field")
    )
    role = models.CharField(_("role of the centre"), max_length=12, choices=MatterRole)
    implementer = models.CharField(_("implementing body (实施主体)"), max_length=120)
    audience = models.CharField(_("serves"), max_length=12, choices=MatterAudience)
    status = models.CharField(
        _("status"), max_length=12, choices=MatterStatus, default=MatterStatus.DRAFT
    )
    successor = models.ForeignKey(
        Matter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("done instead"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    go_to = models.CharField(_("where to go instead"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("last written by"),
    )

    objects = MatterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue entry")
        verbose_name_plural = _("catalogue entries")
        ordering = ["catalogue_id", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "matter"],
                name="matter_once_in_a_catalogue",
                violation_error_message=_("The catalogue has this matter already."),
            ),
            models.CheckConstraint(
                condition=Q(catalogue__isnull=False, admission__isnull=True)
                | Q(catalogue__isnull=True, admission__isnull=False),
                name="entry_of_a_catalogue_or_an_admission",
                violation_error_message=_("An entry rests on a catalogue or on an admission."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EntryBasis(LegalBasis, Orderable):
    """The legal basis of an entry (事项依据)."""

    entry = ParentalKey(MatterEntry, on_delete=models.CASCADE, related_name="bases")

    class Meta(LegalBasis.Meta, Orderable.Meta):
        abstract = False
