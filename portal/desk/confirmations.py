"""Emergency notices published by one person alone (补充确认): who confirms them, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.publication.models import Approval

from .lines import MOST, Group, Line, Tone, Urgency
from .reach import inside


def to_confirm(user: Any) -> list[Line]:
    """What waits for a second person where `user` may publish; the own ones wait for another."""
    rows = Approval.objects.unconfirmed().filter(
        Q(page__live=True) | Q(page__expired=True),  # what was withdrawn needs nobody any more
        inside(user, "page__path", codename="publish_page"),
    )
    rows = rows.select_related("by", "page", "revision").defer("revision__content")
    now = timezone.now()
    return [_line(row, user, now) for row in rows.order_by("confirm_until", "pk")[:MOST]]


def _line(row: Approval, user: Any, now: datetime) -> Line:
    until = f"{timezone.localtime(row.confirm_until):%Y-%m-%d %H:%M}" if row.confirm_until else ""
    said = _("Published by %(who)s alone. A second person must confirm it by %(until)s.")
    common: dict[str, Any] = {"words": row.page.title, "at": row.at}
    common["detail"] = said % {"who": row.by, "until": until}
    author = row.revision.user_id if row.revision else None
    if user.pk in (row.by_id, author):
        url = reverse("wagtailadmin_pages:edit", args=[row.page_id])
        tag = _("Waits for confirmation")
        return Line(**common, url=url, group=Group.MINE, tone=Tone.LAMP, tag=tag)
    is_late = row.confirm_until is not None and row.confirm_until < now
    return Line(
        **common, url=reverse("publication_confirm", args=[row.pk]), verb=_("Confirm"),
        tag=_("To be confirmed"), tone=Tone.LATE if is_late else Tone.ENAMEL,
        urgency=Urgency.LATE if is_late else Urgency.CONFIRM,
    )  # fmt: skip
