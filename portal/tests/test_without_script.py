"""Journeys of a resident on a phone without script, also with everything twice as large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from portal.publication.models import ErrorReport
from portal.tests.browser import IN_BROWSER, Visit, sideways, visit
from portal.tests.small_city import COMMUNITY, NOTICES, RULES

pytestmark = IN_BROWSER

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "java_script_enabled": False,
}
ZOOMED: dict[str, Any] = {
    **PHONE,
    "viewport": {"width": 195, "height": 422},
    "device_scale_factor": 2,
}


@pytest.fixture(params=[PHONE, ZOOMED], ids=["phone", "phone at 200 %"])
def reader(browser: Any, small_city: Any, request: Any) -> Iterator[Visit]:
    """A resident with a phone on which no script runs."""
    with visit(browser, small_city, **request.param) as visiting:
        yield visiting


def test_a_resident_finds_the_community_by_the_name_of_the_estate(reader: Visit) -> None:
    page = reader.go("/")
    page.locator(".chooser > summary").click()
    page.locator(".chooser").get_by_role("link", name="按路名、小区名找").click()
    page.get_by_label("社区名、路名或小区名").fill("桂花苑")
    page.get_by_role("button", name="找一找").click()
    page.locator("main").get_by_role("link", name="青禾里社区").click()
    reader.arrives(COMMUNITY)
    assert "青禾里社区" in reader.go("/").locator(".chooser__name").inner_text()
    assert sideways(page) == []


def test_a_resident_reads_what_is_publicised_and_how_to_object(reader: Visit) -> None:
    page = reader.go(COMMUNITY)
    page.locator(".menu > summary").click()
    page.locator(".menu__panel").get_by_role("link", name="通知公告").click()
    page.locator("#filter-kind").select_option("publicity")
    page.get_by_role("button", name="查看").click()
    page.get_by_role("link", name="桂花苑加装电梯方案公示").click()
    reader.arrives(f"{NOTICES}running/")
    facts = page.locator(".key-facts")
    assert "个工作日" in facts.inner_text()
    assert "青禾路27号二楼议事厅（演示）" in facts.inner_text()
    assert facts.locator("a[href='tel:000088001122']").is_visible()
    assert sideways(page) == []


def test_a_resident_finds_an_article_by_two_characters(reader: Visit) -> None:
    page = reader.go("/")
    page.locator("main input[name=q]").fill("协商")
    page.locator("main").get_by_role("button", name="搜索").click()
    page.locator("main a[href*='/regulations/rules/article-1/']").first.click()
    reader.arrives_below(f"{RULES}article-1/")
    assert "居民共同商量" in page.locator(".article__text").inner_text()
    assert sideways(page) == []


def test_a_resident_reads_what_held_on_a_day_and_what_has_changed(reader: Visit) -> None:
    page = reader.go(RULES)
    first = page.locator("#as-of").get_attribute("min")
    assert first is not None
    page.locator("#as-of").fill(first)
    page.locator(".as-of").get_by_role("button").click()
    reader.arrives_below(f"on={first}")
    assert "社区服务中心办理第4类事项" in page.locator("main").inner_text()
    page = reader.go(RULES)
    page.get_by_role("link", name="看改了什么").first.click()
    reader.arrives_below("/compare/")
    assert "居民共同商量" in page.locator("main").inner_text()
    assert sideways(page) == []


def test_a_resident_changes_display_and_language_and_comes_back(reader: Visit) -> None:
    page = reader.go(f"{NOTICES}running/")
    choices = page.locator(".strip")
    for name, kept in (("大字版", "elder"), ("退出大字版", "standard")):
        choices.get_by_role("link", name=name).click()
        page.locator(f"html[data-mode={kept}]").wait_for()
    choices.get_by_role("link", name="深色").click()
    page.locator("html[data-theme=dark]").wait_for()
    for language, path in (("繁體中文", "/zh-hant"), ("English", "/en"), ("简体中文", "")):
        choices.get_by_role("link", name=language).click()
        reader.arrives(f"{path}{NOTICES}running/")
        assert page.locator("html").get_attribute("data-theme") == "dark"
        assert sideways(page) == []


def test_a_resident_reports_an_error_on_a_page_and_gets_a_number(reader: Visit) -> None:
    page = reader.go(f"{NOTICES}first/")
    page.locator("footer").get_by_role("link", name="本页找错").click()
    assert page.locator("[name=page]").input_value() == f"{NOTICES}first/"
    page.locator("[name=kind][value=outdated]").check()
    page.locator("textarea[name=text]").fill("日期已经过了。")
    page.wait_for_timeout(3_000)
    page.get_by_role("button", name="提交").click()
    page.locator(".report__number").wait_for()
    report = ErrorReport.objects.latest("pk")
    assert report.text == "日期已经过了。" and report.page == f"{NOTICES}first/"
    assert page.locator(".report__number").inner_text() == report.number
    assert sideways(page) == []


def test_a_resident_finds_in_the_archive_what_was_withdrawn_and_why(reader: Visit) -> None:
    page = reader.go(NOTICES)
    page.get_by_role("link", name="按年月查档案").first.click()
    page.get_by_role("link", name="发放名单").click()
    reader.arrives(f"{NOTICES}gone/")
    assert "名单有误，更正后重新公布" in page.locator("main").inner_text()
    assert sideways(page) == []


def test_a_resident_subscribes_to_the_notices_of_the_community(reader: Visit) -> None:
    page = reader.go(NOTICES)
    page.locator("main").get_by_role("link", name="订阅").first.click()
    feed = page.locator("main a[href$='/feed/']").first.get_attribute("href")
    answer = reader.context.request.get(f"{reader.server}{feed}")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "桂花苑加装电梯方案公示" in answer.text()
    assert sideways(page) == []


def test_a_resident_takes_a_regulation_along_as_a_file(reader: Visit) -> None:
    page = reader.go(RULES)
    link = page.locator("main a[href$='.txt']").first.get_attribute("href")
    answer = reader.context.request.get(f"{reader.server}{link}")
    assert answer.ok and "本规则所称协商" in answer.text()
