"""The gate on every path that Wagtail offers: nothing becomes public that nobody approved, and
nothing incomplete, whoever asks.

A complete and approved notice becomes public once, keeps its number, and leaves exactly one row.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from portal.pages.models import Notice
from portal.problems import Refused
from portal.publication.actions import approve as write_approval
from portal.publication.actions import publish
from portal.publication.models import Approval, Publication, Verb
from portal.tests.admin_forms import fields_of, messages_of, words_of
from portal.tests.review import approve, draft, edit_url, is_live, make_office, state_of, submitted

pytestmark = pytest.mark.django_db

PEOPLE = ("editor", "publisher", "second", "city_editor", "administrator")
REFUSALS = (Refused, PermissionDenied)


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two communities, the people of the first, and a notice section there."""
    return make_office()


# --- Each path tries to publish `notice` in the name of a person ---------------------------------
def by_the_button(person: Any, notice: Notice) -> None:
    values = fields_of(person.browser.get(edit_url(notice)), "page-edit-form")
    person.browser.post(edit_url(notice), {**values, "action-publish": "1"})


def by_the_form_of_an_old_revision(person: Any, notice: Notice) -> None:
    args = [notice.pk, notice.latest_revision_id]
    url = reverse("wagtailadmin_pages:revisions_revert", args=args)
    values = fields_of(person.browser.get(url), "page-edit-form")
    person.browser.post(url, {**values, "action-publish": "1"})


def by_a_forged_workflow_action(person: Any, notice: Notice) -> None:
    values = fields_of(person.browser.get(edit_url(notice)), "page-edit-form")
    forged = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    if state_of(notice):
        person.browser.post(edit_url(notice), {**values, **forged})


def by_bulk_publication(person: Any, notice: Notice) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    person.browser.post(f"{url}?id={notice.pk}", {"include_descendants": "on"})


def by_the_schedule(person: Any, notice: Notice) -> None:
    revision = notice.latest_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=5)
    revision.save()
    with pytest.raises(CommandError):
        call_command("publish_scheduled")
    revision.refresh_from_db()
    assert revision.approved_go_live_at, "a refused item stays due"


def by_the_revision_itself(person: Any, notice: Notice) -> None:
    with pytest.raises(REFUSALS):
        notice.latest_revision.publish(user=person.user)


def by_the_revision_without_a_name(person: Any, notice: Notice) -> None:
    with pytest.raises(Refused):
        notice.latest_revision.publish()


def by_a_save_that_says_it_is_live(person: Any, notice: Notice) -> None:
    notice.live, notice.live_revision = True, notice.latest_revision
    with pytest.raises(Refused):
        notice.save()


PATHS: list[Callable[[Any, Notice], None]] = [
    by_the_button,
    by_the_form_of_an_old_revision,
    by_a_forged_workflow_action,
    by_bulk_publication,
    by_the_schedule,
    by_the_revision_itself,
    by_the_revision_without_a_name,
    by_a_save_that_says_it_is_live,
]
every_path = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)


@every_path
@pytest.mark.parametrize("name", ["editor", "second", "administrator"])
def test_what_nobody_approved_is_refused_and_leaves_no_row(desk: Any, path: Any, name: str) -> None:
    notice = draft(desk)
    path(getattr(desk, name), notice)
    notice.refresh_from_db()
    assert not notice.live
    assert notice.live_revision is None and notice.published_at is None
    assert not Publication.objects.filter(page=notice).exists()
    assert not Approval.objects.filter(page=notice).exists()


@every_path
def test_what_is_in_review_is_not_published_past_the_second_person(desk: Any, path: Any) -> None:
    notice = draft(desk, by=desk.publisher)
    submitted(notice, by=desk.publisher)
    path(desk.publisher, notice)
    assert not is_live(notice)


@pytest.mark.parametrize(
    "path", [by_the_schedule, by_the_revision_itself, by_the_revision_without_a_name]
)
def test_what_is_approved_and_not_complete_is_refused_on_the_paths_that_are_left(
    desk: Any, path: Any
) -> None:
    notice = draft(desk, complete=False)
    write_approval(notice.latest_revision, page=notice, by=desk.second.user)
    path(desk.second, notice)
    assert not is_live(notice)


def test_an_approved_notice_is_published_once_by_the_person_who_approved(desk: Any) -> None:
    notice = draft(desk)
    number = notice.index_no
    submitted(notice, by=desk.editor)
    approve(desk.publisher, notice)
    notice.refresh_from_db()
    row = Publication.objects.get(page=notice)
    assert notice.live and notice.index_no == number == row.index_no
    assert (row.verb, row.by, row.at) == (Verb.PUBLISH, desk.publisher.user, notice.published_at)
    assert (row.approval.by, row.approval.submitted_by) == (desk.publisher.user, desk.editor.user)
    assert row.approval.revision == notice.live_revision and not row.approval.is_system


