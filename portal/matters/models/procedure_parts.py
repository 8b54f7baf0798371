"""What an office procedure consists of (办事指南要素): bases, materials, steps, fees, questions."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from portal.matters.choices import MaterialForm, MaterialSource, Necessity
from portal.models import Document

from .basis import LegalBasis
from .procedures import Procedure


class ProcedureBasis(LegalBasis, Orderable):
    """The legal basis of a procedure (设定依据)."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="bases")

    class Meta(LegalBasis.Meta, Orderable.Meta):
        abstract = False


class Situation(Orderable):
    """A case in which other materials are needed (情形), as an applicant would say it."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="situations")
    name = models.CharField(_("situation (情形)"), max_length=80)

    class Meta(Orderable.Meta):
        verbose_name = _("situation")
        verbose_name_plural = _("situations")

    def __str__(self) -> str:
        return self.name


class Material(Orderable):
    """A material to bring (申请材料); `situations` by name, one in each line, empty: always."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField(_("name"), max_length=120)
    form = models.CharField(
        _("form"), max_length=12, choices=MaterialForm, default=MaterialForm.ORIGINAL
    )
    copies = models.PositiveSmallIntegerField(_("number"), default=1)
    source = models.CharField(
        _("where it comes from"),
        max_length=10,
        choices=MaterialSource,
        default=MaterialSource.APPLICANT,
    )
    necessity = models.CharField(
        _("necessity"), max_length=10, choices=Necessity, default=Necessity.REQUIRED
    )
    situations = models.TextField(_("needed in these situations only"), blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    sample = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sample"),
    )
    blank_form = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("blank form"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def __str__(self) -> str:
        return self.name

    @property
    def situation_names(self) -> list[str]:
        """The situations that need it; none: it is always needed."""
        return [line.strip() for line in self.situations.splitlines() if line.strip()]


class Step(Orderable):
    """A step of the process (办理流程): what happens, who does it, how long it takes."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(_("what happens"), max_length=120)
    actor = models.CharField(_("who"), max_length=80)
    detail = models.CharField(_("in one sentence"), max_length=200, blank=True)
    duration = models.CharField(_("how long"), max_length=60, blank=True)
    excluded_from_limit = models.BooleanField(_("does not count in the limit"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.name


class Fee(Orderable):
    """Something to pay (收费项目): item, rate, and the document that allows it."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="fees")
    name = models.CharField(_("item"), max_length=80)
    amount = models.DecimalField(
        _("amount (yuan)"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("per"), max_length=40, blank=True)
    basis = models.CharField(_("basis of the fee"), max_length=200)

    class Meta(Orderable.Meta):
        verbose_name = _("fee")
        verbose_name_plural = _("fees")

    def __str__(self) -> str:
        return self.name


class Question(Orderable):
    """A question that is often asked, with its answer (常见问题)."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"))

    class Meta(Orderable.Meta):
        verbose_name = _("frequent question")
        verbose_name_plural = _("frequent questions")

    def __str__(self) -> str:
        return self.question
