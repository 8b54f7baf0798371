"""What staff are told (工作消息): rows on the desk, and how far the one e-mail of each has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

SENDING_LASTS = timedelta(minutes=5)


class StaffNoticeQuerySet(models.QuerySet["StaffNotice"]):
    """Reads as: what a person has not read; take the mail of a row; mails that do not get out."""

    def of(self, user: models.Model) -> StaffNoticeQuerySet:
        """What `user` was told."""
        return self.filter(recipient=user)

    def unread(self) -> StaffNoticeQuerySet:
        """Not marked as read."""
        return self.filter(read_at=None)

    def take_mail(self, pk: int, *, at: datetime) -> bool:
        """Takes the mail of a row for sending; False when another has it or it is done."""
        due = self.filter(
            pk=pk, mail_state=StaffNotice.Mail.QUEUED, mail_due_at__lte=at, read_at=None
        )
        taken = due.update(
            mail_state=StaffNotice.Mail.SENDING,
            mail_tries=F("mail_tries") + 1,
            mail_due_at=at + SENDING_LASTS,
        )
        return bool(taken)

    def left_behind(self, *, at: datetime) -> StaffNoticeQuerySet:
        """Mails whose worker died, or whose task got lost: their time is long over."""
        states = [StaffNotice.Mail.QUEUED, StaffNotice.Mail.SENDING]
        rows = self.filter(mail_state__in=states, read_at=None)
        return rows.filter(mail_due_at__lt=at - SENDING_LASTS)

    def stuck(self, *, at: datetime) -> StaffNoticeQuerySet:
        """Mails that were tried in vain, were given up, or wait although their time is over."""
        waits = Q(mail_state__in=[StaffNotice.Mail.QUEUED, StaffNotice.Mail.SENDING])
        late = Q(mail_tries__gt=1) | ~Q(mail_error="") | Q(mail_due_at__lt=at - SENDING_LASTS)
        return self.filter(Q(mail_state=StaffNotice.Mail.FAILED) | (waits & late), read_at=None)


class StaffNotice(models.Model):
    """One thing one member of staff was told (工作消息). It is never told twice.

    `words` name the thing, as its title does; `key`, where there is one, makes it once for ever.
    The mail carries the words and the link and nothing else.
    """

    class Kind(models.TextChoices):
        """What happened."""

        SUBMITTED = "submitted", _("waits for your approval")
        APPROVED = "approved", _("was approved")
        RETURNED = "returned", _("was returned to you")
        WITHDRAWN = "withdrawn", _("was withdrawn")
        CONFIRM = "confirm", _("needs a second person to confirm it")
        FAILED = "failed", _("could not be done on its date")
        REMINDER = "reminder", _("still waits for your approval")
        HANDED_OVER = "handed_over", _("was handed over to you")

    class Mail(models.TextChoices):
        """How far the e-mail has come."""

        NONE = "none", _("no e-mail")
        QUEUED = "queued", _("e-mail waits")
        SENDING = "sending", _("e-mail is being sent")
        SENT = "sent", _("e-mail was sent")
        FAILED = "failed", _("e-mail could not be sent")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="staff_notices",
        verbose_name=_("who is told"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    words = models.CharField(_("title"), max_length=255)
    url = models.CharField(_("address"), max_length=300)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    key = models.CharField(max_length=120, blank=True)
    mail_state = models.CharField(_("e-mail"), max_length=8, choices=Mail, default=Mail.NONE)
    mail_tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    mail_due_at = models.DateTimeField(null=True)
    mail_error = models.CharField(_("what went wrong"), max_length=200, blank=True)
    mailed_at = models.DateTimeField(_("sent at"), null=True)

    objects = StaffNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice to staff")
        verbose_name_plural = _("notices to staff")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~Q(key=""), name="staff_notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-at"], name="staff_notice_of_person"),
            models.Index(fields=["mail_state", "mail_due_at"], name="staff_notice_mails"),
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.get_kind_display()}"
