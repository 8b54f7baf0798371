"""Admission of new work (准入): requests, decisions, entrusted tasks, inspections."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.matters.choices import AdmissionState
from portal.models import Community, District, Document
from portal.pages.models import Notice

from .catalogue import Matter

DISTRICT_PATH = 3 * Page.steplen
"""How much of the tree path of a place names its district."""


class AdmissionRequest(models.Model):
    """A department asks that a community take on work that no law or catalogue names (准入申请).

    Nothing enters a community without the district's approval (贵阳市社区工作条例 article 14
    paragraph 3). `state` follows the newest step; what happened stands in the steps.

    `place` is where the work is to be done and where the request was taken in: one community, or
    the whole district. Who works there keeps it.
    """

    district = models.ForeignKey(
        District, on_delete=models.CASCADE, related_name="admissions", verbose_name=_("district")
    )
    place = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("where the work is to be done"),
        help_text=_("One community, or the whole district."),
    )
    matter = models.ForeignKey(
        Matter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="admissions",
        verbose_name=_("matter"),
        help_text=_("Set when the request is admitted."),
    )
    department = models.CharField(_("department that asks (申请部门)"), max_length=120)
    matter_name = models.CharField(_("name of the work (事项名称)"), max_length=120)
    basis = models.CharField(_("legal basis"), max_length=300)
    content = models.TextField(_("what is to be done"))
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on, inclusive"), null=True, blank=True)
    staff_offered = models.PositiveSmallIntegerField(_("staff offered"), default=0)
    funds_offered = models.DecimalField(
        _("funds offered (yuan)"), max_digits=15, decimal_places=2, default=0
    )
    nothing_offered_reason = models.CharField(
        _("why neither staff nor funds are offered"), max_length=300, blank=True
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=AdmissionState,
        default=AdmissionState.DRAFT,
        editable=False,
    )
    submitted_on = models.DateField(_("submitted on"), null=True, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    decision_reason = models.CharField(_("reason of the decision"), max_length=500, editable=False)
    decision_basis = models.CharField(_("basis of the decision"), max_length=300, editable=False)
    public_notice = models.ForeignKey(
        Notice,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("notice that makes it public"),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("admission request")
        verbose_name_plural = _("admission requests")
        ordering = ["-created_at", "-pk"]
        permissions = [("publish_admissionrequest", "Can decide on admission requests")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
                name="admission_ends_after_it_begins",
                violation_error_message=_("The last day must not be before the first day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_name} ({self.department})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The district follows from the place; a request of a whole district is made there."""
        if self.place_id is None:
            self.place_id = self.district_id
        elif self.district_id is None:
            self.district = District.objects.get(path=self.place.path[:DISTRICT_PATH])
        super().save(*args, **kwargs)


class AdmissionStep(models.Model):
    """Who did what with a request, and when (办理经过); rows are added, never changed."""

    request = models.ForeignKey(AdmissionRequest, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(_("state"), max_length=12, choices=AdmissionState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("step of an admission")
        verbose_name_plural = _("steps of admissions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.at:%Y-%m-%d}"


class EntrustedTask(models.Model):
    """Work entrusted for a time (委托事项): in writing, with responsibility and funds (费随事转).

    An amount that is due and not paid stands on the desk until it is paid. The liability stays
    with the principal.
    """

    community = models.ForeignKey(
        Community,
        on_delete=models.CASCADE,
        related_name="entrusted_tasks",
        verbose_name=_("community"),
    )
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, related_name="entrusted_tasks", verbose_name=_("matter")
    )
    admission = models.ForeignKey(
        AdmissionRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("admission"),
    )
    principal = models.CharField(_("principal (委托单位)"), max_length=120)
    written_doc = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("written entrustment")
    )
    liability = models.TextField(_("liability (法律责任)"))
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on, inclusive"))
    amount = models.DecimalField(_("amount (yuan)"), max_digits=15, decimal_places=2)
    due_on = models.DateField(_("payment due on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("entrusted task")
        verbose_name_plural = _("entrusted tasks")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="task_ends_after_it_begins",
                violation_error_message=_("The last day must not be before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="task_amount_not_below_zero",
                violation_error_message=_("The amount must not be below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal} {self.matter.name}"


class InspectionLog(models.Model):
    """A visit of a department to inspect or assess (检查考核登记).

    It names a matter in force or the document that mandates it; one that names neither is flagged
    (贵阳市社区工作条例 article 15 paragraph 1).
    """

    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, related_name="inspections", verbose_name=_("community")
    )
    on = models.DateField(_("date"))
    department = models.CharField(_("department"), max_length=120)
    subject = models.CharField(_("what was inspected"), max_length=200)
    matter = models.ForeignKey(
        Matter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name=_("matter"),
    )
    mandate = models.CharField(_("document that mandates it"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.department}"
