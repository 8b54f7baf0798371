"""An office procedure from the desk to the public, on a phone and at a desk, by who does it."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.matters.models import Material, Matter, MatterSection, Procedure
from portal.matters.procedure_rules import REVIEW_KEY
from portal.matters.tests.factories import make_procedure, new_procedure
from portal.models import Community, RuleSetting
from portal.role_table import EDITOR, PUBLISHER
from portal.roles import give_role, sync_groups
from portal.tests.browser import IN_BROWSER, Visit, sideways, visit
from portal.tests.factories import make_user
from portal.tests.journeys import (
    approve,
    at_work,
    line,
    press,
    ready,
    status_of,
    submit,
)
from portal.tests.small_matters import SERVICES

pytestmark = [*IN_BROWSER, pytest.mark.parametrize("width", [390, 1280])]
TITLE = "独居老人巡访登记"
PHONE = "0000-8800 1155"
MISSING = ("缺办理时间", "缺咨询电话", "其他材料", "承诺时限")
MENDED = {
    "id_hours": "工作日9:00—16:00",
    "id_consult_phone": PHONE,
    "id_promised_limit": "5",
    "id_materials-3-name": "身体状况说明",
}
FILL = """(values) => {
  for (const [id, words] of Object.entries(values)) document.getElementById(id).value = words;
}"""


@pytest.fixture
def office(small_city: Any, settings: Any) -> SimpleNamespace:
    """A community with a clerk and who approves, and a draft in which all is missing or wrong.

    Only buttons save: a form that saves itself does so at moments that no test can know.
    """
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    sync_groups()
    community = Community.objects.get(slug="qingheli")
    section = MatterSection.objects.child_of(community).get()
    clerk, chief = make_user("clerk"), make_user("chief")
    give_role(clerk, EDITOR, community)
    give_role(chief, PUBLISHER, community)
    page = new_procedure(
        title=TITLE, slug="visits", matter=Matter.objects.get(code="YL-002"),
        hours="", consult_phone="", promised_limit=30,
    )  # fmt: skip
    page.materials.add(Material(name="其他材料", sort_order=3))
    draft = section.add_child(instance=page)
    draft.save_revision(user=clerk)
    return SimpleNamespace(section=section, draft=draft)


# --- Writing, being told what is missing, approving, reading --------------------------------------
def test_a_procedure_is_mended_by_its_list_approved_by_another_and_found(
    browser: Any, small_city: Any, office: Any, width: int
) -> None:
    address = f"{SERVICES}visits/"
    with at_work(browser, small_city, "clerk", width=width) as clerk:
        page = clerk.go("/admin/desk/go/procedures/")
        page.locator("main a", has_text=TITLE).first.click()
        clerk.arrives_below(f"/{office.draft.pk}/edit/")
        _is_told_and_mends(clerk)
    with at_work(browser, small_city, "chief", width=width) as chief:
        assert status_of(chief, address) == 404
        approve(chief, TITLE)
    with visit(browser, small_city, width=width, java_script_enabled=False) as reader:
        page = reader.go("/search/?q=巡访")
        page.locator("main .results a", has_text=TITLE).first.click()
        reader.arrives(address)
        words = page.locator("main").inner_text()
    assert PHONE in words and "5个工作日" in words and "其他材料" not in words


def _is_told_and_mends(clerk: Visit) -> None:
    """One list for everything; each line leads to its field; mended, the page is submitted."""
    page = ready(clerk.page)
    assert "18项要素，已有16项" in page.locator(".completeness").inner_text()
    press(page, "提交审批")
    told = page.locator("#mendings")
    told.wait_for()
    assert [one for one in MISSING if one not in told.inner_text()] == []
    assert sideways(page) == []
    told.locator("a", has_text="缺咨询电话").click()
    page.wait_for_function("() => document.activeElement.id === 'id_consult_phone'")
    page.evaluate(FILL, MENDED)
    submit(clerk)


def test_a_button_opens_the_empty_form_which_says_all_that_is_missing(
    browser: Any, small_city: Any, office: Any, width: int
) -> None:
    with at_work(browser, small_city, "clerk", width=width) as clerk:
        clerk.page.locator(".desk-door", has_text="写办事指南").click()
        clerk.arrives_below(f"/admin/pages/add/matters/procedure/{office.section.pk}/")
        page = ready(clerk.page)
        page.fill("#id_title", "居住证办理协助（演示）")
        press(page, "保存草稿")
        page.locator(".messages .success").wait_for()
        said = page.locator(".completeness")
        assert "18项要素，已有" in said.inner_text() and "缺办理时间" in said.inner_text()
        assert sideways(page) == []
    assert not Procedure.objects.get(draft_title="居住证办理协助（演示）").live


def test_what_nobody_has_checked_for_half_a_year_is_said_to_readers_and_at_the_desk(
    browser: Any, small_city: Any, office: Any, width: int
) -> None:
    long_ago = timezone.localdate() - timedelta(days=181)
    RuleSetting.objects.create(
        key=REVIEW_KEY, value="180", unit="日", basis="演示", effective_from=date(2000, 1, 1)
    )
    page = make_procedure(office.section, slug="old", title="旧的指南", reviewed_on=long_ago)
    with at_work(browser, small_city, "chief", width=width) as chief:
        line(chief.page, "办事指南").locator(".desk-button").click()
        chief.arrives_below(f"/{page.pk}/edit/")
        words = chief.go(f"{SERVICES}old/").locator("main").inner_text()
    assert "已到复核时间。出门前请先打电话问一声" in words


# --- What one community adds ----------------------------------------------------------------------
def test_local_details_are_asked_for_checked_and_read_at_once(
    browser: Any, small_city: Any, office: Any, width: int
) -> None:
    make_procedure(MatterSection.objects.get(depth=3), slug="permit", title="居住证办理协助")
    with at_work(browser, small_city, "clerk", width=width) as clerk:
        page = clerk.go("/admin/local-details/report/")
        page.get_by_role("link", name="填写 居住证办理协助").click()
        clerk.arrives_below("/admin/local-details/new/")
        assert page.input_value("#id_hours") == "周一至周日 8:00—18:00"
        page.fill("#id_note", "周三下午不办，问王某 138 0000 1234")
        page.locator("#w-editor-form button[type=submit]:visible").first.click()
        page.locator(".messages .error, .messages .critical").first.wait_for()
        assert page.input_value("#id_note").startswith("周三下午不办")
        assert sideways(page) == []
        page.fill("#id_note", "周三下午不办")
        page.locator("#w-editor-form button[type=submit]:visible").first.click()
        page.locator(".messages .success").wait_for()
    with visit(browser, small_city, width=width, java_script_enabled=False) as reader:
        words = reader.go(f"{SERVICES}permit/").locator("main").inner_text()
    assert "周三下午不办" in words and "周一至周日 8:00—18:00" in words
