"""Notices to staff: a row and one mail each, tried again, never twice, never in anybody's way."""

from __future__ import annotations

import smtplib
import socket
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as KeepsMail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.desk.screen import screen_for
from portal.models import StaffNotice
from portal.staff_due import due_mails
from portal.staff_notices import mail_of, mark_read, post, tell
from portal.tests.factories import make_user

pytestmark = pytest.mark.django_db
BACKENDS = "portal.tests.test_staff_notices."


class RefusesTwice(KeepsMail):
    """A mail server that says 451 two times, then takes the mail."""

    left = 2

    def send_messages(self, messages: Any) -> int:
        if type(self).left:
            type(self).left -= 1
            raise smtplib.SMTPResponseException(451, b"try again later")
        return super().send_messages(messages)


class RefusesAddress(KeepsMail):
    """A mail server that knows no such address."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({"nobody@portal.example": (550, b"no such user")})


class IsDown(KeepsMail):
    """A mail server that is away."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("nobody listens")


def person(**values: Any) -> Any:
    return make_user(email="nobody@portal.example", **values)


def told(*people: Any, **values: Any) -> list[StaffNotice]:
    values = {"kind": "approved", "words": "停水通知", "url": "/admin/pages/7/edit/", **values}
    return tell(people, at=timezone.now(), **values)


def queue() -> Any:
    """The mails in the queue; Wagtail's own tasks are of no matter here."""
    return DBTaskResult.objects.filter(task_path=post.module_path)


def run_worker() -> None:
    """What the worker does with all mails that are due now."""
    for task in queue() & DBTaskResult.objects.ready():
        DBTaskResult.objects.filter(pk=task.pk).delete()
        post.call(*task.task_result.args)


