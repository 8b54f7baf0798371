"""Reports of errors: received without a trace of the reader, answered once, within one's reach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from portal.problems import Refused
from portal.publication.models import ErrorReport, SenderMark
from portal.publication.report_actions import TooMany, answer_report, mark_of, receive_report
from portal.role_table import EDITOR
from portal.roles import give_role, sync_groups
from portal.tests.factories import make_city, make_community, make_district, make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 4, tzinfo=UTC)


def receive(**values):
    standard = {
        "page": "/notices/", "kind": "fact", "text": "日期写错了", "at": NOON, "sender": "a" * 32,
    }  # fmt: skip
    return receive_report(**{**standard, **values})


def test_a_report_has_a_number_and_nothing_of_its_sender():
    report = receive()
    assert report.number == f"20260120-{report.pk:04d}"
    assert report.state == ErrorReport.State.RECEIVED
    assert not any("a" * 32 in str(value) for value in vars(report).values())


def test_a_report_that_breaks_a_rule_is_not_kept():
    with pytest.raises(Refused):
        receive(text="请打 13800001111")
    assert ErrorReport.objects.count() == SenderMark.objects.count() == 0


def test_the_sixth_report_within_an_hour_is_turned_away_and_others_are_not():
    for minute in range(5):
        receive(at=NOON + timedelta(minutes=minute))
    with pytest.raises(TooMany):
        receive(at=NOON + timedelta(minutes=59))
    receive(at=NOON + timedelta(minutes=59), sender="b" * 32)
    receive(at=NOON + timedelta(minutes=61))
    assert ErrorReport.objects.count() == 7


def test_marks_are_gone_after_an_hour():
    receive()
    receive(at=NOON + timedelta(hours=2), sender="b" * 32)
    assert list(SenderMark.objects.values_list("mark", flat=True)) == ["b" * 32]


def test_a_mark_is_no_address_and_another_one_each_day():
    marks = {mark_of("192.0.2.1", at=NOON), mark_of("192.0.2.1", at=NOON + timedelta(days=1))}
    assert len(marks) == 2
    assert not any("192" in mark and "0.2" in mark for mark in marks)
    assert mark_of("192.0.2.1", at=NOON) in marks
    assert mark_of("192.0.2.2", at=NOON) not in marks


def answer(report, **values):
    standard = {
        "state": "corrected", "answer": "已改。", "public_text": "日期有误", "by": None, "at": NOON,
    }  # fmt: skip
    return answer_report(report, **{**standard, **values})


def test_the_time_of_the_first_answer_stays():
    report = receive()
    answer(report)
    answer(report, state="no_error", answer="核对过，无误。", at=NOON + timedelta(days=3))
    report.refresh_from_db()
    assert report.answered_at == NOON
    assert report.state == "no_error"


def test_an_answer_without_words_is_refused():
    report = receive()
    with pytest.raises(Refused):
        answer(report, answer=" ")
    report.refresh_from_db()
    assert report.answered_at is None


def test_only_answers_worded_for_the_public_are_public():
    shown, silent, waiting = receive(), receive(), receive()
    answer(shown)
    answer(silent, public_text="")
    assert list(ErrorReport.objects.answered_in_public()) == [shown]
    assert list(ErrorReport.objects.waiting()) == [waiting]


def test_staff_answer_reports_of_their_own_community_only():
    district = make_district(make_city())
    own, other = make_community(district), make_community(district)
    sync_groups()
    editor = make_user("editor")
    give_role(editor, EDITOR, own)
    answer(receive(community_id=own.pk), by=editor)
    for community_id in (other.pk, None):
        with pytest.raises(PermissionDenied):
            answer(receive(community_id=community_id), by=editor)
