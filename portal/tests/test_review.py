"""Review from submission to its date: what becomes public is exactly what was approved."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Task, TaskState, Workflow, WorkflowPage, WorkflowTask

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice_section
from portal.problems import Refused
from portal.publication.actions import publish
from portal.publication.models import Approval, Publication, TwoPersonTask
from portal.role_table import CITY_EDITOR, PUBLISHER
from portal.roles import groups_for, sync_groups
from portal.scheduling import run_due
from portal.tests.admin_forms import fields_of, messages_of, words_of
from portal.tests.review import (
    action_url,
    approve,
    draft,
    edit_url,
    is_live,
    joined,
    make_office,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two communities, two publishers of the first, an administrator, a notice section."""
    return make_office()


def save(person: Any, notice: Notice, **values: str) -> Any:
    """What the form answers when this person saves the draft."""
    fields = fields_of(person.browser.get(edit_url(notice)), "page-edit-form")
    return person.browser.post(edit_url(notice), {**fields, **values})


# --- What is approved is what becomes public ------------------------------------------------------
def test_an_edit_in_review_makes_the_reviewer_an_author_who_cannot_approve(desk: Any) -> None:
    notice = draft(desk)
    submitted(notice, by=desk.editor)
    save(desk.publisher, notice, title="审批人改过")
    page = desk.publisher.browser.get(edit_url(notice))
    assert 'data-workflow-action-name="approve"' not in page.text
    approve(desk.publisher, notice)
    approve(desk.publisher, notice)
    assert not is_live(notice)


def test_editing_and_approving_in_one_request_keeps_the_edit_and_publishes_nothing(
    desk: Any,
) -> None:
    notice = draft(desk)
    submitted(notice, by=desk.editor)
    approving = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    save(desk.publisher, notice, title="悄悄改过", **approving)
    notice.refresh_from_db()
    assert not notice.live
    assert notice.get_latest_revision_as_object().title == "悄悄改过"


def test_approving_an_outdated_text_says_so_and_begins_the_approval_anew(desk: Any) -> None:
    notice = draft(desk)
    old = submitted(notice, by=desk.editor)
    changed = Notice.objects.get(pk=notice.pk)
    changed.title = "提交后改过"
    changed.save_revision(user=desk.second.user)
    response = approve(desk.publisher, notice, old)
    told = " ".join(messages_of(desk.publisher.browser.get(response.url)))
    assert "提交之后" in told and not is_live(notice)
    approve(desk.publisher, notice)
    assert Notice.objects.get(pk=notice.pk).title == "提交后改过" and is_live(notice)


def test_the_revision_of_the_state_is_published_and_not_the_latest(desk: Any) -> None:
    notice = draft(desk, title="批准的题目")
    state = submitted(notice, by=desk.editor)
    TaskState.objects.filter(pk=state.pk).update(status="approved", finished_by=desk.second.user)
    later = Notice.objects.get(pk=notice.pk)
    later.title = "后来的题目"
    later.save_revision(user=desk.editor.user)
    TaskState.objects.get(pk=state.pk).workflow_state.finish(user=desk.second.user)
    notice.refresh_from_db()
    assert (notice.live, notice.title) == (True, "批准的题目")
    assert notice.get_latest_revision_as_object().title == "后来的题目"


def test_what_was_submitted_is_never_written_over(desk: Any) -> None:
    notice = draft(desk, by=desk.administrator, title="提交的题目")
    state = submitted(notice, by=desk.administrator)
    save(desk.administrator, notice, title="改掉", overwrite_revision_id=str(state.revision_id))
    state.revision.refresh_from_db()
    assert state.revision.content["title"] == "提交的题目"
    assert Notice.objects.get(pk=notice.pk).get_latest_revision_as_object().title == "改掉"


def test_what_was_approved_is_never_written_over(desk: Any) -> None:
    notice = draft(desk, title="批准的题目")
    submitted(notice, by=desk.editor)
    approve(desk.publisher, notice)
    revision = Notice.objects.get(pk=notice.pk).live_revision
    save(desk.editor, notice, title="改掉", overwrite_revision_id=str(revision.pk))
    revision.refresh_from_db()
    assert revision.content["title"] == "批准的题目"


# --- Workflows that nobody approved ---------------------------------------------------------------
def test_switching_the_task_off_publishes_nothing(desk: Any) -> None:
    notice = draft(desk, by=desk.administrator)
    state = submitted(notice, by=desk.administrator)
    url = reverse("wagtailadmin_workflows:disable_task", args=[state.task_id])
    desk.administrator.browser.post(url)
    assert not is_live(notice)


def test_a_workflow_without_a_task_publishes_nothing(desk: Any) -> None:
    notice = draft(desk, by=desk.publisher)
    empty = Workflow.objects.create(name="空的流程（演示）")
    WorkflowPage.objects.filter(page=desk.one).update(workflow=empty)
    save(desk.publisher, notice, **{"action-submit": "1"})
    assert not is_live(notice)


def test_wagtails_own_task_in_a_workflow_does_not_let_an_author_approve(desk: Any) -> None:
    notice = draft(desk, by=desk.publisher)
    stock = GroupApprovalTask.objects.create(name="另一种审批（演示）")
    stock.groups.set([groups_for(desk.one)[PUBLISHER]])
    workflow = Workflow.objects.create(name="另一种流程（演示）")
    WorkflowTask.objects.create(workflow=workflow, task=stock.task_ptr)
    WorkflowPage.objects.filter(page=desk.one).update(workflow=workflow)
    submitted(notice, by=desk.publisher)
    approve(desk.publisher, notice)
    assert not is_live(notice)
    approve(desk.second, notice)
    assert is_live(notice)


