"""Who is told of what: those who must act or answer for it, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from portal import staff_news
from portal.models import CalendarDay, RuleSetting, ScheduleFailure, StaffNotice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import withdraw
from portal.role_table import CITY_EDITOR, EDITOR, PUBLISHER
from portal.roles import give_role
from portal.scheduling import DueItem, carry_out
from portal.staff_due import REMINDER_KEY, due_reminders
from portal.tests.desks import as_built, make_desk
from portal.tests.factories import make_user
from portal.tests.remembered import remembered
from portal.tests.test_staff_notices import work_until_done

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered(as_built)
def desk() -> SimpleNamespace:
    """Two publishers and two editors in the first community, one of each in the second, a chief."""
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    for name, role, place in (
        ("second-publisher", PUBLISHER, desk.one),
        ("second-editor", EDITOR, desk.one),
        ("other-publisher", PUBLISHER, desk.two),
        ("other-editor", EDITOR, desk.two),
    ):
        give_role(make_user(name, email=f"{name}@portal.example"), role, place)
    left = make_user("left-publisher", is_active=False, email="left@portal.example")
    give_role(left, PUBLISHER, desk.one)
    make_user("chief", is_superuser=True, email="chief@portal.example")
    for person in (desk.editor, desk.publisher, desk.city_editor):
        person.user.email = f"{person.user.username}@portal.example"
        person.user.save()
    return desk


def told(kind: str) -> set[str]:
    """User names of those who were told."""
    return set(StaffNotice.objects.filter(kind=kind).values_list("recipient__username", flat=True))


def submitted(desk: Any, by: Any) -> Any:
    page = make_notice(desk.section, live=False, title="停水通知", owner=by)
    page.save_revision(user=by)
    page.get_workflow().start(page, by)
    return page


def decide(page: Any, by: Any, verb: str, comment: str = "") -> None:
    state = page.current_workflow_task_state
    getattr(state, verb)(user=by, comment=comment)


def test_a_submission_is_told_to_the_publishers_of_the_place(desk):
    submitted(desk, desk.editor.user)
    assert told("submitted") == {"publisher", "second-publisher"}


def test_a_publisher_who_submits_is_not_told_of_it(desk):
    submitted(desk, desk.publisher.user)
    assert told("submitted") == {"second-publisher"}


def test_the_author_of_what_another_submits_is_not_asked_to_approve(desk):
    page = make_notice(desk.section, live=False)
    page.save_revision(user=desk.publisher.user)
    page.get_workflow().start(page, desk.editor.user)
    assert told("submitted") == {"second-publisher"}


def test_when_nobody_else_may_approve_the_administrators_hear_of_it(desk):
    type(desk.publisher.user).objects.filter(username="second-publisher").update(is_active=False)
    submitted(desk, desk.publisher.user)
    assert told("submitted") == {"administrator", "chief"}


def test_an_approval_is_told_to_the_author(desk):
    page = submitted(desk, desk.editor.user)
    staff_news.approved(page.current_workflow_state, by=desk.publisher.user)
    assert told("approved") == {"editor"}


def test_a_return_is_told_to_the_author_and_the_remark_stays_out_of_the_mail(desk):
    page = submitted(desk, desk.editor.user)
    decide(page, desk.publisher.user, "reject", "缺电话 000-0000")
    mail.outbox.clear()
    work_until_done()
    assert told("returned") == {"editor"}
    assert not any("缺电话" in message.body for message in mail.outbox)


def test_an_author_who_may_not_edit_here_any_more_is_not_told(desk):
    page = submitted(desk, desk.editor.user)
    desk.editor.user.groups.clear()
    decide(page, desk.publisher.user, "reject")
    assert told("returned") == set()


def test_a_withdrawal_is_told_to_the_colleagues_of_the_place(desk):
    withdraw(make_notice(desk.section), by=desk.publisher.user, reason="时间有误")
    assert told("withdrawn") == {"editor", "second-editor", "second-publisher"}


def test_a_withdrawal_of_the_city_is_told_to_the_city(desk):
    second = make_user("second-city", email="c@portal.example")
    give_role(second, CITY_EDITOR)
    page = make_notice(make_notice_section(desk.city))
    withdraw(page, by=desk.city_editor.user, reason="时间有误")
    assert told("withdrawn") == {"second-city"}


def test_an_expiry_on_its_date_is_told_to_nobody(desk):
    page = make_notice(desk.section)
    page.unpublish(set_expired=True)
    assert not StaffNotice.objects.exists()


def test_an_emergency_notice_is_to_be_confirmed_by_the_other_publishers(desk):
    page = make_notice(desk.section)
    staff_news.emergency_to_confirm(page, by=desk.publisher.user, at=timezone.now())
    assert told("confirm") == {"second-publisher"}


def fail(page: Any) -> None:
    def run(now: Any) -> None:
        raise RuntimeError("演示")

    now = timezone.now()
    carry_out(DueItem("publish:1", now, "停水通知", run, page=page and page.pk), now)


def test_a_failed_schedule_is_told_to_the_publishers_once(desk):
    page = make_notice(desk.section)
    fail(page)
    fail(page)
    assert ScheduleFailure.objects.get().attempts == 2
    rows = StaffNotice.objects.filter(kind="failed")
    assert sorted(row.recipient.username for row in rows) == ["publisher", "second-publisher"]


def test_a_failure_of_the_machine_itself_is_told_to_the_administrators(desk):
    fail(None)
    assert told("failed") == {"administrator", "chief"}


def test_wagtail_sends_no_mail_of_its_own(desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = submitted(desk, desk.editor.user)
        decide(page, desk.publisher.user, "reject", "缺电话")
    assert mail.outbox == []
    work_until_done()
    assert len(mail.outbox) == StaffNotice.objects.count() == 3


@pytest.mark.parametrize(
    ("signal", "sender"),
    [
        (task_submitted, TaskState),
        (workflow_submitted, WorkflowState),
        (workflow_approved, WorkflowState),
        (workflow_rejected, WorkflowState),
    ],
)
def test_ours_stand_in_the_place_of_wagtails_mails(signal, sender):
    receivers = signal._live_receivers(sender)[0]
    assert [receiver.__module__ for receiver in receivers] == ["portal.staff_signals"]


# --- Reminders ------------------------------------------------------------------------------------
def waits(desk: Any, *, since: Any) -> TaskState:
    page = submitted(desk, desk.editor.user)
    TaskState.objects.update(started_at=since)
    return page.current_workflow_task_state


def week(now: Any) -> None:
    """Every day of the last fortnight was a working day."""
    today = timezone.localdate(now)
    days = [today - timedelta(days=step) for step in range(15)]
    CalendarDay.objects.bulk_create(CalendarDay(date=day, kind="workday") for day in days)
    RuleSetting.objects.create(
        key=REMINDER_KEY, value="2", basis="演示", effective_from=today - timedelta(days=99)
    )


def at_ten() -> Any:
    return timezone.localtime().replace(hour=10, minute=0)


def test_an_approval_that_waits_too_long_is_told_again_once_a_day(desk):
    now = at_ten()
    week(now)
    waits(desk, since=now - timedelta(days=3))
    for _round in range(2):
        for item in due_reminders(now):
            item.run(now)
    assert told("reminder") == {"publisher", "second-publisher"}
    assert StaffNotice.objects.filter(kind="reminder").count() == 2


def test_the_next_day_it_is_told_again(desk):
    now = at_ten() - timedelta(days=1)
    week(at_ten())
    waits(desk, since=now - timedelta(days=3))
    for day in (now, at_ten()):
        for item in due_reminders(day):
            item.run(day)
    assert StaffNotice.objects.filter(kind="reminder").count() == 4


def test_an_approval_that_waits_since_yesterday_is_not_pressed(desk):
    now = at_ten()
    week(now)
    waits(desk, since=now - timedelta(days=1))
    assert list(due_reminders(now)) == []


def test_days_of_rest_do_not_count(desk):
    now = at_ten()
    week(now)
    CalendarDay.objects.exclude(date=timezone.localdate(now)).update(kind="rest")
    waits(desk, since=now - timedelta(days=5))
    assert list(due_reminders(now)) == []


def test_without_a_calendar_nobody_is_reminded(desk):
    now = at_ten()
    week(now)
    CalendarDay.objects.all().delete()
    waits(desk, since=now - timedelta(days=5))
    assert list(due_reminders(now)) == []


def test_mail_that_is_down_holds_up_no_withdrawal(desk, settings):
    settings.EMAIL_BACKEND = "portal.tests.test_staff_notices.IsDown"
    page = make_notice(desk.section)
    answer = desk.publisher.browser.post(
        f"/admin/pages/{page.pk}/unpublish/", {"reason": "时间有误（演示）"}
    )
    page.refresh_from_db()
    assert answer.status_code == 302
    assert not page.live
    assert told("withdrawn") == {"editor", "second-editor", "second-publisher"}
