"""Windows, posts and the roster through their forms, by a clerk, and as a resident reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from portal.matters.models import Matter
from portal.matters.tests.factories import make_card, make_post
from portal.models import Community
from portal.pages.models import Centre
from portal.pages.tests.factories import enter_calendar
from portal.role_table import EDITOR
from portal.roles import give_role, sync_groups
from portal.tests.browser import IN_BROWSER, Visit, sideways, visit
from portal.tests.factories import make_user
from portal.tests.journeys import at_work, line
from portal.tests.small_matters import SERVICES

pytestmark = [*IN_BROWSER, pytest.mark.parametrize("width", [390, 1280])]
SAVE = "#w-editor-form button[type=submit]:visible"
SET = "(field, words) => { field.value = words; }"
"""Types without the calendar of a date opening over the buttons."""
NAME, MOBILE, PHONE = "社会事务窗", "138 0000 1234", "0000-8800 1155"


@pytest.fixture
def office(small_city: Any) -> SimpleNamespace:
    """A community with a clerk and two contact cards."""
    sync_groups()
    community = Community.objects.get(slug="qingheli")
    give_role(make_user("clerk"), EDITOR, community)
    cards = [make_card(community, post=name) for name in ("值守岗甲", "值守岗乙")]
    return SimpleNamespace(centre=Centre.objects.get(community=community), cards=cards)


@pytest.fixture
def wednesday(small_city: Any) -> Iterator[None]:
    """Ten in the morning of the coming Wednesday, an ordinary working day."""
    today = timezone.localdate()
    day = today + timedelta(days=(2 - today.weekday()) % 7 or 7)
    enter_calendar(today, 30)
    morning = timezone.make_aware(datetime(day.year, day.month, day.day, 10))
    with time_machine.travel(morning):
        yield


@pytest.fixture
def clerk(browser: Any, small_city: Any, office: SimpleNamespace, width: int) -> Iterator[Visit]:
    with at_work(browser, small_city, "clerk", width=width) as working:
        yield working


@pytest.fixture
def reader(browser: Any, small_city: Any, width: int) -> Iterator[Visit]:
    """A resident in whose browser no script runs."""
    with visit(browser, small_city, width=width, java_script_enabled=False) as visiting:
        yield visiting


# --- Windows --------------------------------------------------------------------------------------
def test_a_window_is_entered_and_read_as_open_until_it_is_shut_for_a_day(
    wednesday: None, clerk: Visit, reader: Visit, width: int
) -> None:
    page = _enters_a_window(clerk)
    counter = reader.go(f"{SERVICES}windows/").locator(".counter", has_text=NAME)
    words = counter.inner_text()
    said = ("现在开着", "17:00", "低位柜台", "大字材料", PHONE, "老年人优待证申领")
    assert [one for one in said if one not in words] == []
    assert "手语" not in words and sideways(reader.page) == []
    page.locator("main tr", has_text=NAME).get_by_role("link").first.click()
    clerk.arrives_below("/edit/")
    page.locator("#id_closures-ADD").click()
    page.locator("[name=closures-0-date]").evaluate(SET, timezone.localdate().isoformat())
    page.locator("[name=closures-0-reason]").fill("设备检修，改到2号窗")
    page.click(SAVE)
    clerk.arrives("/admin/windows/")
    words = reader.go(f"{SERVICES}windows/").locator(".counter", has_text=NAME).inner_text()
    assert "设备检修，改到2号窗" in words and "现在开着" not in words


def _enters_a_window(clerk: Visit) -> Any:
    """A mobile, then hours the wrong way round are refused by name; what was typed stays."""
    page = clerk.go("/admin/windows/new/")
    page.fill("[name=no]", "8")
    page.fill("[name=name]", NAME)
    page.fill("[name=phone]", MOBILE)
    page.check(f"[name=matters][value='{Matter.objects.get(code='YL-002').pk}']")
    page.check("[name=low_counter]")
    page.check("[name=large_print]")
    page.locator("#id_hours-ADD").click()
    page.select_option("[name=hours-0-weekday]", "2")
    for name, words in (("opens", "17:00"), ("closes", "09:00")):
        page.locator(f"[name=hours-0-{name}]").evaluate(SET, words)
    page.click(SAVE)
    said = page.locator("[data-contentpath=phone] .error-message")
    said.wait_for()
    assert "办公电话" in said.inner_text() and page.input_value("[name=phone]") == MOBILE
    page.fill("[name=phone]", PHONE)
    page.click(SAVE)
    page.locator("text=结束时间必须晚于开始时间").first.wait_for()
    assert page.input_value("[name=hours-0-opens]") == "17:00" and sideways(page) == []
    for name, words in (("opens", "09:00"), ("closes", "17:00")):
        page.locator(f"[name=hours-0-{name}]").evaluate(SET, words)
    page.click(SAVE)
    clerk.arrives("/admin/windows/")
    return page


# --- Posts ----------------------------------------------------------------------------------------
def test_a_post_has_two_holders_and_a_third_special_one_comes_onto_the_desk(
    clerk: Visit, office: SimpleNamespace, width: int
) -> None:
    call_command("load_rule_settings", verbosity=0)
    for number in range(5):
        make_post(office.centre, name=f"固定岗{number}")
    for name in ("特色岗一", "特色岗二"):
        make_post(office.centre, name=name, kind="special")
    assert line(clerk.go("/admin/"), "岗位").count() == 0
    _enters_a_special_post(clerk, *(str(card.pk) for card in office.cards))
    line(clerk.go("/admin/"), "岗位").locator(".desk-button").click()
    page = clerk.page
    page.locator("main a", has_text="特色岗位有3个，最多设2个").click()
    clerk.arrives("/admin/posts/?kind=special")
    words = page.locator("main").inner_text()
    assert "助残特色岗" in words and "固定岗1" not in words
    assert sideways(page) == []


def _enters_a_special_post(clerk: Visit, one: str, other: str) -> None:
    """Nobody stands in for oneself, and the street office approves; what was typed stays."""
    page = clerk.go("/admin/posts/new/")
    page.fill("[name=name]", "助残特色岗")
    page.select_option("[name=kind]", "special")
    page.select_option("[name=a_holder]", one)
    page.select_option("[name=b_holder]", one)
    assert page.locator("[name=a_holder]").bounding_box()["width"] <= page.viewport_size["width"]
    page.click(SAVE)
    said = page.locator("[data-contentpath=b_holder] .error-message")
    said.wait_for()
    assert "不能是同一个人" in said.inner_text()
    assert page.locator("[data-contentpath=approved_by] .error-message").count() == 1
    assert page.input_value("[name=a_holder]") == one and sideways(page) == []
    page.select_option("[name=b_holder]", other)
    page.fill("[name=approved_by]", "柳湾街道办（演示）")
    page.locator("[name=approved_on]").evaluate(SET, "2026-01-05")
    page.click(SAVE)
    clerk.arrives("/admin/posts/")


# --- Roster and contact card ----------------------------------------------------------------------
def test_several_days_are_filled_by_turns_and_stand_on_the_public_roster_and_card(
    clerk: Visit, reader: Visit, office: SimpleNamespace, width: int
) -> None:
    today = timezone.localdate()
    first, last = today + timedelta(days=5), today + timedelta(days=8)
    page = clerk.go("/admin/duty-roster/plan/")
    for card in office.cards:
        page.check(f"[name=people][value='{card.pk}']")
    page.fill("[name=first]", first.isoformat())
    page.fill("[name=last]", last.isoformat())
    page.get_by_role("button", name="排出日子").click()
    _saves_the_days(clerk, f"{first.isoformat()}-phone")
    page = reader.go(f"{SERVICES}duty/")
    days = page.locator(".roster__day").all_inner_texts()
    named = [one for one in days if "值守岗甲" in one and "值守岗乙" in one]
    assert len(named) == 4 and PHONE in named[0]
    assert sideways(page) == []
    words = reader.go(f"{SERVICES}contact-card/").locator(".contact-card").first.inner_text()
    assert "0000-8800 1122" in words and "民政救助窗" in words and "值守岗甲" not in words
    assert sideways(page) == []


def _saves_the_days(clerk: Visit, field: str) -> None:
    """A mobile is refused beside nothing else lost; then all days are stored."""
    page = clerk.page
    page.locator(f"[name='{field}']").fill(MOBILE)
    page.get_by_role("button", name="全部保存").click()
    page.locator("[role=alert]").first.wait_for()
    assert page.locator(f"[name='{field}']").input_value() == MOBILE
    assert sideways(page) == []
    page.locator(f"[name='{field}']").fill(PHONE)
    page.get_by_role("button", name="全部保存").click()
    clerk.arrives_below("/admin/duty-roster/gaps/")
