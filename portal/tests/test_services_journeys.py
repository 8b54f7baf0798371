"""A resident finds what to bring and where to go: on a phone and at a desk, without script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from portal.tests.browser import IN_BROWSER, Visit, sideways, visit
from portal.tests.small_matters import SERVICES

pytestmark = [*IN_BROWSER, pytest.mark.parametrize("width", [390, 1280])]
CARD = "老年人优待证申领"
ELEMENTS = (
    "年满65周岁的本市老人", "10个工作日", "20个工作日", "不收费", "各社区服务中心一楼（演示）",
    "工作日8:30—17:30", "本人身份证", "到窗口交材料", "可在60日内申请行政复议",
    "0000-8800 1122", "0000-8800 1199", "《临河市老年人优待办法（演示）》第12条",
)  # fmt: skip
"""What everybody must be told of a procedure, wherever it is read."""


@pytest.fixture
def reader(browser: Any, small_city: Any, width: int) -> Iterator[Visit]:
    """A resident in whose browser no script runs."""
    with visit(browser, small_city, width=width, java_script_enabled=False) as visiting:
        yield visiting


def search(reader: Visit, words: str, *, home: str = "/") -> Any:
    """Types the words on the home page and opens what stands first."""
    page = reader.go(home)
    page.locator("main input[name=q]").fill(words)
    page.locator("main form:has(input[name=q]) button").click()
    reader.arrives_below("/search/")
    page.locator("main .results h3 a, main .results h2 a").first.click()
    return page


def test_two_characters_lead_to_the_own_list_and_the_own_window(reader: Visit) -> None:
    page = search(reader, "优待")
    reader.arrives("/services/card/")
    words = page.locator("main").inner_text()
    assert [one for one in ELEMENTS if one not in words] == []
    page.get_by_role("link", name="选我的社区，看窗口和开放时间").click()
    page.get_by_label("社区名、路名或小区名").fill("桂花苑")
    page.get_by_role("button", name="找一找").click()
    page.locator("main").get_by_role("link", name="青禾里社区").click()
    reader.arrives("/services/card/")
    page.get_by_role("link", name="看青禾里社区的窗口和开放时间").click()
    reader.arrives(f"{SERVICES}card/")
    page.locator("input[name=situation][value='1']").check()
    page.get_by_role("button", name="更新清单").click()
    reader.arrives(f"{SERVICES}card/?situation=1#materials")
    assert page.locator(".checklist__name").all_inner_texts() == ["本人身份证"]
    facts = page.locator(".key-facts").inner_text()
    assert "民政救助窗" in facts and "青禾路27号一楼（演示）" in facts
    assert sideways(page) == []
    page.locator(".key-facts").get_by_role("link", name="怎么走").click()
    reader.arrives("/liuwan/qingheli/centre/")
    assert page.locator("main svg[role=img]").first.is_visible()


def test_the_same_is_found_in_traditional_characters(reader: Visit) -> None:
    page = search(reader, "優待", home="/zh-hant/")
    reader.arrives("/zh-hant/services/card/")
    assert CARD in page.locator("h1").inner_text()
    assert sideways(page) == []


def test_an_occasion_of_life_leads_from_the_home_page_to_the_procedure(reader: Visit) -> None:
    page = reader.go("/")
    page.locator(".entrances").get_by_role("link", name="养老").click()
    reader.arrives("/services/?topic=old-age")
    page.locator("main").get_by_role("link", name=CARD).first.click()
    reader.arrives("/services/card/")


def test_windows_lead_to_the_procedure_at_the_address_of_the_community(reader: Visit) -> None:
    page = reader.go(SERVICES)
    page.locator("main").get_by_role("link", name="窗口", exact=True).click()
    reader.arrives(f"{SERVICES}windows/")
    page.locator(".counter").get_by_role("link", name=CARD).click()
    reader.arrives(f"{SERVICES}card/")


def test_what_is_over_says_so_why_and_where_to_go(reader: Visit) -> None:
    page = search(reader, "养犬证明")
    reader.arrives("/services/over/")
    words = page.locator("main").inner_text()
    assert "不再办理" in words and "不再开具" in words and "请到街道" in words
    assert "0000-8800 1199" in words and "带什么" not in words
    assert sideways(page) == []
    page.locator(".key-facts").get_by_role("link", name=CARD).click()
    reader.arrives("/services/card/")


def test_large_type_and_paper_need_no_script(reader: Visit) -> None:
    page = reader.go(f"{SERVICES}card/?situation=2")
    page.get_by_role("link", name="大字版").click()
    page.locator("html[data-mode=elder]").wait_for()
    assert "带身份证来，十个工作日拿证，不收钱。" in page.locator(".procedure__short").inner_text()
    assert sideways(page) == []
    page.emulate_media(media="print")
    assert page.locator(".checklist__name").count() == 3
    assert (
        page.locator(".checklist").is_visible() and page.get_by_text("情形：家人代办").is_visible()
    )
    assert not page.get_by_role("button", name="更新清单").is_visible()
