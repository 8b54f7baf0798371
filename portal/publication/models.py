"""Rows that publication leaves behind: what was approved, what became public or was taken away,
when, by whom, why.

Also what residents report to be wrong with what is public.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .overrides import PersonalDataOverride
from .task import TwoPersonTask

__all__ = [
    "Approval", "ErrorReport", "IndexNumberCounter", "PersonalDataOverride", "Publication",
    "SenderMark", "TwoPersonTask", "Verb",
]  # fmt: skip


class Verb(models.TextChoices):
    """What happened to an item."""

    PUBLISH = "publish", _("published")
    WITHDRAW = "withdraw", _("withdrawn")
    EXPIRE = "expire", _("taken down on its date")


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Reads as: the approvals by one person alone that a second person must still confirm."""

    def unconfirmed(self) -> ApprovalQuerySet:
        """Given by one person alone, and no second person has confirmed them yet."""
        return self.filter(alone=True, confirmed_at__isnull=True)

    def overdue(self, *, at: datetime) -> ApprovalQuerySet:
        """Of these, the ones whose time for confirmation is over."""
        return self.unconfirmed().filter(confirm_until__lt=at)


class Approval(models.Model):
    """That a text may become public (审批): one row for each revision, by a second person.

    The person who approves is neither the author of the revision nor who submitted it. Two
    exceptions are written in the row: the system (`is_system`), and an emergency notice that one
    person published alone (`alone`), which a second must confirm by `confirm_until`.
    """

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="approvals")
    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="approval"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who approved"),
    )
    is_system = models.BooleanField(_("by the system"), default=False)
    at = models.DateTimeField(_("at"))
    alone = models.BooleanField(_("by one person alone"), default=False)
    confirm_until = models.DateTimeField(_("to be confirmed by"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["confirm_until"],
                condition=models.Q(alone=True, confirmed_at__isnull=True),
                name="approval_to_confirm",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(alone=False) | models.Q(confirm_until__isnull=False),
                name="alone_means_to_be_confirmed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id}/{self.revision_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def waits(self) -> bool:
        """Whether a second person must still confirm it."""
        return self.alone and self.confirmed_at is None


class Publication(models.Model):
    """One act of publication (公开记录). Rows are added, never edited or deleted.

    A page that was ever public cannot be deleted: the database protects it through `page`.
    """

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.PROTECT, related_name="publications"
    )
    index_no = models.CharField(_("index number"), max_length=40, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=255)
    verb = models.CharField(_("verb"), max_length=10, choices=Verb)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.CharField(_("public reason"), max_length=300, blank=True)
    approval = models.ForeignKey(
        Approval,
        on_delete=models.PROTECT,
        null=True,
        related_name="publications",
        verbose_name=_("approval"),
    )
    change_note = models.CharField(_("what was new"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.index_no or self.title} {self.get_verb_display()} {self.at:%Y-%m-%d}"


class IndexNumberCounter(models.Model):
    """The last index number given in one year; only ever counts up."""

    unit_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "year"], name="one_counter_per_unit_year")
        ]

    def __str__(self) -> str:
        return f"{self.unit_code}/{self.year}: {self.last}"


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    """Reads as: the reports that wait; those that were answered in public."""

    def waiting(self) -> ErrorReportQuerySet:
        """Nobody has answered them yet."""
        return self.filter(state=ErrorReport.State.RECEIVED)

    def answered_in_public(self) -> ErrorReportQuerySet:
        """Answered, and worded for the public; the newest answer first."""
        worded = ~models.Q(public_text="") & ~models.Q(answer="")
        rows = self.filter(worded).exclude(state=ErrorReport.State.RECEIVED)
        return rows.order_by("-answered_at", "-pk")


class ErrorReport(models.Model):
    """What a reader found wrong on a page (网站找错), and what came of it.

    Nothing about the reader is kept. The raw text stays inside; residents see `public_text` only,
    which staff word.
    """

    class Kind(models.TextChoices):
        """What is wrong."""

        FACT = "fact", _("a fact is wrong")
        OUTDATED = "outdated", _("it is out of date")
        SPELLING = "spelling", _("a wrong or missing word")
        LINK = "link", _("a link or file does not open")
        DISPLAY = "display", _("it cannot be read or used")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        """What came of the report."""

        RECEIVED = "received", _("received")
        CORRECTED = "corrected", _("corrected")
        NO_ERROR = "no_error", _("checked, no error")
        NOT_OURS = "not_ours", _("not ours, passed on")

    page = models.CharField(_("page"), max_length=300)
    page_title = models.CharField(_("title"), max_length=255, blank=True)
    community = models.ForeignKey(
        "portal.Community",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("community"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.TextField(_("what the reader wrote"), max_length=500)
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    answer = models.TextField(_("answer, for the public"), max_length=500, blank=True)
    public_text = models.CharField(
        _("what was reported, in words for the public"),
        max_length=300,
        blank=True,
        help_text=_("Without it the report does not stand in the public list."),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of an error")
        verbose_name_plural = _("reports of errors")
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["state", "-answered_at"], name="report_by_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.page_title or self.page}"

    @property
    def number(self) -> str:
        """The number that the reader was given: day and running number."""
        return f"{timezone.localdate(self.received_at):%Y%m%d}-{self.pk:04d}"


class SenderMark(models.Model):
    """That some address sent something within the hour (限次标记); the address is not kept.

    `mark` is a keyed digest that changes every day. Nothing leads from it to what was sent.
    """

    mark = models.CharField(max_length=32, db_index=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("mark of a sender")
        verbose_name_plural = _("marks of senders")

    def __str__(self) -> str:
        return f"{self.mark[:6]} {self.at:%H:%M}"
