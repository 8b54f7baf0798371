"""What the scheduler keeps: who runs it now, and which due items failed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)


class SchedulerLeaseQuerySet(models.QuerySet["SchedulerLease"]):
    """Reads as: take the lease, keep it, give it back."""

    def take(self, holder: str, *, at: datetime, stale_before: datetime) -> bool:
        """Takes or renews the lease in one statement; False when another holder is alive.

        A holder whose last beat is older than `stale_before` counts as dead.
        """
        self.get_or_create(name=SchedulerLease.NAME)
        free = Q(holder=holder) | Q(holder="") | Q(beat_at__lt=stale_before)
        row = self.filter(free, name=SchedulerLease.NAME)
        return bool(row.update(holder=holder, beat_at=at))

    def give_back(self, holder: str) -> None:
        """Frees the lease if `holder` has it."""
        self.filter(name=SchedulerLease.NAME, holder=holder).update(holder="", beat_at=None)


class SchedulerLease(models.Model):
    """The right to run the scheduler (定时任务): one row, held by one process at a time."""

    NAME = "scheduler"

    name = models.CharField(max_length=20, primary_key=True)
    holder = models.CharField(max_length=120, blank=True)
    beat_at = models.DateTimeField(null=True)

    objects = SchedulerLeaseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder or '-'}"


class ScheduleFailureQuerySet(models.QuerySet["ScheduleFailure"]):
    """Reads as: note a failure, forget it, which ones must wait."""

    def note(
        self,
        key: str,
        *,
        label: str,
        message: str,
        due_at: datetime,
        at: datetime,
        page: int | None = None,
    ) -> tuple[ScheduleFailure, bool]:
        """Keeps the error of a due item and puts its next try off, doubling up to an hour.

        Answers the row, and whether this is its first failure.
        """
        row, created = self.get_or_create(
            key=key,
            defaults={"due_at": due_at, "first_failed_at": at, "next_try_at": at + FIRST_RETRY},
        )
        pause = min(FIRST_RETRY * 2 ** min(row.attempts, 10), LONGEST_RETRY)
        self.filter(pk=row.pk).update(
            label=label[:255],
            message=message[:2000],
            attempts=F("attempts") + 1,
            next_try_at=at + pause,
            page=page,
        )
        row.refresh_from_db()
        return row, created

    def held_back(self, *, at: datetime) -> set[str]:
        """Keys of the items whose next try lies after `at`."""
        return set(self.filter(next_try_at__gt=at).values_list("key", flat=True))


class ScheduleFailure(models.Model):
    """A due item that could not be carried out (定时失败): stays until the item succeeds."""

    REFUSED = "Refused: "

    key = models.CharField(_("item"), max_length=80, unique=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("page"),
    )
    label = models.CharField(_("title"), max_length=255)
    message = models.TextField(_("what went wrong"))
    due_at = models.DateTimeField(_("was due at"))
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    first_failed_at = models.DateTimeField(_("failed first at"))
    next_try_at = models.DateTimeField(_("next try at"))

    objects = ScheduleFailureQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed schedule")
        verbose_name_plural = _("failed schedules")
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"{self.label}: {self.message}"

    @property
    def refusal(self) -> str:
        """What the gate found wrong, in words; empty when the machine failed, not the page."""
        return self.message.removeprefix(self.REFUSED) if self.is_refusal else ""

    @property
    def is_refusal(self) -> bool:
        """Whether somebody must mend the page; anything else is tried again by itself."""
        return self.message.startswith(self.REFUSED)