def work_until_done(seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while queue().exists() and time.monotonic() < end:
        run_worker()


# --- The row --------------------------------------------------------------------------------------
def test_each_recipient_gets_one_row_and_one_mail():
    one, two = person(), person()
    told(one, two, one)
    work_until_done()
    assert StaffNotice.objects.count() == 2
    assert [message.to for message in mail.outbox] == [["nobody@portal.example"]] * 2


def test_who_has_left_is_told_nothing():
    assert told(person(is_active=False)) == []


def test_who_has_no_address_gets_the_row_alone():
    (row,) = told(make_user())
    assert row.mail_state == StaffNotice.Mail.NONE
    assert not DBTaskResult.objects.exists()


def test_a_thing_with_a_key_is_told_once():
    one = person()
    assert len(told(one, key="reminder:3:2026-11-27")) == 1
    assert told(one, key="reminder:3:2026-11-27") == []


def test_nobody_hears_of_what_was_rolled_back():
    one = person()
    with pytest.raises(RuntimeError), transaction.atomic():
        told(one)
        raise RuntimeError
    assert not StaffNotice.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_telling_sends_nothing_by_itself():
    told(person())
    assert mail.outbox == []


# --- The mail -------------------------------------------------------------------------------------
def test_the_mail_holds_title_and_link_and_no_more(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://portal.example"
    (row,) = told(person())
    message = mail_of(row)
    assert message.subject == "停水通知: 已通过审批"
    assert message.body.splitlines()[0] == message.subject
    assert "https://portal.example/admin/pages/7/edit/" in message.body
    assert len(message.body.split("\n\n")) == 3


@pytest.mark.parametrize("number", ["990000199001010017", "13800138000", "9900-0019 9001 0100 17"])
def test_a_title_with_a_number_of_a_person_stays_on_the_desk(number):
    (row,) = told(person(), words=f"演示名单 {number}")
    message = mail_of(row)
    digits = "".join(sign for sign in message.subject + message.body if sign.isdigit())
    assert number[-4:] not in digits
    assert row.words.endswith(number)


def test_a_title_with_line_breaks_makes_no_header():
    (row,) = told(person(), words="停水\r\nBcc: all@portal.example")
    assert "\n" not in mail_of(row).subject
    assert mail_of(row).message()["Bcc"] is None


def test_a_refused_mail_is_tried_again_and_sent_once(settings):
    RefusesTwice.left = 2
    settings.EMAIL_BACKEND = BACKENDS + "RefusesTwice"
    (row,) = told(person())
    work_until_done()
    row.refresh_from_db()
    assert len(mail.outbox) == 1
    assert (row.mail_state, row.mail_tries) == (StaffNotice.Mail.SENT, 3)


def test_a_task_that_runs_twice_sends_once():
    (row,) = told(person())
    post.call(row.pk)
    post.call(row.pk)
    assert len(mail.outbox) == 1


def test_a_mail_in_hand_is_not_sent_by_a_second_worker():
    (row,) = told(person())
    assert StaffNotice.objects.take_mail(row.pk, at=timezone.now())
    post.call(row.pk)
    assert mail.outbox == []


def test_the_next_try_waits_as_the_settings_say(settings):
    settings.EMAIL_BACKEND = BACKENDS + "IsDown"
    settings.PORTAL = {**settings.PORTAL, "MAIL_RETRIES_SECONDS": (60, 300)}
    (row,) = told(person())
    run_worker()
    assert not DBTaskResult.objects.ready().exists()
    wait = DBTaskResult.objects.get().run_after - timezone.now()
    assert timedelta(seconds=50) < wait <= timedelta(seconds=60)


def test_a_mail_is_given_up_after_the_last_try_and_its_row_stays(settings):
    settings.EMAIL_BACKEND = BACKENDS + "IsDown"
    (row,) = told(person())
    work_until_done()
    row.refresh_from_db()
    assert (row.mail_state, row.mail_tries) == (StaffNotice.Mail.FAILED, 4)
    assert row.read_at is None


def test_an_address_that_is_refused_for_good_is_not_tried_again(settings):
    settings.EMAIL_BACKEND = BACKENDS + "RefusesAddress"
    (row,) = told(person())
    work_until_done()
    row.refresh_from_db()
    assert (row.mail_state, row.mail_tries) == (StaffNotice.Mail.FAILED, 1)


def test_a_mail_whose_worker_died_goes_back_into_the_queue():
    (row,) = told(person())
    DBTaskResult.objects.all().delete()
    StaffNotice.objects.take_mail(row.pk, at=timezone.now() - timedelta(hours=1))
    StaffNotice.objects.update(
        mail_state="sending", mail_due_at=timezone.now() - timedelta(hours=1)
    )
    now = timezone.now()
    for item in due_mails(now):
        item.run(now)
    work_until_done()
    assert len(mail.outbox) == 1
    assert list(due_mails(now)) == []


def test_both_tries_of_a_mail_bear_the_same_number():
    (row,) = told(person())
    assert mail_of(row).message()["Message-ID"] == mail_of(row).message()["Message-ID"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_real_worker_sends_what_is_in_the_queue():
    told(person())
    call_command("db_worker", "--batch", "--interval", "0", "--no-startup-delay", verbosity=0)
    assert StaffNotice.objects.get().mail_state == StaffNotice.Mail.SENT


def test_a_server_that_takes_the_call_and_is_silent_holds_up_no_worker_for_ever(settings):
    """Hang: the connection is accepted and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.3
        (row,) = told(person())
        post.call(row.pk)
    row.refresh_from_db()
    assert row.mail_state == StaffNotice.Mail.QUEUED
    assert "Timeout" in row.mail_error or "timed out" in row.mail_error


# --- On the desk ----------------------------------------------------------------------------------
def test_the_desk_shows_what_is_unread_and_all_can_be_marked_as_read(client):
    one = person()
    told(one)
    client.force_login(one)
    assert [row.words for row in screen_for(one).told] == ["停水通知"]
    assert mark_read(one, at=timezone.now()) == 1
    assert screen_for(one).told == []


def test_nobody_marks_or_reads_what_others_were_told():
    one, two = person(), person()
    told(one)
    assert mark_read(two, at=timezone.now()) == 0
    assert screen_for(two).told == []


def mail_windows(user: Any) -> list[bool]:
    return [window.is_lit for window in screen_for(user).lamps if "邮件" in window.words]


def test_mail_that_is_stuck_is_seen_on_the_desk_of_the_administrator(settings):
    settings.EMAIL_BACKEND = BACKENDS + "IsDown"
    told(person())
    work_until_done()
    chief = make_user(is_superuser=True)
    assert mail_windows(chief) == [False]


def test_mail_that_goes_out_is_a_lit_window():
    told(person())
    work_until_done()
    chief = make_user(is_superuser=True)
    assert mail_windows(chief) == [True]
