"""The desk in a real browser: readable at any width, and every button ends in the right form."""

from __future__ import annotations

from typing import Any

import pytest

from portal.models import Community, User
from portal.pages.models import NoticeSection
from portal.role_table import EDITOR, PUBLISHER
from portal.roles import give_role, sync_groups
from portal.tests.browser import IN_BROWSER, Look, findings, show, visit
from portal.tests.factories import make_user
from portal.tests.journeys import sign_in

pytestmark = IN_BROWSER

LOOKS = [Look(390), Look(768), Look(1280), Look(1280, "dark")]
WAGTAILS_OWN = ("#wagtail-sidebar", ".sidebar", "w-kbd", "keyboard-shortcuts")


@pytest.fixture
def people(small_city: Any) -> dict[str, User]:
    """An editor and a publisher of one community; something waits for each."""
    sync_groups()
    section = NoticeSection.objects.filter(depth=5).order_by("path").first()
    place = Community.objects.get(path=section.path[: -section.steplen])
    made = {}
    for name, role in (("clerk", EDITOR), ("chief", PUBLISHER)):
        made[name] = make_user(name, display_name={"clerk": "吴编辑", "chief": "周发布"}[name])
        give_role(made[name], role, place)
    page = section.get_children().first().specific
    page.title = "停水通知（改）"
    page.save_revision(user=made["clerk"])
    page.get_workflow().start(page, made["clerk"])
    return made


def ours(found: list[str]) -> list[str]:
    """Findings on the desk itself; the frame around it is Wagtail's."""
    return [one for one in found if not any(part in one for part in WAGTAILS_OWN)]


def test_the_desk_can_be_read_by_everybody_at_any_width(browser, small_city, people):
    with visit(browser, small_city, width=1280) as reader:
        page = sign_in(reader, "chief")
        page.locator(".desk h1").wait_for()
        found = []
        for look in LOOKS:
            show(page, look)
            found += [f"{look}: {one}" for one in ours(findings(page))]
        assert found == []


def test_a_publisher_sees_at_once_what_waits_and_gets_there(browser, small_city, people):
    with visit(browser, small_city, width=390) as reader:
        page = sign_in(reader, "chief")
        title = page.locator(".desk h1").inner_text()
        # one to be approved, a centre without its rules, days on which nobody is on duty
        assert "周发布，3件事等您" in title
        page.locator(".desk-line .desk-button").first.click()
        reader.arrives_below("/edit/")


def test_a_button_opens_the_form_with_its_kind_chosen(browser, small_city, people):
    with visit(browser, small_city, width=390) as reader:
        page = sign_in(reader, "clerk")
        page.locator(".desk-door--late").click()
        reader.arrives_below("/admin/pages/add/pages/notice/")
        page.wait_for_function("document.getElementById('id_kind')?.value === 'emergency'")
        page.locator("#id_what_to_do").wait_for(state="attached")
