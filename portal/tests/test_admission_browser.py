"""A community is asked for new work, in a real browser: taken in, refused, read by everybody."""

from __future__ import annotations

from typing import Any

import pytest

from portal.matters.models import MatterSection
from portal.matters.tests.factories import make_decided, make_task
from portal.models import Community
from portal.role_table import EDITOR, PUBLISHER
from portal.roles import give_role, sync_groups
from portal.tests.browser import IN_BROWSER, Look, faults, sideways, visit
from portal.tests.factories import make_user, published

pytestmark = IN_BROWSER
REGISTER = "/liuwan/qingheli/matters/admission/"


@pytest.fixture
def place(small_city: Any) -> Community:
    """A community with a section of matters, a clerk, and who approves."""
    sync_groups()
    place = Community.objects.get(slug="qingheli")
    published(place.add_child(instance=MatterSection(title="办事", slug="matters", live=False)))
    for name, role in (("clerk", EDITOR), ("chief", PUBLISHER)):
        give_role(make_user(name), role, place)
    return place


def sign_in(reader: Any, name: str) -> Any:
    page = reader.go("/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", "password")
    page.click("button[type=submit]")
    reader.arrives("/admin/")
    return page


def take_in(page: Any) -> None:
    """The clerk writes down what the department asks for."""
    page.fill("[name=department]", "柳湾区商务局（演示）")
    page.fill("[name=matter_name]", "快递网点摸底")
    page.fill("[name=basis]", "《关于摸底的通知（演示）》")
    page.fill("[name=content]", "每月填表报送。")
    page.fill("[name=nothing_offered_reason]", "未安排经费")
    page.click("#w-editor-form button[type=submit]:visible")


@pytest.mark.parametrize("width", [390, 1280])
def test_new_work_is_taken_in_refused_with_its_basis_and_read_by_everybody(
    browser, small_city, place, width
):
    with visit(browser, small_city, width=width) as clerk:
        page = sign_in(clerk, "clerk")
        take_in(clerk.go("/admin/admission-requests/new/"))
        clerk.arrives_below("/inspect/")
        assert sideways(page) == []
        clerk.go(page.locator("a[href*='/submit/']").first.get_attribute("href"))
        page.click("main form button[type=submit]")
        clerk.arrives_below("/inspect/")
        request = page.url.removeprefix(clerk.server)
    with visit(browser, small_city, width=width) as chief:
        page = sign_in(chief, "chief")
        chief.go(request)
        chief.go(page.locator("a[href*='/refuse/']").first.get_attribute("href"))
        page.fill("[name=reason]", "属于部门职责")
        page.click("main form button[type=submit]")
        page.locator("text=请写明不予准入的依据").first.wait_for()
        assert page.input_value("[name=reason]") == "属于部门职责"
        assert sideways(page) == []
        page.fill("[name=basis]", "《条例（演示）》第十四条")
        page.click("main form button[type=submit]")
        chief.arrives_below("/inspect/")
    with visit(browser, small_city, width=width) as reader:
        words = reader.go(REGISTER).inner_text("main")
        assert "快递网点摸底" in words and "《条例（演示）》第十四条" in words


@pytest.mark.parametrize("width", [390, 1280])
def test_admitted_work_is_public_with_its_terms_and_unpaid_it_stands_on_the_desk(
    browser, small_city, place, width
):
    request = make_decided(place, "admit")
    make_task(place, matter=request.entries.get().matter, due_on="2020-01-01")
    with visit(browser, small_city, width=width) as reader:
        assert request.matter_name in reader.go(REGISTER).inner_text("main")
        assert "逾期" in reader.go(f"{REGISTER}entrusted/").inner_text("main")
        assert sideways(reader.page) == []
    with visit(browser, small_city, width=width) as clerk:
        page = sign_in(clerk, "clerk")
        page.locator(".desk-line", has_text="委托").locator(".desk-button").click()
        clerk.arrives("/admin/entrusted-tasks/")


def test_the_register_can_be_read_by_everybody_at_any_width(browser, small_city, place):
    make_decided(place), make_decided(place, "admit")
    make_task(place, due_on="2020-01-01")
    looks = [Look(320), Look(390), Look(1280), Look(1280, "dark")]
    with visit(browser, small_city) as reader:
        found = faults(reader.go(REGISTER), looks, name="register")
        found += faults(reader.go(f"{REGISTER}entrusted/"), looks, name="entrusted")
    assert found == []
