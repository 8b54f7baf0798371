"""Telling staff (工作消息): a row on the desk, and one e-mail from the background worker.

The row and its place in the queue commit with the change they tell of, so that nobody hears of what
was rolled back, and a mail server that is down holds up nobody. A failed mail is tried again, later
each time; the row on the desk stays, whatever becomes of the mail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from portal.models import StaffNotice
from portal.privacy import looks_personal

logger = logging.getLogger(__name__)

NOT_FOR_MAIL = "…"


def tell(
    recipients: Iterable[Any], *, kind: str, words: str, url: str, at: datetime, key: str = ""
) -> list[StaffNotice]:
    """Tells each recipient once; with a `key` never again for the same thing.

    `words` name the thing (its title), `url` leads to it on the desk. People who may not sign in
    any more are left out; who has no e-mail address gets the row alone.
    """
    told = []
    with transaction.atomic():
        for person in {one.pk: one for one in recipients if one.is_active}.values():
            row = _row(person, kind=kind, words=words[:255], url=url, at=at, key=key)
            if row is not None:
                told.append(row)
    return told


def _row(person: Any, *, key: str, at: datetime, **values: Any) -> StaffNotice | None:
    """The new row with its mail in the queue; None when the person knows already."""
    mail = StaffNotice.Mail.QUEUED if person.email else StaffNotice.Mail.NONE
    values |= {
        "at": at,
        "mail_state": mail,
        "mail_due_at": timezone.now() if person.email else None,
    }
    if key:
        row, is_new = StaffNotice.objects.get_or_create(recipient=person, key=key, defaults=values)
        if not is_new:
            return None
    else:
        row = StaffNotice.objects.create(recipient=person, **values)
    if person.email:
        post.enqueue(row.pk)
    return row


@task()
def post(pk: int) -> None:
    """Sends the mail of one row, once; a failure puts the next try into the queue.

    No transaction is open while the mail server is spoken to. A worker that dies right after the
    server took the mail leaves it to be sent again, under the same Message-ID.
    """
    if not StaffNotice.objects.take_mail(pk, at=timezone.now()):
        return
    row = StaffNotice.objects.select_related("recipient").get(pk=pk)
    try:
        mail_of(row).send()
    except Exception as error:  # noqa: BLE001 - whatever the server does, the next try follows its plan
        logger.warning("The mail of staff notice %s was not sent: %s", pk, type(error).__name__)
        _put_off(row, error)
    else:
        _keep(row, mail_state=StaffNotice.Mail.SENT, mail_error="", mailed_at=timezone.now())


def mail_of(row: StaffNotice) -> EmailMessage:
    """Title and link, nothing of the text; a title that looks personal stays on the desk."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    with translation.override(settings.LANGUAGE_CODE):
        words = NOT_FOR_MAIL if looks_personal(row.words) else " ".join(row.words.split())
        subject = f"{words}: {row.get_kind_display()}"
        lines = [subject, base + row.url, _("Sent by the community portal; please do not answer.")]
    host = base.partition("://")[2].partition("/")[0].partition(":")[0]
    return EmailMessage(
        subject=subject,
        body="\n\n".join(lines) + "\n",
        to=[row.recipient.email],
        headers={
            "Message-ID": f"<staff-notice-{row.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _put_off(row: StaffNotice, error: Exception) -> None:
    """Plans the next try, or gives up when none is left or the address is refused for good."""
    pauses = settings.PORTAL["MAIL_RETRIES_SECONDS"]
    words = f"{type(error).__name__}: {error}"[:200]
    if _is_final(error) or row.mail_tries > len(pauses):
        _keep(row, mail_state=StaffNotice.Mail.FAILED, mail_error=words)
        return
    again = timezone.now() + timedelta(seconds=pauses[row.mail_tries - 1])
    with transaction.atomic():
        _keep(row, mail_state=StaffNotice.Mail.QUEUED, mail_error=words, mail_due_at=again)
        post.using(run_after=again).enqueue(row.pk)


def _is_final(error: Exception) -> bool:
    """Whether the server refuses this very address, and not only for now (5xx)."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in error.recipients.values())


def _keep(row: StaffNotice, **values: Any) -> None:
    StaffNotice.objects.filter(pk=row.pk).update(**values)


def mark_read(user: Any, *, at: datetime) -> int:
    """Marks all that `user` was told as read; says how many were not. Their mails are not sent."""
    return StaffNotice.objects.of(user).unread().update(read_at=at)
