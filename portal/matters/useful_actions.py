"""The verb of a reader's answer: keep it, without anything that leads to the reader."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.problems import Refused
from portal.publication.models import SenderMark
from portal.publication.report_actions import WINDOW, TooMany
from portal.publication.rules import MOST_AN_HOUR

from .models import UsefulAnswer
from .useful_rules import problems_with_why


@transaction.atomic
def keep_answer(
    procedure: Any, *, helped: bool, why: str, at: datetime, sender: str
) -> UsefulAnswer:
    """Keeps an answer with its day, not its time; `sender` is a mark, see `mark_of`.

    Refuses a reason with numbers of people, and with `TooMany` the sixth within an hour, with the
    reports of errors of the same sender.
    """
    if problems := problems_with_why(why):
        raise Refused(problems)
    SenderMark.objects.filter(at__lte=at - WINDOW).delete()
    if SenderMark.objects.filter(mark=sender).count() >= MOST_AN_HOUR:
        raise TooMany
    SenderMark.objects.create(mark=sender, at=at)
    return UsefulAnswer.objects.create(
        procedure_id=procedure.pk,
        community_id=procedure.in_community_id,
        helped=helped,
        why=why.strip(),
        given_on=timezone.localdate(at),
    )
