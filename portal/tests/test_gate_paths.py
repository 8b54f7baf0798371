"""The gate on every path that Wagtail offers: an incomplete notice never becomes public.

A complete one becomes public once, keeps its index number, and leaves exactly one row.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.problems import Refused
from portal.publication.models import Publication, Verb
from portal.tests.admin_forms import fields_of, messages_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db

INCOMPLETE = {"issuer": "", "is_historical": True, "original_date": None}


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two communities, the people of the first, and a notice section there."""
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    return desk


def draft(desk: SimpleNamespace, *, complete: bool) -> Notice:
    """A draft with one revision, by the editor."""
    notice = make_notice(desk.section, live=False, **({} if complete else INCOMPLETE))
    notice.save_revision(user=desk.editor.user)
    return notice


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


# --- Each path tries to publish `notice`; the person who acts is returned ------------------------
def by_the_publish_button(desk: SimpleNamespace, notice: Notice) -> Any:
    browser = desk.publisher.browser
    values = fields_of(browser.get(edit_url(notice)), "page-edit-form")
    browser.post(edit_url(notice), {**values, "action-publish": "1"})
    return desk.publisher.user


def by_workflow_approval(desk: SimpleNamespace, notice: Notice) -> Any:
    notice.get_workflow().start(notice, desk.editor.user)
    task_state = notice.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[notice.pk, "approve", task_state.pk])
    desk.publisher.browser.post(url, {"comment": ""})
    return desk.publisher.user


def by_bulk_publication(desk: SimpleNamespace, notice: Notice) -> Any:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    desk.publisher.browser.post(f"{url}?id={notice.pk}", {"include_descendants": ""})
    return desk.publisher.user


def by_the_schedule(desk: SimpleNamespace, notice: Notice) -> Any:
    revision = notice.latest_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=5)
    revision.save()
    try:
        call_command("publish_scheduled")
    except CommandError:
        revision.refresh_from_db()
        assert revision.approved_go_live_at, "a refused item stays due"
    return None


def by_the_revision_itself(desk: SimpleNamespace, notice: Notice) -> Any:
    try:
        notice.latest_revision.publish(user=desk.publisher.user)
    except Refused:
        return None
    return desk.publisher.user


PATHS: list[Callable[[SimpleNamespace, Notice], Any]] = [
    by_the_publish_button,
    by_workflow_approval,
    by_bulk_publication,
    by_the_schedule,
    by_the_revision_itself,
]
every_path = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)


@every_path
def test_an_incomplete_notice_is_refused_and_leaves_no_row(desk: Any, path: Any) -> None:
    notice = draft(desk, complete=False)
    path(desk, notice)
    notice.refresh_from_db()
    assert not notice.live
    assert notice.live_revision is None and notice.published_at is None
    assert not Publication.objects.filter(page=notice).exists()


@every_path
def test_a_complete_notice_is_published_once_by_the_person_who_did_it(desk: Any, path: Any) -> None:
    notice = draft(desk, complete=True)
    number = notice.index_no
    person = path(desk, notice)
    notice.refresh_from_db()
    row = Publication.objects.get(page=notice)
    assert notice.live and notice.index_no == number == row.index_no
    assert (row.verb, row.by, row.at) == (Verb.PUBLISH, person, notice.published_at)


def test_a_page_created_and_published_in_one_step_leaves_one_row(desk: Any) -> None:
    url = reverse("wagtailadmin_pages:add", args=["pages", "notice", desk.section.pk])
    values = fields_of(desk.publisher.browser.get(url), "page-edit-form")
    text = {
        "title": "停电通知",
        "slug": "power",
        "issuer": "演示中心",
        "body": contentstate("周三停电。"),
    }
    desk.publisher.browser.post(url, {**values, **text, "action-publish": "1"})
    notice = Notice.objects.get(title="停电通知")
    assert notice.live
    assert Publication.objects.get(page=notice).by == desk.publisher.user


def test_an_incomplete_page_can_be_created_as_a_draft_and_is_numbered(desk: Any) -> None:
    url = reverse("wagtailadmin_pages:add", args=["pages", "notice", desk.section.pk])
    values = fields_of(desk.editor.browser.get(url), "page-edit-form")
    desk.editor.browser.post(url, {**values, "title": "还没写完", "slug": "new"})
    notice = Notice.objects.get(title="还没写完")
    assert not notice.live and notice.index_no


def test_publishing_shows_all_problems_at_once_beside_their_fields(desk: Any) -> None:
    notice = draft(desk, complete=False)
    browser = desk.publisher.browser
    values = fields_of(browser.get(edit_url(notice)), "page-edit-form")
    response = browser.post(edit_url(notice), {**values, "action-publish": "1"})
    errors = response.context["form"].errors
    assert set(errors) == {"issuer", "original_date"}
    assert errors["issuer"] == ["请写明发布机构，用全称。"]


def test_an_incomplete_draft_is_saved_without_complaint(desk: Any) -> None:
    notice = draft(desk, complete=False)
    values = fields_of(desk.editor.browser.get(edit_url(notice)), "page-edit-form")
    response = desk.editor.browser.post(edit_url(notice), {**values, "title": "改了题目"})
    assert response.status_code == 302
    notice.refresh_from_db()
    assert notice.get_latest_revision_as_object().title == "改了题目"


def test_submission_to_approval_is_refused_while_the_notice_is_incomplete(desk: Any) -> None:
    notice = draft(desk, complete=False)
    values = fields_of(desk.editor.browser.get(edit_url(notice)), "page-edit-form")
    response = desk.editor.browser.post(edit_url(notice), {**values, "action-submit": "1"})
    assert set(response.context["form"].errors) == {"issuer", "original_date"}
    assert notice.current_workflow_state is None


def test_an_editor_may_not_publish_by_a_forged_request(desk: Any) -> None:
    notice = draft(desk, complete=True)
    values = fields_of(desk.editor.browser.get(edit_url(notice)), "page-edit-form")
    desk.editor.browser.post(edit_url(notice), {**values, "action-publish": "1"})
    notice.refresh_from_db()
    assert not notice.live


def test_bulk_publication_names_the_page_that_is_refused_and_publishes_none(desk: Any) -> None:
    good, bad = draft(desk, complete=True), draft(desk, complete=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    address = f"{url}?id={good.pk}&id={bad.pk}"
    response = desk.publisher.browser.post(address, {"include_descendants": ""}, follow=True)
    told = messages_of(response)
    assert len(told) == 2 and all(bad.title in text for text in told)
    good.refresh_from_db()
    assert not good.live


def test_one_refused_page_does_not_keep_other_due_pages_waiting(desk: Any) -> None:
    bad, good = draft(desk, complete=False), draft(desk, complete=True)
    for age, notice in enumerate((good, bad), start=1):
        revision = notice.latest_revision
        revision.approved_go_live_at = timezone.now() - timedelta(hours=age)
        revision.save()
    with pytest.raises(CommandError):
        call_command("publish_scheduled")
    good.refresh_from_db()
    assert good.live


def contentstate(text: str) -> str:
    """A text as the editor's widget sends it."""
    block = {"key": "a", "type": "unstyled", "depth": 0, "text": text}
    block |= {"inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})