# --- What is shown to whom ------------------------------------------------------------------------
def test_only_what_others_wrote_and_submitted_waits_for_a_person(desk: Any) -> None:
    own, given, other = draft(desk, by=desk.publisher), draft(desk), draft(desk)
    submitted(own, by=desk.editor)
    submitted(given, by=desk.publisher)
    state = submitted(other, by=desk.editor)
    assert list(TaskState.objects.reviewable_by(desk.publisher.user)) == [state]
    assert not TaskState.objects.reviewable_by(desk.editor.user)
    assert TaskState.objects.reviewable_by(desk.administrator.user).count() == 3


def test_the_form_offers_approval_to_the_second_person_only(desk: Any) -> None:
    notice = draft(desk, by=desk.publisher)
    submitted(notice, by=desk.publisher)
    sign = 'data-workflow-action-name="approve"'
    assert sign in desk.second.browser.get(edit_url(notice)).text
    assert sign not in desk.publisher.browser.get(edit_url(notice)).text


def test_a_second_person_sends_back_with_words(desk: Any) -> None:
    notice = draft(desk)
    state = submitted(notice, by=desk.editor)
    desk.publisher.browser.post(action_url(notice, state, "reject"), {"comment": "请补电话"})
    state.refresh_from_db()
    assert (state.status, state.comment) == ("rejected", "请补电话")
    assert not is_live(notice)


def test_what_became_incomplete_can_be_sent_back_from_the_form(desk: Any) -> None:
    notice = draft(desk, complete=False)
    state = submitted(notice, by=desk.editor)
    action = {"action-workflow-action": "1", "workflow-action-name": "reject"}
    save(desk.publisher, notice, **action)
    state.refresh_from_db()
    assert state.status == "rejected"


def test_on_a_page_of_the_city_another_city_editor_approves(desk: Any) -> None:
    desk.section = make_notice_section(desk.city)
    notice, other = draft(desk, by=desk.city_editor), joined(CITY_EDITOR)
    submitted(notice, by=desk.city_editor)
    approve(desk.city_editor, notice)
    approve(desk.publisher, notice)
    assert not is_live(notice)
    approve(other, notice)
    assert is_live(notice)


# --- On a date ------------------------------------------------------------------------------------
def planned(desk: Any) -> Notice:
    """An approved notice that becomes public in an hour."""
    notice = draft(desk, go_live_at=timezone.now() + timedelta(hours=1))
    submitted(notice, by=desk.editor)
    approve(desk.publisher, notice)
    return notice


def test_an_approved_date_schedules_exactly_the_approved_revision(desk: Any) -> None:
    notice = planned(desk)
    approval = Approval.objects.get(page=notice)
    assert not is_live(notice)
    assert notice.revisions.get(approved_go_live_at__isnull=False) == approval.revision
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        run_due(timezone.now())
    row = Publication.objects.get(page=notice)
    assert is_live(notice) and row.by is None and row.approval == approval


def test_a_date_cannot_be_set_for_what_nobody_approved(desk: Any) -> None:
    notice = draft(desk, go_live_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused):
        notice.latest_revision.publish(user=desk.second.user)
    assert not notice.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_what_is_incomplete_is_not_scheduled(desk: Any) -> None:
    late = timezone.now() + timedelta(hours=1)
    notice = draft(desk, complete=False, go_live_at=late)
    submitted(notice, by=desk.editor)
    approve(desk.publisher, notice)
    assert not notice.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_a_publisher_stops_what_is_planned_alone(desk: Any) -> None:
    notice = planned(desk)
    revision = notice.revisions.get(approved_go_live_at__isnull=False)
    url = reverse("wagtailadmin_pages:revisions_unschedule", args=[notice.pk, revision.pk])
    desk.publisher.browser.post(url)
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def test_a_publisher_guards_a_page_alone(desk: Any) -> None:
    notice = publish(draft(desk), by=None)
    url = reverse("wagtailadmin_pages:set_privacy", args=[notice.pk])
    desk.publisher.browser.post(url, {"restriction_type": "login"})
    assert notice.view_restrictions.count() == 1


# --- Installations that began with Wagtail's own task ---------------------------------------------
def test_wagtails_own_task_becomes_ours_with_what_is_in_review(desk: Any) -> None:
    ours = TwoPersonTask.objects.get(workflow_tasks__workflow=desk.one.get_workflow())
    stock = GroupApprovalTask(task_ptr_id=ours.pk, name=ours.name)
    stock.save()
    ours.delete(keep_parents=True)
    notice = draft(desk)
    state = submitted(notice, by=desk.editor)
    assert isinstance(state.task.specific, GroupApprovalTask)
    sync_groups()
    task = Task.objects.get(pk=stock.pk).specific
    assert isinstance(task, TwoPersonTask)
    assert list(task.groups.all()) == [groups_for(desk.one)[PUBLISHER]]
    assert not GroupApprovalTask.objects.exists()
    approve(desk.publisher, notice, state)
    assert is_live(notice)


def test_the_words_of_the_task_are_those_of_the_work(desk: Any) -> None:
    notice = draft(desk)
    submitted(notice, by=desk.editor)
    words = words_of(desk.publisher.browser.get(edit_url(notice)))
    assert "批准并发布" in words and "退回修改" in words