def test_what_the_system_publishes_is_approved_by_the_system(desk: Any) -> None:
    notice = publish(draft(desk), by=None)
    approval = Publication.objects.get(page=notice).approval
    assert approval.is_system and approval.by is None
    assert approval.revision == notice.live_revision


def test_publishing_the_public_revision_once_more_passes_the_gate_again(desk: Any) -> None:
    notice = publish(draft(desk), by=None)
    Approval.objects.filter(page=notice).update(revision=None)
    with pytest.raises(Refused):
        Notice.objects.get(pk=notice.pk).live_revision.publish()


def test_a_page_created_and_published_in_one_step_stays_a_draft(desk: Any) -> None:
    url = reverse("wagtailadmin_pages:add", args=["pages", "notice", desk.section.pk])
    for number, name in enumerate(("editor", "publisher", "administrator")):
        browser = getattr(desk, name).browser
        values = fields_of(browser.get(url), "page-edit-form")
        text = {"title": f"停电通知{number}", "slug": f"power-{number}", "issuer": "演示中心"}
        text["body"] = contentstate("周三停电。")
        browser.post(url, {**values, **text, "action-publish": "1"})
    notices = Notice.objects.filter(title__startswith="停电通知")
    assert [notice.live for notice in notices] == [False, False, False]


def test_an_incomplete_page_can_be_created_as_a_draft_and_is_numbered(desk: Any) -> None:
    url = reverse("wagtailadmin_pages:add", args=["pages", "notice", desk.section.pk])
    values = fields_of(desk.editor.browser.get(url), "page-edit-form")
    desk.editor.browser.post(url, {**values, "title": "还没写完", "slug": "new"})
    notice = Notice.objects.get(title="还没写完")
    assert not notice.live and notice.index_no


def test_submitting_shows_all_problems_at_once_beside_their_fields(desk: Any) -> None:
    notice = draft(desk, complete=False)
    values = fields_of(desk.editor.browser.get(edit_url(notice)), "page-edit-form")
    response = desk.editor.browser.post(edit_url(notice), {**values, "action-submit": "1"})
    errors = response.context["form"].errors
    assert set(errors) == {"issuer", "original_date"}
    assert errors["issuer"] == ["请写明发布机构，用全称。"]
    notice.refresh_from_db()
    assert notice.current_workflow_state is None


def test_an_incomplete_draft_is_saved_without_complaint(desk: Any) -> None:
    notice = draft(desk, complete=False)
    values = fields_of(desk.editor.browser.get(edit_url(notice)), "page-edit-form")
    response = desk.editor.browser.post(edit_url(notice), {**values, "title": "改了题目"})
    assert response.status_code == 302
    notice.refresh_from_db()
    assert notice.get_latest_revision_as_object().title == "改了题目"


def test_approving_what_became_incomplete_shows_the_whole_list_and_loses_nothing(
    desk: Any,
) -> None:
    notice = draft(desk, complete=False)
    state = submitted(notice, by=desk.editor)
    response = approve(desk.publisher, notice)
    told = " ".join(messages_of(desk.publisher.browser.get(response.url)))
    assert "请写明发布机构，用全称。" in told and "原" in told
    assert state_of(notice) == state and not is_live(notice)


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_is_offered_to_publish_from_a_form_or_in_bulk(desk: Any, name: str) -> None:
    notice, browser = draft(desk), getattr(desk, name).browser
    assert 'name="action-publish"' not in browser.get(edit_url(notice)).text
    listing = browser.get(reverse("wagtailadmin_explore", args=[desk.section.pk])).text
    assert "/admin/bulk/wagtailcore/page/publish/" not in listing
    assert "/admin/bulk/wagtailcore/page/delete/" in listing


def test_one_refused_page_does_not_keep_other_due_pages_waiting(desk: Any) -> None:
    bad, good = draft(desk), draft(desk)
    write_approval(good.latest_revision, page=good, by=desk.second.user)
    for age, notice in enumerate((good, bad), start=1):
        revision = notice.latest_revision
        revision.approved_go_live_at = timezone.now() - timedelta(hours=age)
        revision.save()
    with pytest.raises(CommandError):
        call_command("publish_scheduled")
    assert is_live(good) and not is_live(bad)


def test_the_editor_sends_the_work_to_approval_in_words_of_the_work(desk: Any) -> None:
    page = desk.editor.browser.get(edit_url(draft(desk)))
    assert "提交审批" in words_of(page)


def test_a_root_page_cannot_be_created_in_public(desk: Any) -> None:
    root = Page.objects.get(depth=1)
    url = reverse("wagtailadmin_pages:add", args=["portal", "city", root.pk])
    browser = desk.administrator.browser
    values = fields_of(browser.get(url), "page-edit-form")
    browser.post(url, {**values, "title": "另一城", "slug": "other", "action-publish": "1"})
    assert not Page.objects.filter(title="另一城", live=True).exists()


def contentstate(text: str) -> str:
    """A text as the editor's widget sends it."""
    block = {"key": "a", "type": "unstyled", "depth": 0, "text": text}
    block |= {"inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})
