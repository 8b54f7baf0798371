"""Office procedures (办事指南): the page of one matter, for the city or for one community."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from portal.matters.choices import DecisionPlace, FeeKind, LimitUnit
from portal.matters.procedure_elements import ELEMENTS
from portal.matters.procedure_facts import hints_of, problems_of
from portal.matters.procedure_panels import PANELS
from portal.matters.standing import with_standing
from portal.models import BasePage, Document, OpenInfo, RoutedPage, SearchDocument
from portal.problems import Problem

from .catalogue import Matter


class Procedure(RoutedPage, OpenInfo, BasePage):
    """An office procedure (办事指南) of one matter, with every element the law asks for.

    One page of the city serves all communities with their local details; a community's own page
    is for a matter only it has.
    """

    matter = models.ForeignKey(
        Matter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="procedures",
        verbose_name=_("matter"),
    )
    implementer = models.CharField(_("implementing body (实施主体)"), max_length=120, blank=True)
    applicants = models.CharField(_("who can apply (办理对象)"), max_length=200, blank=True)
    conditions = RichTextField(
        _("conditions (受理条件)"), blank=True, features=["bold", "ol", "ul", "link"]
    )
    no_materials = models.BooleanField(_("nothing need be brought (无需材料)"), default=False)
    legal_limit = models.PositiveSmallIntegerField(
        _("statutory limit (法定时限)"), null=True, blank=True
    )
    legal_limit_unit = models.CharField(
        _("unit of the statutory limit"), max_length=14, choices=LimitUnit, blank=True
    )
    promised_limit = models.PositiveSmallIntegerField(
        _("promised limit (承诺时限)"), null=True, blank=True
    )
    promised_limit_unit = models.CharField(
        _("unit of the promised limit"), max_length=14, choices=LimitUnit, blank=True
    )
    fee_kind = models.CharField(_("fee (收费)"), max_length=8, choices=FeeKind, blank=True)
    decision_place = models.CharField(
        _("where the decision falls"), max_length=10, choices=DecisionPlace, blank=True
    )
    next_office = models.CharField(_("next office"), max_length=120, blank=True)
    next_office_address = models.CharField(
        _("address of the next office"), max_length=200, blank=True
    )
    next_office_url = models.URLField(_("link of the next office"), blank=True)
    place = models.CharField(_("where (办理地点)"), max_length=200, blank=True)
    hours = models.CharField(_("when (办理时间)"), max_length=200, blank=True)
    consult_phone = models.CharField(
        _("telephone for questions (咨询电话)"), max_length=40, blank=True
    )
    complaint_phone = models.CharField(
        _("telephone for complaints (监督电话)"), max_length=40, blank=True
    )
    result_name = models.CharField(_("result (办理结果)"), max_length=120, blank=True)
    result_delivery = models.CharField(_("how the result is given"), max_length=160, blank=True)
    result_sample = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sample of the result"),
    )
    online_url = models.URLField(_("online (网上办理)"), blank=True)
    visits = models.PositiveSmallIntegerField(
        _("visits in person (到现场次数)"), null=True, blank=True
    )
    remedy = models.TextField(_("remedy (救济途径)"), blank=True)
    short_version = models.TextField(_("short version (简版)"), blank=True)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)

    parent_page_types = ["matters.MatterSection"]
    subpage_types: list[str] = []
    demanded_fields = tuple(one.field for one in ELEMENTS if one.field != "title")
    search_document = SearchDocument(
        kind="procedure",
        heading=("summary",),
        body=("conditions", "short_version"),
        issuer="issuer",
        status="validity",
        published="listed_on",
    )
    content_panels = [
        *Page.content_panels,
        *PANELS,
        *BasePage.topic_panels,
        *OpenInfo.note_panels,
    ]

    class Meta:
        verbose_name = _("office procedure")
        verbose_name_plural = _("office procedures")

    @classmethod
    def serving_queryset(cls) -> models.QuerySet[Procedure]:
        """The rows of pages at their own address: see `served_at`."""
        return cls.served_at(models.OuterRef("path"))

    @classmethod
    def served_at(cls, place: Any) -> models.QuerySet[Procedure]:
        """Joins matter, community, sample and rule, and what catalogues say today at a place.

        `place` is an expression for the tree path of where the page is read.
        """
        from portal.matters.procedure_reading import review_rule

        today = timezone.localdate()
        rows = cls.objects.select_related("matter", "in_community", "result_sample")
        rows = rows.annotate(review_days=review_rule(today))
        return with_standing(rows, today, place)  # type: ignore[no-any-return]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds what `procedure_reading.values_of` says."""
        from portal.matters.procedure_reading import values_of

        context = super().get_context(request, *args, **kwargs)
        context.update(values_of(self, request, local=kwargs.get("local")))
        return context

    def problems(self) -> list[Problem]:
        """Every element that is missing or cannot be so."""
        return problems_of(self, today=timezone.localdate())

    def hints_while_writing(self) -> list[Any]:
        """What the preview says beside the form: all that is missing, then what would help."""
        return list(hints_of(self, today=timezone.localdate()))
