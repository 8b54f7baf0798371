"""Who exists in a community or above it, who answers to whom, and whom to ask."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from portal.models import Community, District
from portal.pages import centre_rules
from portal.pages.choices import LineKind, UnitKind

from .centre import by_field, office_phone


class OrganisationUnitQuerySet(models.QuerySet["OrganisationUnit"]):
    """Reads as: the units of a place, with their lines and contacts."""

    def around(self, path: str, steplen: int) -> OrganisationUnitQuerySet:
        """The units of the community at a tree path, and those of the district above it."""
        district = models.Q(district__path=path[:-steplen])
        return self.filter(models.Q(community__path=path) | district)

    def with_lines_and_contacts(self) -> OrganisationUnitQuerySet:
        """One row per line and contact (`line_…`, `contact_…`; None where there are none)."""
        lines = {f"line_{name}": models.F(f"lines__{name}") for name in ("pk", "above", "kind")}
        fields = ("pk", "post", "display_name", "phone", "duties", "area", "consent_public")
        contacts = {f"contact_{name}": models.F(f"contacts__{name}") for name in fields}
        return self.annotate(**lines, **contacts).order_by(
            "community_id", "order", "pk", "lines__sort_order", "contacts__order", "contacts__pk"
        )


class OrganisationUnit(ClusterableModel):
    """Who exists in a community or guides it, and what it does (组织架构、职责)."""

    community = models.ForeignKey(
        Community,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="organisation_units",
        verbose_name=_("community"),
    )
    district = models.ForeignKey(
        District,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="organisation_units",
        verbose_name=_("district"),
        help_text=_("Only for bodies that guide all communities of a district."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind)
    name = models.CharField(_("name"), max_length=120)
    duties = models.TextField(_("duties"), help_text=_("What it does, one duty in each line."))
    phone = models.CharField(
        _("office telephone"), max_length=40, blank=True, validators=[office_phone]
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OrganisationUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation unit")
        verbose_name_plural = _("organisation units")
        ordering = ["community_id", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(community__isnull=False, district__isnull=True)
                | models.Q(community__isnull=True, district__isnull=False),
                name="unit_of_a_community_or_a_district",
                violation_error_message=_("A unit belongs to a community or to a district."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReportingLine(Orderable):
    """A body stands above another (主管、指导、业务指导): in charge, guiding, or in its field.

    The first line of a unit says where it hangs in the chart; the others stand beside it in words.
    """

    unit = ParentalKey(OrganisationUnit, on_delete=models.CASCADE, related_name="lines")
    above = models.ForeignKey(
        OrganisationUnit,
        on_delete=models.CASCADE,
        related_name="lines_below",
        verbose_name=_("body above"),
    )
    kind = models.CharField(_("how"), max_length=12, choices=LineKind, default=LineKind.IN_CHARGE)

    class Meta(Orderable.Meta):
        verbose_name = _("line of responsibility")
        verbose_name_plural = _("lines of responsibility")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "above"],
                name="one_line_between_two_units",
                violation_error_message=_("This body stands above it already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.above} {self.get_kind_display()}"


class ContactAssignment(models.Model):
    """A person residents may turn to, as on the name plate (挂牌联系): post, office phone, area.

    Public with the person's agreement, or without any name (中华人民共和国个人信息保护法
    第二十五条). The telephone is that of the office.
    """

    unit = models.ForeignKey(
        OrganisationUnit,
        on_delete=models.CASCADE,
        related_name="contacts",
        verbose_name=_("organisation unit"),
    )
    post = models.CharField(
        _("post"), max_length=60, help_text=_("Such as: 民政岗、第一网格专职工作者.")
    )
    display_name = models.CharField(
        _("name on the plate"),
        max_length=20,
        blank=True,
        help_text=_(
            "Surname and form of address, or masked; without a name the post stands alone."
        ),
    )
    consent_public = models.BooleanField(
        _("the person has agreed to be shown"),
        default=False,
        help_text=_("A card with a name is public only then."),
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contact_cards",
        verbose_name=_("account of this person"),
        help_text=_("Never public. When the person leaves, posts and duty pass to a colleague."),
    )
    phone = models.CharField(_("office telephone"), max_length=40, validators=[office_phone])
    duties = models.CharField(_("what for"), max_length=200)
    area = models.CharField(
        _("area"),
        max_length=120,
        blank=True,
        help_text=_("The part of the community or the grid this person answers for."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("contact card")
        verbose_name_plural = _("contact cards")
        ordering = ["unit", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.post} {self.display_name}".strip()

    def clean(self) -> None:
        """Refuses a full name on the card."""
        super().clean()
        problems = centre_rules.problems_with_display_name(self.display_name)
        if problems:
            raise ValidationError(by_field(problems))
