"""Office procedures in a real browser: readable by everybody, on paper, and written by a clerk."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from portal.matters.models import MatterSection, Procedure
from portal.matters.tests.factories import make_procedure, new_procedure
from portal.models import Community
from portal.role_table import EDITOR
from portal.roles import give_role, sync_groups
from portal.tests.browser import IN_BROWSER, Look, faults, visit
from portal.tests.factories import make_user
from portal.tests.test_print import bare

pytestmark = IN_BROWSER
LOOKS = [Look(320), Look(390), Look(1280), Look(1280, "dark"), Look(390, unfolded=True)]


@pytest.fixture
def section(small_city: Any) -> MatterSection:
    """The services of a community of the small city."""
    return MatterSection.objects.child_of(Community.objects.order_by("path").first()).get()


@pytest.fixture
def page(section: MatterSection) -> Procedure:
    return make_procedure(section, title="老年人优待证申领", slug="own-card")


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_everybody_can_read_a_procedure_and_answer(browser, small_city, page, mode):
    found: list[str] = []
    with visit(browser, small_city) as reader:
        reader.choose(mode=mode)
        for address in (page.url, f"{page.url}?situation=2", f"/useful/{page.pk}/?helped=no"):
            found += faults(reader.go(address), LOOKS, name=f"{mode} {address}")
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_resident_finds_the_own_list_and_says_what_is_missing(browser, small_city, page, width):
    with visit(browser, small_city, width=width, java_script_enabled=False) as reader:
        shown = reader.go(page.url)
        shown.check("input[name=situation][value='1']")
        shown.click(".situation button")
        reader.arrives(f"{page.url}?situation=1#materials")
        assert shown.locator(".checklist__name").all_inner_texts() == ["本人身份证"]
        shown.click("text=没有，差在哪里")
        shown.fill("textarea", "没写几楼")
        shown.click("form.form button[type=submit]")
        reader.arrives(f"/useful/{page.pk}/thanks/")
    assert page.useful_answers.get().why == "没写几楼"


def test_the_own_list_goes_on_paper(browser, small_city, page):
    with visit(browser, small_city, width=1280) as reader:
        sheet = reader.go(f"{page.url}?situation=2").pdf(format="A4", print_background=False)
    words = bare("".join(one.extract_text() for one in PdfReader(io.BytesIO(sheet)).pages))
    for said in ("老年人优待证申领", "家人代办", "委托书", "0000-88001122", "公告栏张贴版"):
        assert said in words
    for unsaid in ("更新清单", "打印清单", "这页帮到您了吗", "大字版"):
        assert unsaid not in words


def test_a_clerk_is_told_what_is_missing_while_writing(browser, small_city, section):
    sync_groups()
    give_role(make_user("clerk"), EDITOR, section.get_parent().specific)
    draft = section.add_child(instance=new_procedure(hours="", slug="draft"))
    with visit(browser, small_city, width=1280) as reader:
        form = reader.go("/admin/login/")
        form.fill("#id_username", "clerk")
        form.fill("#id_password", "password")
        form.click("button[type=submit]")
        reader.arrives("/admin/")
        form = reader.go(f"/admin/pages/{draft.pk}/edit/")
        assert "18项要素，已有17项" in form.locator(".completeness").inner_text()
        form.locator("[data-writing-hints] li", has_text="缺办理时间").wait_for(state="attached")
