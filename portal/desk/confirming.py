"""What one person published alone (补充确认) and a second person must still confirm."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.publication.models import Approval

from .lines import Line, Tone, Urgency
from .reach import inside


def waiting_for_second(user: Any) -> QuerySet[Any]:
    """Public emergencies in reach that `user` neither published nor wrote, still unconfirmed."""
    rows = _unconfirmed_for(user).values("page")
    return Page.objects.filter(inside(user, codename="publish_page"), live=True, pk__in=rows)


def _unconfirmed_for(user: Any) -> QuerySet[Any]:
    return Approval.objects.unconfirmed().exclude(by=user).exclude(revision__user=user)


def with_confirmation(pages: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Adds which approval is to be confirmed, by when, and who gave it; no statement of its own."""
    first = _unconfirmed_for(user).filter(page=OuterRef("pk")).order_by("confirm_until", "pk")
    name = Coalesce(NullIf("by__display_name", Value("")), "by__username")
    return pages.annotate(
        confirm_key=Subquery(first.values("pk")[:1]),
        confirm_until=Subquery(first.values("confirm_until")[:1]),
        confirm_of=Subquery(first.annotate(name=name).values("name")[:1]),
    )


def line_to_confirm(page: Any) -> Line:
    """The line that asks the second person."""
    words = _("Published by %(who)s alone. A second person must confirm it by %(until)s.")
    until = timezone.localtime(page.confirm_until) if page.confirm_until else None
    return Line(
        words=page.draft_title or page.title,
        url=reverse("publication_confirm", args=[page.confirm_key]),
        verb=_("Look and confirm"),
        tone=Tone.LATE,
        tag=_("To be confirmed"),
        detail=words
        % {"who": page.confirm_of, "until": date_format(until, "Y-m-d H:i") if until else ""},
        urgency=Urgency.CONFIRM,
    )
