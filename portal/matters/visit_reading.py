"""Who in reach has not visited the residents' group they are linked to for too long (定点联系).

Found inside the statement of the desk's tallies; the list says it in the words of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.urls import reverse

from portal import roles
from portal.models import RuleSetting
from portal.pages.models import ContactAssignment

from .models import VisitLog
from .visit_rules import VISIT_RULE, problems_with_pause

MOST = 200
"""So many people the list names at once; the rest follow when these are done."""


def overdue(user: Any, on: date) -> QuerySet[Any]:
    """Cards with an area whose last visit is too long ago, where a log of visits is kept at all."""
    visits = VisitLog.objects.filter(visitor=OuterRef("pk")).order_by("-on")
    kept = VisitLog.objects.filter(community=OuterRef("unit__community"))
    a_day = Value(timedelta(days=1), output_field=DurationField())
    rows = (
        ContactAssignment.objects.exclude(area="")
        .filter(Exists(kept))
        .annotate(
            days=RuleSetting.objects.number_in(VISIT_RULE, on=on),
            last_visit=Subquery(visits.values("on")[:1]),
            longest=ExpressionWrapper(F("days") * a_day, output_field=DurationField()),
            passed=ExpressionWrapper(
                Value(on, output_field=DateField()) - F("last_visit"), output_field=DurationField()
            ),
        )
    )
    is_late = Q(last_visit__isnull=True) | Q(passed__gt=F("longest"))
    return roles.visible_to(user, rows.filter(is_late, days__gt=0))


def listed(user: Any, on: date) -> Iterator[tuple[str, str]]:
    """Who is to visit which group; the form to note it begins with both."""
    rows = overdue(user, on).select_related("unit").order_by("last_visit", "pk")
    for card in rows[:MOST]:
        asked = {"community": card.unit.community_id, "visitor": card.pk, "group": card.area}
        url = f"{reverse('visits:add')}?{urlencode(asked)}"
        for problem in problems_with_pause(card.last_visit, today=on, days=card.days):
            yield f"{card} · {card.area}：{problem}", url
