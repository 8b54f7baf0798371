"""What office procedures add to the desk: a button to write one, the lists, and those that nobody
has checked for too long (需复核)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import DateField, DurationField, ExpressionWrapper, F, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks

from portal.desk import Door, Tally, Urgency
from portal.desk.reach import inside, may_somewhere
from portal.pages.desk_doors import with_place
from portal.signals import DESK_DOORS, DESK_TALLIES

from .models import MatterSection, Procedure
from .procedure_reading import review_rule

KEY = "procedures-to-check"
MOST = 50


def stale_procedures(user: Any) -> Any:
    """Public procedures in reach whose last check is older than the rule allows.

    Asks the rule inside the statement, so that the desk pays no query for it.
    """
    today = timezone.localdate()
    age = ExpressionWrapper(
        Value(today, output_field=DateField()) - F("reviewed_on"), output_field=DurationField()
    )
    days = review_rule(today)
    limit = ExpressionWrapper(days * Value(timedelta(days=1)), output_field=DurationField())
    rows = Procedure.objects.filter(inside(user), live=True, reviewed_on__isnull=False)
    return rows.alias(age=age, limit=limit).filter(age__gt=F("limit"))


@hooks.register(DESK_TALLIES)
def tallies(user: Any) -> Iterator[Tally]:
    """How many procedures wait to be checked."""
    yield Tally(
        KEY, stale_procedures(user), "first_published_at", _of_procedures,
        reverse("desk_go", args=[KEY]), _("Check"), _("To be checked"), Urgency.REVIEW,
    )  # fmt: skip


def _of_procedures(count: int) -> str:
    words = ngettext(
        "%(count)d office procedure must be compared with reality again",
        "%(count)d office procedures must be compared with reality again",
        count,
    )
    return words % {"count": count}


@hooks.register(DESK_DOORS)
def doors() -> Iterator[Door]:
    """A new procedure, the lists of them, and where the line of the desk leads."""
    may_change, may_add = partial(_holds, "change_page"), partial(_holds, "add_page")
    words = gettext_lazy("Write an office procedure")
    yield Door("procedure", "办", words, may_add, _new_procedure, order=45)
    yield Door(
        "procedures", "", gettext_lazy("Office procedures"), may_change, _lists, order=135,
        on_desk=False, in_menu=True, icon="tasks",
    )  # fmt: skip
    yield Door(KEY, "", gettext_lazy("To be checked"), may_change, _to_check, on_desk=False)


def _holds(codename: str, user: Any) -> bool:
    return may_somewhere(user, codename)


def _to_check(user: Any) -> Sequence[tuple[str, str]]:
    rows = stale_procedures(user).order_by("reviewed_on", "pk")[:MOST]
    return [(page.title, reverse("wagtailadmin_pages:edit", args=[page.pk])) for page in rows]


def _new_procedure(user: Any) -> Sequence[tuple[str, str]]:
    """The empty form, in each section of services in reach."""
    rows = with_place(MatterSection, user, "add_page")
    add = partial(reverse, "wagtailadmin_pages:add")
    return [(row.place, add(args=["matters", "procedure", row.pk])) for row in rows]


def _lists(user: Any) -> Sequence[tuple[str, str]]:
    """The procedures of each section in reach."""
    rows = with_place(MatterSection, user, "change_page")
    return [(row.place, reverse("wagtailadmin_explore", args=[row.pk])) for row in rows]
