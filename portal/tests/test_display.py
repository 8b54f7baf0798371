"""How pages are shown is remembered and stands in the first byte; banners come and go at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portal.pages.models import NoticeSection
from portal.pages.tests.factories import make_emergency
from portal.tests.browser import IN_BROWSER, visit
from portal.tests.small_city import ADDRESSES, COMMUNITY, NOTICES, RULES

pytestmark = IN_BROWSER

ROOT = "() => ({...document.documentElement.dataset})"
WALL = "() => getComputedStyle(document.body).backgroundColor"
BANNER = re.compile(r'<section class="banner".*?</section>', re.DOTALL)


def test_large_type_goes_with_the_reader_and_is_left_where_the_reader_is(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go(f"{NOTICES}running/")
        small = page.locator("h1").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
        page.locator(".strip").get_by_role("link", name="大字版").click()
        page.locator("html[data-mode=elder]").wait_for()
        reader.arrives(f"{NOTICES}running/")
        for address in (f"{NOTICES}running/", "/", f"/en{RULES}", "/zh-hant/search/"):
            assert reader.go(address).evaluate(ROOT)["mode"] == "elder"
        page = reader.go(f"{NOTICES}running/")
        large = page.locator("h1").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
        assert large > small
        page.locator(".strip").get_by_role("link", name="退出大字版").click()
        reader.arrives(f"{NOTICES}running/")
        page.locator("html[data-mode=standard]").wait_for()


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_chosen_theme_wins_over_that_of_the_system(
    browser: Any, small_city: Any, system: Any
) -> None:
    other, name = ("dark", "深色") if system == "light" else ("light", "浅色")
    with visit(browser, small_city, color_scheme=system) as reader:
        page = reader.go(COMMUNITY)
        as_the_system = page.evaluate(WALL)
        page.locator(".strip").get_by_role("link", name=name).click()
        page.locator(f"html[data-theme={other}]").wait_for()
        assert page.evaluate(WALL) != as_the_system
        assert reader.go(RULES).evaluate(ROOT)["theme"] == other


def test_display_stands_in_the_first_byte_so_that_nothing_flashes(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city) as reader:
        reader.choose(theme="dark", mode="elder")
        for address in ("/", f"{NOTICES}running/", "/en/search/", "/no-such-page/"):
            sent = reader.context.request.get(reader.server + address).text()
            assert 'data-theme="dark"' in sent[:200] and 'data-mode="elder"' in sent[:200], address


def test_a_banner_stands_on_every_page_at_the_next_request_and_goes_by_itself(
    browser: Any, small_city: Any
) -> None:
    addresses = {address for group in ADDRESSES.values() for address in group}
    title = "全市停电应急演练（演示）"
    with visit(browser, small_city) as reader:

        def shown() -> set[str]:
            ask = reader.context.request.get
            pages = {at: BANNER.findall(ask(small_city.url + at).text()) for at in addresses}
            return {at for at, banners in pages.items() if title in "".join(banners)}

        assert shown() == set()
        make_emergency(NoticeSection.objects.get(depth=3), title=title)
        assert addresses - shown() == set()
        with time_machine.travel(timezone.now() + timedelta(hours=7)):
            assert shown() == set()
