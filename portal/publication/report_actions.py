"""The verbs of reports of errors: receive one from a reader, answer it for the public."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from portal import roles
from portal.problems import Refused
from portal.role_table import Verb

from .models import ErrorReport, SenderMark
from .rules import MOST_AN_HOUR, problems_with_answer, problems_with_report

WINDOW = timedelta(hours=1)


class TooMany(Exception):
    """One address has sent as much as an hour allows."""


def mark_of(address: str, *, at: datetime) -> str:
    """A digest of an address that nobody without the secret can turn back; another one each day."""
    day = timezone.localdate(at).isoformat()
    return salted_hmac("portal.publication.sender", f"{day} {address}").hexdigest()[:32]


@transaction.atomic
def receive_report(
    *,
    page: str,
    kind: str,
    text: str,
    at: datetime,
    sender: str,
    community_id: int | None = None,
    page_title: str = "",
) -> ErrorReport:
    """Keeps a report, which then has its number; `sender` is a mark, see `mark_of`.

    Refuses with all problems, and with `TooMany` the sixth within an hour. Marks older than that
    are deleted here.
    """
    if problems := problems_with_report(page=page, text=text):
        raise Refused(problems)
    SenderMark.objects.filter(at__lte=at - WINDOW).delete()
    if SenderMark.objects.filter(mark=sender).count() >= MOST_AN_HOUR:
        raise TooMany
    SenderMark.objects.create(mark=sender, at=at)
    return ErrorReport.objects.create(
        page=page,
        page_title=page_title,
        community_id=community_id,
        kind=kind,
        text=text.strip(),
        received_at=at,
    )


@transaction.atomic
def answer_report(
    report: ErrorReport,
    *,
    state: str,
    answer: str,
    public_text: str,
    by: AbstractUser | None,
    at: datetime,
) -> ErrorReport:
    """Says what came of a report; `answered_at` is the first answer's time and stays.

    Refuses an answer without words or with personal numbers, and who may not do it here.
    """
    if by is not None and not roles.may(by, Verb.CHANGE, report):
        raise PermissionDenied
    is_answered = state != ErrorReport.State.RECEIVED
    problems = problems_with_answer(is_answered=is_answered, answer=answer, public_text=public_text)
    if problems:
        raise Refused(problems)
    report.state, report.answer, report.public_text = state, answer.strip(), public_text.strip()
    if is_answered and report.answered_at is None:
        report.answered_at = at
        report.answered_by = by  # type: ignore[assignment]
    report.save()
    log(instance=report, action="wagtail.edit", user=by)
    return report
