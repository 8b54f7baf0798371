"""Every public template in a real browser: axe finds nothing, nothing scrolls sideways, nobody
else is asked for anything, and reading needs no script.

Needs Chromium; where there is none these tests are skipped by name.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, sync_playwright

from portal.models import SiteSettings
from portal.pages.actions import publish_version
from portal.pages.models import ArticleReference, Centre, OpeningHours, OrganisationUnit
from portal.pages.tests import factories
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed on this machine"),
]


def make_centre(community: Any) -> None:
    """A centre with a door plate and hours, a unit, and the page that shows them."""
    centre = Centre.objects.create(
        community=community, name="青禾里社区服务中心（演示）", address="青禾路27号（演示）",
        street="青禾路", house_no="27", phone="0000-8800 1121", hotline="0000-8800 1122",
    )  # fmt: skip
    for weekday in range(7):
        OpeningHours.objects.create(centre=centre, weekday=weekday, opens=time(8), closes=time(18))
    OrganisationUnit.objects.create(
        community=community, kind="committee", name="居民委员会（演示）", duties="办理公共事务。"
    )
    factories.make_directory(community, show_in_menus=True)


def make_notices(community: Any) -> None:
    """Notices of every look: result with its notice, old material, past, withdrawn, many."""
    section = factories.make_notice_section(community)
    first = factories.make_notice(section, slug="first", doc_no="青社〔2025〕1号")
    first.topics.add("停水")
    first.save()
    factories.make_notice(section, slug="result", kind="result", answers=first)
    factories.make_notice(section, slug="old", is_historical=True, original_date=date(1996, 5, 1))
    factories.make_notice(section, slug="past", valid_until=date(2020, 1, 1))
    gone = factories.make_notice(section, slug="gone")
    withdraw(gone, by=None, at=timezone.now(), reason="名单有误，更正后重新公布")
    for _ in range(21):
        factories.make_notice(section)


def make_regulations(city: Any) -> None:
    """A regulation with two versions that cites itself, and one in each other state."""
    section = factories.make_regulation_section(city)
    today = timezone.localdate()
    rules = factories.make_regulation(
        section,
        slug="rules",
        title="议事协商规则（演示）",
        source_note="演示文本",
        verified_on=today,
    )
    ended = today - timedelta(days=30)
    factories.make_version(
        rules, no=1, effective_from=ended - timedelta(days=300), effective_to=ended
    )
    version = factories.make_version(
        rules, no=2, state="draft", effective_from=ended + timedelta(days=1)
    )
    first, second, third = version.articles.order_by("seq")
    first.text = "应当遵守第二条。\n前款所称应当，没有例外。"
    first.save()
    second.number_doubtful = second.number_inferred = True
    second.save()
    ArticleReference.objects.create(source=first, start=4, end=7, target=rules, number=2)
    third.chapter = "第二章 附则"
    third.save()
    publish_version(version, by=None, at=timezone.now())
    guide = factories.make_regulation(section, slug="parts")
    parts = factories.make_version(guide, articles=2, state="draft")
    parts.articles.update(kind="section", number=None, label="")
    parts.articles.filter(seq=1).update(heading="一、目标", text="说明。")
    publish_version(parts, by=None, at=timezone.now())
    for validity in ("unverified", "amended", "repealed", "not_yet_in_force", "expired"):
        other = factories.make_regulation(section, slug=validity, validity=validity)
        factories.make_version(other)


@pytest.fixture
def addresses() -> list[str]:
    """One address of every public template, in a small city that has something of everything."""
    city = make_city(introduction="<p>为演示而虚构的城市。</p>")
    SiteSettings.objects.update(is_demo=True, hotline="0000-8800 1000", host_unit="演示单位")
    district = make_district(city, slug="liuwan", introduction="<p>两个社区。</p>")
    community = make_community(district, slug="qingheli", introduction="<p>老人多。</p>")
    make_community(district, "桐荫巷社区", slug="tongyin", kind="rural")
    factories.make_notice(factories.make_notice_section(city), title="全市通知")
    make_centre(community)
    make_notices(community)
    make_regulations(city)
    notices, regulations = "/liuwan/qingheli/notices/", "/regulations/"
    return [
        "/", "/liuwan/", "/liuwan/qingheli/", "/liuwan/tongyin/", "/liuwan/qingheli/centre/",
        notices, f"{notices}?page=2", f"{notices}?kind=result&year=1900",
        *(f"{notices}{slug}/" for slug in ("first", "result", "old", "past", "gone")),
        regulations, f"{regulations}rules/", f"{regulations}rules/?article=99",
        f"{regulations}rules/?on=2001-01-01", f"{regulations}rules/v1/",
        f"{regulations}rules/article-2/", f"{regulations}rules/v1/article-2/",
        f"{regulations}rules/compare/", f"{regulations}repealed/", f"{regulations}unverified/",
        f"{regulations}parts/", "/zh-hant/regulations/rules/",
        "/no-such-page/", "/en/", "/en/regulations/rules/article-2/",
        "/search/?q=社区", "/search/?q=没有这样的词", "/search/",
    ]  # fmt: skip


@contextmanager
def browser_page(**options: Any) -> Iterator[Page]:
    """A page of a fresh Chromium; nothing of Django's is asked while it runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        try:
            yield browser.new_page(**options)
        finally:
            browser.close()


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page shown: findings of axe, and scrolling sideways."""
    from axe_playwright_python.sync_playwright import Axe

    found = [
        f"{finding['id']}: {node['target']}"
        for finding in Axe().run(page).response["violations"]
        for node in finding["nodes"]
    ]
    root = "document.documentElement"
    too_wide = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return [*found, *([f"scrolls sideways by {too_wide} px"] if too_wide > 0 else [])]


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (1280, "light"), (320, "dark"), (1280, "dark")]
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    live_server: Any, addresses: list[str], width: int, scheme: Any
) -> None:
    faults: dict[str, list[str]] = {}
    viewport: Any = {"width": width, "height": 900}
    with browser_page(viewport=viewport, color_scheme=scheme) as page:
        for address in addresses:
            answer = page.goto(live_server.url + address)
            assert answer is not None and answer.status < 500, address
            faults |= {address: found} if (found := faults_of(page)) else {}
    assert faults == {}


def test_pages_ask_no_other_host_and_obey_their_own_policy(
    live_server: Any, addresses: list[str]
) -> None:
    asked: set[str] = set()
    complaints: list[str] = []
    with browser_page() as page:
        page.on("request", lambda request: asked.add(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        for address in addresses:
            page.goto(live_server.url + address)
    assert {url for url in asked if not url.startswith((live_server.url, "data:"))} == set()
    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_without_script_a_reader_changes_community_and_reads_an_article(
    live_server: Any, addresses: list[str]
) -> None:
    viewport: Any = {"width": 390, "height": 900}
    with browser_page(viewport=viewport, java_script_enabled=False) as page:
        page.goto(live_server.url + "/")
        page.locator(".chooser > summary").click()
        page.locator(".chooser__list a", has_text="青禾里社区").click()
        assert page.url.endswith("/liuwan/qingheli/")
        page.locator(".menu > summary").click()
        page.locator(".menu__panel a", has_text="法规制度").click()
        page.get_by_role("link", name="议事协商规则（演示）").first.click()
        page.get_by_label("直接到第几条").fill("二")
        page.get_by_role("button", name="去", exact=True).click()
        assert page.url.endswith("/regulations/rules/article-2/")
        assert page.get_by_role("button", name="复制链接").count() == 0


def test_an_article_is_marked_where_a_link_has_led(live_server: Any, addresses: list[str]) -> None:
    with browser_page() as page:
        page.goto(f"{live_server.url}/regulations/rules/#article-2")
        border = "getComputedStyle(document.querySelector(':target')).borderLeftWidth"
        assert page.evaluate(border) == "6px"
