"""What falls due for notices to staff: mails left behind, and approvals that wait too long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from portal import staff_news
from portal.models import CalendarDay, RuleSetting, StaffNotice
from portal.problems import Refused
from portal.scheduling import DueItem
from portal.staff_notices import post
from portal.workdays import WorkCalendar

REMINDER_KEY = "approval.reminder_working_days"
"""After how many working days who may approve is told again; the portal's own, not from law."""
BEGIN_OF_WORK = time(9, 0)
AT_ONCE = 100


def due_mails(now: datetime) -> Iterator[DueItem]:
    """Mails whose worker died or whose task got lost go back into the queue."""
    for row in StaffNotice.objects.left_behind(at=now).order_by("pk")[:AT_ONCE]:
        key = f"staff-mail:{row.pk}:{row.mail_tries}"
        yield DueItem(key, row.mail_due_at or now, _("e-mail to staff"), _requeue(row.pk))


def _requeue(pk: int) -> Callable[[datetime], object]:
    def run(now: datetime) -> None:
        rows = StaffNotice.objects.left_behind(at=now).filter(pk=pk)
        if rows.update(mail_state=StaffNotice.Mail.QUEUED, mail_due_at=now):
            post.enqueue(pk)

    return run


def due_reminders(now: datetime) -> Iterator[DueItem]:
    """Approvals that have waited long enough, each once a working day; asked from nine o'clock on.

    Without the setting, or in a year whose working days nobody has entered, nothing is due.
    """
    today = timezone.localdate(now)
    days = RuleSetting.objects.number_of(REMINDER_KEY, on=today)
    if days is None or timezone.localtime(now).time() < BEGIN_OF_WORK:
        return
    begins = timezone.make_aware(datetime.combine(today, BEGIN_OF_WORK))
    calendar = _calendar(today)
    for state in _waiting(now - timedelta(days=days)):
        key = f"reminder:{state.pk}:{today}"
        if _has_waited(state, today, days, calendar) and _is_news(key):
            label = state.revision.object_str
            yield DueItem(key, begins, label, partial(_remind, state.pk, key))


def _waiting(begun_before: datetime) -> Any:
    """Reviews in progress that began some days ago, with what is asked of each."""
    rows = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, started_at__lte=begun_before
    )
    return rows.select_related("revision", "workflow_state").order_by("started_at")[:AT_ONCE]


def _calendar(today: date) -> WorkCalendar:
    rows = CalendarDay.objects.filter(date__range=(today - timedelta(days=60), today))
    return WorkCalendar.of(rows.values_list("date", "kind"))


def _has_waited(state: Any, today: date, days: int, calendar: WorkCalendar) -> bool:
    """Counts the working days since it was submitted; on a day of rest nobody is reminded."""
    begun = max(timezone.localdate(state.started_at), today - timedelta(days=59))
    try:
        is_long = calendar.working_days_between(begun, today) >= days
        return is_long and calendar.is_workday(today)
    except Refused:
        return False


def _is_news(key: str) -> bool:
    return not StaffNotice.objects.filter(key=key).exists()


def _remind(pk: int, key: str, now: datetime) -> None:
    states = TaskState.objects.filter(pk=pk, status=TaskState.STATUS_IN_PROGRESS)
    if state := states.first():
        staff_news.remind(state, at=now, key=key)
