"""In a real browser: each role at its desk, and nobody over the border of the own community."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.role_table import ROLES
from portal.tests.browser import IN_BROWSER
from portal.tests.desks import make_desk
from portal.tests.journeys import at_work, offers, ready, status_of
from portal.tests.review import edit_url, submitted
from portal.tests.uploads import collection_of, make_file, make_picture

pytestmark = IN_BROWSER
SECRET = "别处的草稿（演示）"
OWN = "自己的通知（演示）"
WRITERS = {"administrator", "city-editor", "editor", "publisher", "bookkeeper", "secretary"}
APPROVERS = {"administrator", "publisher"}
"""Of what a community submits; its approval is asked of its own publishers."""


@pytest.fixture
def desk(live_server: Any) -> SimpleNamespace:
    """A draft, a picture and a file of community two; a submitted notice of community one."""
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    desk.other_section = make_notice_section(desk.two)
    desk.draft = make_notice(desk.other_section, live=False, title=SECRET)
    desk.draft.save_revision()
    place = collection_of(desk.two)
    desk.picture = make_picture(title=SECRET, collection=place)
    desk.file = make_file(title=SECRET, collection=place)
    desk.own = make_notice(desk.section, live=False, title=OWN)
    desk.own.save_revision(user=desk.editor.user)
    submitted(desk.own, desk.editor)
    return desk


def test_an_editor_reaches_nothing_of_another_community(
    browser: Any, live_server: Any, desk: Any
) -> None:
    draft, section = desk.draft.pk, desk.other_section.pk
    closed = [
        f"/admin/pages/{section}/",
        f"/admin/pages/{draft}/edit/",
        f"/admin/pages/{draft}/history/",
        f"/admin/pages/{draft}/view_draft/",
        f"/admin/pages/add/pages/notice/{section}/",
        f"/admin/images/{desk.picture.pk}/",
        f"/admin/images/chooser/chosen/{desk.picture.pk}/",
        f"/admin/documents/edit/{desk.file.pk}/",
        f"/admin/documents/chooser/chosen/{desk.file.pk}/",
        f"/admin/choose-page/chosen-multiple/?id={draft}",
        f"/admin/bulk/wagtailcore/page/unpublish/?id={draft}",
        f"/admin/bulk/portal/image/delete/?id={desk.picture.pk}",
    ]
    with at_work(browser, live_server, "editor") as reader:
        answers = {address: status_of(reader, address) for address in closed}
        assert answers == dict.fromkeys(closed, 404)
        assert SECRET not in reader.page.content()


def test_no_list_chooser_search_or_report_names_what_another_community_prepares(
    browser: Any, live_server: Any, desk: Any
) -> None:
    lists = [
        "/admin/",
        "/admin/pages/",
        f"/admin/pages/{desk.section.pk}/",
        f"/admin/pages/search/?q={SECRET[:4]}",
        "/admin/images/",
        "/admin/images/chooser/",
        "/admin/documents/",
        "/admin/documents/chooser/",
        "/admin/choose-page/",
        f"/admin/choose-page/search/?q={SECRET[:4]}",
        "/admin/reports/workflow/",
        "/admin/reports/locked/",
    ]
    with at_work(browser, live_server, "editor") as reader:
        told = [address for address in lists if names_it(reader, address)]
    assert told == []


def names_it(reader: Any, address: str) -> bool:
    """Whether the answer, whatever it is, holds the title; the words searched for are no title."""
    status_of(reader, address)
    return SECRET in reader.page.content()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.key)
def test_each_role_finds_its_own_desk(browser: Any, live_server: Any, desk: Any, role: Any) -> None:
    person = getattr(desk, role.key.replace("-", "_"))
    with at_work(browser, live_server, person.user.username) as reader:
        page = reader.page
        page.locator(".desk h1").wait_for()
        doors = page.locator(".desk-door").all_inner_texts()
        assert any("发通知" in words for words in doors) == (role.key in WRITERS)
        waits = page.locator(".desk-line", has_text=OWN).count()
        assert waits == (role.key in APPROVERS)
        staff = status_of(reader, reverse("staff:index"))
        assert (staff == 200) == (role.key == "administrator")
        if role.key in APPROVERS:
            form = ready(reader.go(edit_url(desk.own)))
            assert any("批准并发布" in words for words in offers(form))
