"""What was due and could not be done (定时失败), in plain words and with what to do about it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.models import ScheduleFailure

from .lines import MOST, Group, Line, Tone, Urgency
from .reach import inside


def failures(user: Any) -> list[Line]:
    """Failures of pages in reach; those without a page are the administrator's."""
    rows = ScheduleFailure.objects.filter(_concerns(user)).order_by("due_at", "pk")[:MOST]
    return [_line(row) for row in rows]


def _concerns(user: Any) -> Q:
    return Q() if user.is_superuser else Q(page__isnull=False) & inside(user, "page__path")


def _line(row: ScheduleFailure) -> Line:
    """What the gate refused waits for a person to mend it; anything else is the machine's."""
    url = (
        reverse("wagtailadmin_pages:edit", args=[row.page_id])
        if row.page_id
        else reverse("wagtailadmin_home")
    )
    if row.is_refusal:
        detail = _("Not done on its date: %(reason)s Mend it and submit it again.")
        return Line(
            words=row.label, url=url, at=row.due_at, verb=_("Mend"), tone=Tone.LAMP,
            tag=_("Stopped"), detail=detail % {"reason": row.refusal}, urgency=Urgency.STOPPED,
        )  # fmt: skip
    detail = _(
        "The machine failed (%(tries)d tries) and tries again by itself. If it stays so, tell the "
        "administrator: %(kind)s."
    )
    values = {"tries": row.attempts, "kind": row.message.partition(":")[0]}
    return Line(
        words=row.label, url=url, group=Group.LATE, at=row.due_at, tone=Tone.LATE,
        detail=detail % values,
    )  # fmt: skip
