"""The form of a page: what is wrong is listed at once, a stale form is refused, nothing is lost."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from portal.pages.models import InfoPage, Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import as_built, make_desk
from portal.tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered(as_built)
def desk() -> SimpleNamespace:
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    return desk


@pytest.fixture
def draft(desk: SimpleNamespace) -> Notice:
    notice = make_notice(desk.section, live=False, title="停水通知")
    notice.save_revision(user=desk.editor.user)
    return notice


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def opened(person: Any, page: Any) -> dict[str, Any]:
    """The form as it stands in the browser of `person`."""
    return fields_of(person.browser.get(edit_url(page)), "page-edit-form")


def saved(person: Any, page: Any, values: dict[str, Any], **changes: Any) -> Any:
    return person.browser.post(edit_url(page), {**values, **changes})


def latest(page: Any) -> Any:
    """What stands in the newest version, read anew."""
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def listed(response: Any) -> list[str]:
    soup = BeautifulSoup(response.content, "html.parser")
    return [link.get_text(" ", strip=True) for link in soup.select("#mendings a")]


# --- What is to be mended ------------------------------------------------------------------------
def test_everything_that_is_missing_is_listed_at_once_when_a_notice_is_submitted(desk, draft):
    values = opened(desk.editor, draft)
    changes = {"issuer": "", "is_historical": "on", "original_date": "", "title": ""}
    response = saved(desk.editor, draft, values, **changes, **{"action-submit": "1"})
    assert len(listed(response)) == 3
    assert "还有 3 处要改" in words_of(response)


def test_each_line_leads_to_an_element_of_the_form(desk, draft):
    values = opened(desk.editor, draft)
    response = saved(desk.editor, draft, values, issuer="", **{"action-submit": "1"})
    soup = BeautifulSoup(response.content, "html.parser")
    anchors = [link["href"][1:] for link in soup.select("#mendings a")]
    assert anchors
    assert all(soup.find(id=anchor) for anchor in anchors)


def test_wagtails_own_message_does_not_say_it_a_second_time(desk, draft):
    values = opened(desk.editor, draft)
    response = saved(desk.editor, draft, values, issuer="", **{"action-submit": "1"})
    soup = BeautifulSoup(response.content, "html.parser")
    assert len(soup.select(".messages li.error")) == 1


def test_new_page_lists_what_is_missing_too(desk):
    url = reverse("wagtailadmin_pages:add", args=["pages", "notice", desk.section.pk])
    values = fields_of(desk.editor.browser.get(url), "page-edit-form")
    values |= {"title": "停水通知", "action-submit": "1"}
    assert len(listed(desk.editor.browser.post(url, values))) >= 2


@pytest.mark.parametrize(("slug", "kept"), [("停水通知", "停水通知-2"), ("mine", None)])
def test_address_made_of_a_title_is_numbered_when_it_is_taken(desk, slug, kept):
    make_notice(desk.section, title="停水通知", slug=slug)
    url = reverse("wagtailadmin_pages:add", args=["pages", "notice", desk.section.pk])
    values = fields_of(desk.editor.browser.get(url), "page-edit-form")
    answer = desk.editor.browser.post(url, {**values, "title": "停水通知", "slug": slug})
    made = Notice.objects.filter(title="停水通知").exclude(slug=slug).values_list("slug", flat=True)
    assert list(made) == ([kept] if kept else [])
    assert answer.status_code == (302 if kept else 200)


def test_two_problems_of_one_field_are_both_listed(desk, draft, monkeypatch):
    from portal.problems import Problem

    both = [Problem("a", "First thing", "issuer"), Problem("b", "Second thing", "issuer")]
    monkeypatch.setattr(Notice, "problems", lambda self: both)
    response = saved(desk.editor, draft, opened(desk.editor, draft), **{"action-submit": "1"})
    assert len(listed(response)) == 2


def test_wrong_and_incomplete_draft_saves_without_a_word(desk, draft):
    values = opened(desk.editor, draft)
    changes = {
        "issuer": "", "body": '{"blocks": [], "entityMap": {}}', "kind": "publicity",
        "publicity_from": "2030-05-01", "publicity_to": "2030-04-01",
        "go_live_at": "2031-01-01 08:00", "expire_at": "2030-01-01 08:00",
    }  # fmt: skip
    response = saved(desk.editor, draft, values, **changes)
    assert response.status_code == 302
    kept = latest(draft)
    assert (kept.issuer, str(kept.publicity_to), kept.expire_at.year) == ("", "2030-04-01", 2030)


def test_same_dates_are_refused_at_submission(desk, draft):
    values = opened(desk.editor, draft)
    changes = {"go_live_at": "2031-01-01 08:00", "expire_at": "2030-01-01 08:00"}
    response = saved(desk.editor, draft, values, **changes, **{"action-submit": "1"})
    assert len(listed(response)) == 2


def test_moment_of_publication_that_has_passed_is_refused_at_submission(desk, draft):
    values = opened(desk.editor, draft)
    past = (timezone.localtime() - timezone.timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")
    response = saved(desk.editor, draft, values, go_live_at=past, **{"action-submit": "1"})
    assert any("已经过去" in line for line in listed(response))


def test_fields_needed_to_publish_say_so(desk, draft):
    soup = BeautifulSoup(desk.editor.browser.get(edit_url(draft)).content, "html.parser")
    label = soup.find(id="id_issuer-label")
    assert label is not None
    assert "发布时必填" in label.get_text()


# --- Rows below a page ---------------------------------------------------------------------------
@pytest.fixture
def catalogue(desk: SimpleNamespace) -> InfoPage:
    page = desk.one.add_child(
        instance=InfoPage(
            title="公开什么",
            slug="what",
            kind="catalogue",
            live=False,
            body="<p>见下。</p>",
        )
    )
    page.save_revision(user=desk.editor.user)
    return page


ROW = {
    "items-TOTAL_FORMS": "1",
    "items-0-id": "",
    "items-0-ORDER": "1",
    "items-0-DELETE": "",
    "items-0-matter": "财务收支",
    "items-0-content": "收支明细",
    "items-0-basis": "《临河市办法（演示）》第九条",
    "items-0-holder": "社区服务中心",
    "items-0-time_limit": "每季度",
    "items-0-mode": "active",
    "items-0-channel": "门户",
    "items-0-audience": "居民",
    "items-0-where": "",
}


def test_row_just_typed_counts_when_the_page_is_submitted(desk, catalogue):
    values = opened(desk.editor, catalogue) | ROW
    response = saved(desk.editor, catalogue, values, **{"action-submit": "1"})
    assert response.status_code == 302


def test_missing_field_of_a_row_is_listed_with_the_name_of_the_row(desk, catalogue):
    values = opened(desk.editor, catalogue) | ROW | {"items-0-basis": ""}
    response = saved(desk.editor, catalogue, values, **{"action-submit": "1"})
    [line] = listed(response)
    assert line.startswith("公开事项 1")


def test_problem_of_the_whole_page_leads_to_the_rows_that_it_is_about(desk, catalogue):
    values = opened(desk.editor, catalogue)
    response = saved(desk.editor, catalogue, values, **{"action-submit": "1"})
    soup = BeautifulSoup(response.content, "html.parser")
    assert [link["href"] for link in soup.select("#mendings a")] == ["#id_items-ADD"]


# --- Two people, one page ------------------------------------------------------------------------
@pytest.fixture
def overtaken(desk: SimpleNamespace, draft: Notice) -> dict[str, Any]:
    """The form of the editor, opened before the publisher saved."""
    values = opened(desk.editor, draft)
    theirs = opened(desk.publisher, draft)
    saved(desk.publisher, draft, theirs, title="停水通知（改期）")
    return values | {"issuer": "青禾里社区居委会"}


def test_stale_form_is_refused_and_the_other_version_stays(desk, draft, overtaken):
    response = saved(desk.editor, draft, overtaken)
    assert response.status_code == 409
    assert latest(draft).title == "停水通知（改期）"


@pytest.mark.parametrize("action", ["action-submit", "action-publish"])
def test_stale_form_is_refused_on_every_button(desk, draft, overtaken, action):
    count = draft.revisions.count()
    person = desk.publisher if action == "action-publish" else desk.editor
    assert saved(person, draft, overtaken, **{action: "1"}).status_code == 409
    draft.refresh_from_db()
    assert (draft.revisions.count(), draft.live, draft.workflow_in_progress) == (
        count,
        False,
        False,
    )


def test_differences_are_shown_field_by_field_with_who_changed_them(desk, draft, overtaken):
    words = words_of(saved(desk.editor, draft, overtaken))
    assert "您改的" in words
    assert "对方改的" in words
    assert "居委会" in words
    assert "两个人都改了" not in words


def test_what_was_typed_is_kept_and_can_be_saved_on_top(desk, draft, overtaken):
    page = saved(desk.editor, draft, overtaken)
    values = fields_of(page)
    assert values["issuer"] == "青禾里社区居委会"
    assert saved(desk.editor, draft, values).status_code == 302
    kept = latest(draft)
    assert (kept.issuer, kept.title) == ("青禾里社区居委会", "停水通知")


def test_button_pressed_on_a_stale_form_is_not_pressed_again_by_keeping_it(desk, draft, overtaken):
    values = fields_of(saved(desk.editor, draft, overtaken, **{"action-submit": "1"}))
    assert not [name for name in values if name.startswith("action-")]


def test_somebody_who_may_not_edit_sees_no_difference(desk, draft, overtaken):
    from portal.tests.desks import signed_in
    from portal.tests.factories import make_user

    stranger = SimpleNamespace(browser=signed_in(make_user("stranger")))
    assert "停水" not in words_of(saved(stranger, draft, overtaken))


def test_second_save_of_the_same_form_by_the_same_person_goes_on(desk, draft):
    saved(desk.editor, draft, opened(desk.editor, draft), title="一")
    assert saved(desk.editor, draft, opened(desk.editor, draft), title="二").status_code == 302


def test_form_that_saved_itself_is_not_stale_for_its_own_writer(desk, draft):
    values = opened(desk.editor, draft)
    url, header = edit_url(draft), {"headers": {"Accept": "application/json"}}
    answer = desk.editor.browser.post(url, {**values, "title": "自动存"}, **header).json()
    values["own_revision_id"] = answer["revision_id"]
    assert saved(desk.editor, draft, values, title="手动存").status_code == 302


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_form_of_a_page_without_any_version_is_stale_after_the_first_one(desk, accept):
    page = make_notice(desk.section, live=False, title="停水通知")
    assert page.latest_revision is None
    mine, theirs = opened(desk.editor, page), opened(desk.publisher, page)
    saved(desk.publisher, page, theirs, title="停水通知（改期）")
    header = {"headers": {"Accept": accept}}
    answer = desk.editor.browser.post(edit_url(page), {**mine, "issuer": "居委会"}, **header)
    assert answer.status_code in (409, 400)
    assert latest(page).title == "停水通知（改期）"


# --- Saving of its own accord --------------------------------------------------------------------
def test_page_outside_review_saves_of_its_own_accord(desk, draft):
    form = desk.editor.browser.get(edit_url(draft)).content.decode()
    assert "data-w-autosave-interval-value" in form


def test_page_in_review_does_not_save_of_its_own_accord(desk, draft):
    draft.get_workflow().start(draft, desk.editor.user)
    form = desk.publisher.browser.get(edit_url(draft)).content.decode()
    assert "data-w-autosave-interval-value" not in form


def test_page_in_review_refuses_a_script_that_saves_it_all_the_same(desk, draft):
    values = opened(desk.publisher, draft)
    draft.get_workflow().start(draft, desk.editor.user)
    count = draft.revisions.count()
    header = {"headers": {"Accept": "application/json"}}
    answer = desk.publisher.browser.post(edit_url(draft), {**values, "title": "改"}, **header)
    assert (answer.status_code, draft.revisions.count()) == (400, count)
