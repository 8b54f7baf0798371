"""What admission adds to the desk: requests that wait too long, money overdue, odd inspections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from portal import roles
from portal.desk import Tally, Urgency
from portal.desk.tallies import may_see
from portal.models import CalendarDay, RuleSetting
from portal.signals import DESK_TALLIES
from portal.workdays import DayKind

from .admission_rules import DECIDE_DAYS_KEY, NEAR
from .choices import OPEN_REQUESTS
from .flagged import with_scope
from .models import AdmissionRequest, EntrustedTask, InspectionLog

FLAGGED_FOR = timedelta(days=90)
"""So long an inspection outside of the law stands on the desk; the list keeps it."""


@hooks.register(DESK_TALLIES)
def admission_tallies(user: Any) -> Iterator[Tally]:
    """Each counted among the rows in reach, in the one statement that counts all tallies."""
    today = timezone.localdate()
    if may_see(user, AdmissionRequest):
        yield from _waiting(roles.visible_to(user, AdmissionRequest.objects.all()), today)
    if may_see(user, EntrustedTask):
        unpaid = EntrustedTask.objects.filter(amount__gt=0, paid_on=None, due_on__lt=today)
        yield Tally(
            "unpaid-tasks", roles.visible_to(user, unpaid), "created_at", _of_tasks,
            reverse("entrusted-tasks:index"), _("Look"), _("Not paid"), Urgency.LATE,
        )  # fmt: skip
    if may_see(user, InspectionLog):
        recent = InspectionLog.objects.filter(on__gt=today - FLAGGED_FOR)
        flagged = with_scope(recent).filter(is_out_of_scope=True)
        yield Tally(
            "flagged-inspections", roles.visible_to(user, flagged), "created_at", _of_inspections,
            reverse("inspections:index"), _("Look"), _("Inspections"), Urgency.REVIEW,
        )  # fmt: skip


def _waiting(rows: QuerySet[AdmissionRequest], today: date) -> Iterator[Tally]:
    late, near = waiting(rows, today)
    url = reverse("admission-requests:index")
    yield Tally(
        "late-admissions", late, "created_at", _of_late, url, _("Decide"), _("Admission"),
        Urgency.LATE,
    )  # fmt: skip
    yield Tally(
        "near-admissions", near, "created_at", _of_near, url, _("Decide"), _("Admission"),
        Urgency.APPROVAL,
    )  # fmt: skip


def waiting(rows: QuerySet[Any], today: date) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Requests past the limit of working days, and those near it; none without the rule.

    As `admission_rules.wait_of` says it; counted by the database, for all requests at once.
    """
    days = CalendarDay.objects.filter(
        kind=DayKind.WORKDAY, date__gt=OuterRef("submitted_on"), date__lte=today
    )
    counted = days.order_by().annotate(every=Value(1)).values("every").annotate(n=Count("pk"))
    open_rows = rows.filter(state__in=OPEN_REQUESTS, submitted_on__isnull=False).alias(
        waited=Coalesce(Subquery(counted.values("n")), 0),
        most=RuleSetting.objects.number_in(DECIDE_DAYS_KEY, on=today),
    )
    late = open_rows.filter(waited__gt=F("most"))
    near = open_rows.filter(waited__lte=F("most"), waited__gte=F("most") - NEAR)
    return late, near


def _of_late(count: int) -> str:
    words = ngettext(
        "%(count)d request to admit work waits longer than it may",
        "%(count)d requests to admit work wait longer than they may",
        count,
    )
    return words % {"count": count}


def _of_near(count: int) -> str:
    words = ngettext(
        "%(count)d request to admit work must be decided within days",
        "%(count)d requests to admit work must be decided within days",
        count,
    )
    return words % {"count": count}


def _of_tasks(count: int) -> str:
    words = ngettext(
        "%(count)d entrusted task is not paid though it is due",
        "%(count)d entrusted tasks are not paid though they are due",
        count,
    )
    return words % {"count": count}


def _of_inspections(count: int) -> str:
    words = ngettext(
        "%(count)d inspection names neither a matter in force nor a mandate",
        "%(count)d inspections name neither a matter in force nor a mandate",
        count,
    )
    return words % {"count": count}
