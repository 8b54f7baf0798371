"""What local details add to the desk: those that nobody has looked at for too long (过期)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, DurationField, ExpressionWrapper, F, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from portal import roles
from portal.desk import Tally, Urgency
from portal.models import RuleSetting
from portal.role_table import Verb
from portal.signals import DESK_TALLIES

from .local_reading import REVIEW_KEY, offered_procedures
from .models import LocalDetails


def too_old(user: Any, on: date) -> Any:
    """Local details in reach that are older than the rule allows, as the report reckons.

    Asks the rule inside the statement, so that the desk pays no query for it.
    """
    age = ExpressionWrapper(
        Value(on, output_field=DateField()) - F("reviewed_on"), output_field=DurationField()
    )
    days = RuleSetting.objects.number_in(REVIEW_KEY, on=on)
    limit = ExpressionWrapper(days * Value(timedelta(days=1)), output_field=DurationField())
    offered = offered_procedures(on).values("pk")
    rows = LocalDetails.objects.filter(procedure__in=offered, community__live=True)
    return roles.visible_to(user, rows.alias(age=age, limit=limit).filter(age__gt=F("limit")))


@hooks.register(DESK_TALLIES)
def local_tallies(user: Any) -> Iterator[Tally]:
    """How many details must be compared with reality; for those who keep them."""
    if roles.has_verb(user, Verb.CHANGE, LocalDetails._meta.label_lower):
        yield Tally(
            "old-local-details", too_old(user, timezone.localdate()), "", _of_details,
            reverse("local-details:report"), _("Check"), _("To be checked"), Urgency.REVIEW,
        )  # fmt: skip


def _of_details(count: int) -> str:
    words = ngettext(
        "Local details of %(count)d office procedure have not been looked at for too long",
        "Local details of %(count)d office procedures have not been looked at for too long",
        count,
    )
    return words % {"count": count}
