"""The desk: what each person finds there, in which order, and never what is another community's."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.desk import Group
from portal.desk.screen import screen_for
from portal.models import DeadLink, ScheduleFailure
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish, withdraw
from portal.publication.models import ErrorReport
from portal.role_table import CITY_EDITOR, EDITOR
from portal.roles import give_role
from portal.tests.admin_forms import words_of
from portal.tests.desks import as_built, make_desk
from portal.tests.factories import make_user
from portal.tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered(as_built)
def desk() -> SimpleNamespace:
    """The small desk; each community has its notices."""
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    desk.other_section = make_notice_section(desk.two)
    desk.stranger = make_user("stranger")
    give_role(desk.stranger, EDITOR, desk.two)
    return desk


def draft(section: Any, by: Any, title: str, **values: Any) -> Any:
    """A notice that `by` has begun."""
    page = make_notice(section, live=False, title=title, owner=by, **values)
    page.save_revision(user=by)
    return page


def submitted(section: Any, by: Any, title: str) -> Any:
    """A notice that `by` has written and submitted."""
    page = draft(section, by, title)
    page.get_workflow().start(page, by)
    return page


def reject(page: Any, by: Any, comment: str) -> None:
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, by, "reject", comment=comment)


def waiting(person: Any) -> list[tuple[str, str]]:
    """Title and tag of what waits for a person."""
    user = getattr(person, "user", person)
    return [(line.words, line.tag) for line in screen_for(user).waiting]


def group(person: Any, wanted: Group) -> list[str]:
    return [line.words for line in getattr(screen_for(person.user), wanted.value)]


# --- Drafts ---------------------------------------------------------------------------------------
def test_my_draft_waits_for_me_and_for_nobody_else(desk):
    draft(desk.section, desk.editor.user, "义诊通知")
    assert waiting(desk.editor) == [("义诊通知", "草稿")]
    assert waiting(desk.publisher) == []
    assert waiting(desk.stranger) == []


def test_a_public_page_with_new_changes_is_a_draft_again(desk):
    page = make_notice(desk.section, title="停电通知")
    page.title = "停电通知（改）"
    page.save_revision(user=desk.editor.user)
    line = screen_for(desk.editor.user).waiting[0]
    assert line.words == "停电通知（改）"
    assert "公众看到的还是旧内容" in line.detail


def test_a_withdrawn_page_is_no_draft_until_somebody_writes_in_it(desk):
    page = draft(desk.section, desk.editor.user, "停气通知")
    publish(page, by=None)
    page.save_revision(user=desk.editor.user)
    withdraw(page, by=None, reason="时间有误")
    assert waiting(desk.editor) == []
    page.save_revision(user=desk.editor.user)
    assert waiting(desk.editor) == [("停气通知", "草稿")]


def test_a_draft_in_a_community_that_is_not_mine_any_more_is_not_shown(desk):
    page = draft(desk.section, desk.editor.user, "义诊通知")
    page.move(desk.other_section, pos="last-child")
    assert waiting(desk.editor) == []


# --- Approvals ------------------------------------------------------------------------------------
def test_what_an_editor_submits_waits_for_the_publisher_and_stands_among_her_own(desk):
    submitted(desk.section, desk.editor.user, "停水通知")
    assert waiting(desk.publisher) == [("停水通知", "等您审批")]
    assert waiting(desk.editor) == []
    assert group(desk.editor, Group.MINE) == ["停水通知"]


def test_nobody_is_asked_to_approve_the_own_work(desk):
    submitted(desk.section, desk.publisher.user, "停水通知")
    assert waiting(desk.publisher) == []


def test_who_submitted_the_work_of_another_is_not_asked_either(desk):
    page = draft(desk.section, desk.editor.user, "停水通知")
    page.get_workflow().start(page, desk.publisher.user)
    assert ("停水通知", "等您审批") not in waiting(desk.publisher)


def test_an_editor_is_not_asked_to_approve(desk):
    submitted(desk.section, desk.publisher.user, "停水通知")
    assert waiting(desk.editor) == []


def test_approvals_of_another_community_are_not_shown(desk):
    submitted(desk.other_section, desk.stranger, "邻区通知")
    assert waiting(desk.publisher) == []
    assert waiting(desk.city_editor) == []


def test_an_administrator_may_approve_everywhere(desk):
    submitted(desk.other_section, desk.stranger, "邻区通知")
    assert waiting(make_user("chief", is_superuser=True)) == [("邻区通知", "等您审批")]


def test_what_the_city_publishes_is_approved_in_the_city(desk):
    writer = make_user("writer")
    give_role(writer, CITY_EDITOR)
    submitted(make_notice_section(desk.city), writer, "全市通知")
    assert waiting(desk.city_editor) == [("全市通知", "等您审批")]
    assert waiting(desk.publisher) == []


def test_what_was_returned_waits_for_its_author_with_the_remark(desk):
    page = submitted(desk.section, desk.editor.user, "停水通知")
    reject(page, desk.publisher.user, "缺电话")
    line = screen_for(desk.editor.user).waiting[0]
    assert (line.words, line.tag, line.detail) == ("停水通知", "退回给您", "意见：缺电话")
    assert waiting(desk.publisher) == []


def test_the_urgent_stands_above_the_rest_and_all_are_counted(desk):
    draft(desk.section, desk.publisher.user, "我的草稿")
    submitted(desk.section, desk.editor.user, "要审批的")
    page = make_notice(desk.section, title="到点没发的")
    note_failure(page, "Refused: 缺发布机构。")
    screen = screen_for(desk.publisher.user)
    assert [line.words for line in screen.waiting] == ["到点没发的", "要审批的", "我的草稿"]
    assert screen.count == 3


# --- Reports and links ----------------------------------------------------------------------------
def test_reports_and_dead_links_of_the_own_community_are_counted(desk):
    now = timezone.now()
    for place in (desk.one, desk.one, desk.two):
        ErrorReport.objects.create(
            page="/", community=place, kind="fact", text="错", received_at=now
        )
    page = make_notice(desk.section, title="有死链的")
    DeadLink.objects.create(
        page=page, address="/nirgends/", why="missing", first_seen_at=now, seen_at=now
    )
    screen = screen_for(desk.editor.user)
    assert [line.words for line in screen.waiting] == ["2条找错反馈待答复", "1个链接打不开"]
    assert screen.count == 3
    assert [line.words for line in screen_for(desk.stranger).waiting] == ["1条找错反馈待答复"]


# --- What is late, what comes ---------------------------------------------------------------------
def note_failure(page: Any, message: str) -> None:
    now = timezone.now()
    ScheduleFailure.objects.note(
        f"publish:{page.pk}", label=page.title, message=message,
        due_at=now - timedelta(hours=2), at=now, page=page.pk,
    )  # fmt: skip


def test_a_refused_schedule_says_in_plain_words_what_is_wrong(desk):
    note_failure(make_notice(desk.section, title="义诊"), "Refused: 缺发布机构。")
    line = screen_for(desk.editor.user).waiting[0]
    assert line.tag == "被拦下"
    assert "缺发布机构。" in line.detail
    assert "Refused" not in line.detail
    assert waiting(desk.stranger) == []


def test_a_failure_of_the_machine_is_late_and_tells_whom_to_ask(desk):
    note_failure(make_notice(desk.section, title="义诊"), "OperationalError: database is locked")
    screen = screen_for(desk.editor.user)
    assert screen.waiting == []
    assert "管理员" in screen.late[0].detail
    assert "database is locked" not in screen.late[0].detail


def planned(section: Any, title: str, *, hours: float) -> Any:
    page = make_notice(section, live=False, title=title)
    page.go_live_at = timezone.now() + timedelta(hours=hours)
    page.save_revision(approved_go_live_at=page.go_live_at)
    return page


def test_what_becomes_public_within_a_week_comes_up_and_later_things_do_not(desk):
    planned(desk.section, "明天发", hours=20)
    planned(desk.section, "下月发", hours=24 * 20)
    planned(desk.other_section, "邻区发", hours=20)
    assert group(desk.editor, Group.SOON) == ["明天发"]


def test_what_the_scheduler_has_missed_is_overdue_in_order(desk):
    planned(desk.section, "昨天该发", hours=-20)
    planned(desk.section, "前天该发", hours=-40)
    assert group(desk.editor, Group.LATE) == ["前天该发", "昨天该发"]


def test_a_page_that_should_be_gone_is_overdue(desk):
    page = make_notice(desk.section, title="过期没撤")
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    assert group(desk.editor, Group.LATE) == ["过期没撤"]


def test_a_page_that_ends_soon_comes_up(desk):
    make_notice(desk.section, title="后天撤下", expire_at=timezone.now() + timedelta(days=2))
    assert group(desk.editor, Group.SOON) == ["后天撤下"]


# --- What was done --------------------------------------------------------------------------------
def test_a_colleague_reads_who_withdrew_what_and_why(desk):
    page = make_notice(desk.section, title="停水通知")
    withdraw(page, by=desk.publisher.user, reason="时间有误")
    line = screen_for(desk.editor.user).others[0]
    assert (line.words, line.tag, line.detail) == ("停水通知", "已撤回", "publisher：时间有误")
    assert group(desk.publisher, Group.OTHERS) == []
    assert screen_for(desk.stranger).others == []


def test_edits_of_colleagues_are_shown_newest_first(desk):
    draft(desk.section, desk.editor.user, "先写的")
    draft(desk.section, desk.editor.user, "后写的")
    assert group(desk.publisher, Group.OTHERS) == ["后写的", "先写的"]


def test_what_became_public_of_mine_stands_among_mine(desk):
    page = draft(desk.section, desk.editor.user, "停水通知")
    publish(page, by=None)
    line = screen_for(desk.editor.user).mine[0]
    assert (line.words, line.tag) == ("停水通知", "已公开")


# --- The screen -----------------------------------------------------------------------------------
def test_the_greeting_counts_and_names_the_place(desk):
    draft(desk.section, desk.editor.user, "义诊通知")
    words = words_of(desk.editor.browser.get("/admin/"))
    assert "editor，1件事等您" in words
    assert "青禾里社区" in words


def test_an_empty_desk_says_what_will_come_up(desk):
    words = words_of(desk.editor.browser.get("/admin/"))
    assert "没有事等您处理" in words
    assert "您写了一半的草稿" in words


def test_the_desk_is_for_those_who_signed_in(desk, client):
    answer = client.get("/admin/")
    assert answer.status_code == 302
    assert "/login/" in answer.url


def test_no_desk_shows_a_word_of_another_community(desk):
    draft(desk.other_section, desk.stranger, "邻区机密草稿")
    submitted(desk.other_section, desk.stranger, "邻区机密送审")
    planned(desk.other_section, "邻区机密定时", hours=2)
    withdraw(make_notice(desk.other_section, title="邻区机密撤回"), by=None, reason="机密")
    for person in (desk.editor, desk.publisher):
        assert "机密" not in words_of(person.browser.get("/admin/"))


def test_the_state_of_the_machinery_is_shown_to_those_whom_it_concerns(desk):
    assert "定时任务没有运行" in words_of(desk.city_editor.browser.get("/admin/"))
    assert "定时任务没有运行" not in words_of(desk.publisher.browser.get("/admin/"))
