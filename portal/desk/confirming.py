"""What one person published alone (补充确认) and a second person must still confirm."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.publication.models import Approval

from .lines import MOST, Line, Tone, Urgency
from .reach import inside


def to_confirm(user: Any) -> list[Line]:
    """Emergencies in reach that wait for `user` as the second person, the first due first."""
    rows = Approval.objects.unconfirmed().filter(
        inside(user, "page__path", codename="publish_page"), page__live=True
    )
    rows = rows.exclude(by=user).exclude(revision__user=user).select_related("page", "by")
    return [_line(row) for row in rows.order_by("confirm_until", "pk")[:MOST]]


def _line(row: Approval) -> Line:
    words = _("Published by %(who)s alone. A second person must confirm it by %(until)s.")
    until = timezone.localtime(row.confirm_until) if row.confirm_until else None
    return Line(
        words=row.page.draft_title or row.page.title,
        url=reverse("publication_confirm", args=[row.pk]),
        at=row.at, verb=_("Look and confirm"), tone=Tone.LATE, tag=_("To be confirmed"),
        detail=words % {"who": row.by, "until": date_format(until, "Y-m-d H:i") if until else ""},
        urgency=Urgency.CONFIRM,
    )  # fmt: skip
