"""Places and services of convenience, and the rules a centre keeps (便民服务设施、中心制度)."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.matters.choices import FacilityKind, RuleSlotKind
from portal.models import Community
from portal.pages.models import Centre, Notice, Regulation


class ServiceFacility(ClusterableModel):
    """Where residents find a service near by (便民服务设施), who provides it, when, at what fee.

    A market says who watches over it, where to complain and what was found in its food; an outlet
    takes no fee but those of its price list.
    """

    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, related_name="facilities", verbose_name=_("community")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=FacilityKind)
    name = models.CharField(_("name"), max_length=120)
    function = models.CharField(_("what it is for (功能)"), max_length=200, blank=True)
    provider = models.CharField(_("provider"), max_length=120)
    owner_unit = models.CharField(_("unit that opens it (共享单位)"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    hours = models.CharField(_("hours"), max_length=160)
    fee = models.CharField(_("fee"), max_length=160, help_text=_("Write 免费 when it is free."))
    price_list = models.TextField(
        _("price list (收费清单)"),
        blank=True,
        help_text=_("One item a line with its price: 复印 0.5元/张. Nothing else may be charged."),
    )
    prices_checked_on = models.DateField(_("prices last checked on"), null=True, blank=True)
    phone = models.CharField(_("office telephone"), max_length=40, blank=True)
    complaint_phone = models.CharField(
        _("telephone for complaints (投诉电话)"), max_length=40, blank=True
    )
    supervisor = models.CharField(_("who watches over it (监管部门)"), max_length=160, blank=True)
    supervisor_phone = models.CharField(
        _("telephone of who watches over it"), max_length=40, blank=True
    )
    test_notice = models.ForeignKey(
        Notice,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("notice with the latest food tests (检测结果)"),
    )
    note = models.TextField(_("note"), blank=True)
    starts_on = models.DateField(_("offered from"), null=True, blank=True)
    is_active = models.BooleanField(_("in operation"), default=True)
    ended_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    ended_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("service facility")
        verbose_name_plural = _("service facilities")
        ordering = ["community_id", "kind", "order", "pk"]

    def __str__(self) -> str:
        return self.name


class OutletMonth(models.Model):
    """How many deals an outlet made in a month (月度业务量): figures only, no customer."""

    facility = ParentalKey(ServiceFacility, on_delete=models.CASCADE, related_name="trade_months")
    month = models.CharField(
        _("month"),
        max_length=7,
        validators=[
            RegexValidator(r"^20\d\d-(0[1-9]|1[0-2])\Z", _("Write the month like 2026-10."))
        ],
        help_text=_("Year and month, such as 2026-10."),
    )
    deals = models.PositiveIntegerField(_("deals in the month (笔数)"))

    class Meta:
        verbose_name = _("month of an outlet")
        verbose_name_plural = _("months of outlets")
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "month"],
                name="outlet_month_once",
                violation_error_message=_("This month has been entered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.deals}"


class RuleSlot(models.Model):
    """One of the rules that a centre must have and publish (中心制度), and the text that is it.

    Ten stand in 北京市社区服务站建设管理办法 article 15; service code and commitment beside them.
    """

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, related_name="rule_slots", verbose_name=_("centre")
    )
    kind = models.CharField(_("which rule"), max_length=14, choices=RuleSlotKind)
    regulation = models.ForeignKey(
        Regulation, on_delete=models.CASCADE, related_name="+", verbose_name=_("text")
    )

    class Meta:
        verbose_name = _("rule of a centre")
        verbose_name_plural = _("rules of centres")
        ordering = ["centre_id", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "kind"],
                name="one_text_for_a_rule",
                violation_error_message=_("The centre has named a text for this rule already."),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
