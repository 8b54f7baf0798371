"""The form that narrows a search, in a real browser: ticked, taken back, and without script."""

from __future__ import annotations

from typing import Any

import pytest

from portal.tests.browser import IN_BROWSER, visit

pytestmark = IN_BROWSER

NARROWED = "/search/?q=社区&kind=notice&since=2020-01-01"


def test_choices_are_ticked_in_one_form_and_stand_above_the_results(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city, width=1280) as reader:
        page = reader.go("/search/?q=社区")
        page.locator("input[name=kind][value=regulation]").check()
        page.get_by_label("从", exact=True).fill("2020-01-01")
        page.get_by_role("button", name="更新结果").click()
        reader.arrives_below("kind=regulation")
        chips = page.locator(".chips a")
        chips.first.wait_for()
        assert [" ".join(one.split()) for one in chips.all_inner_texts()] == [
            "去掉： 法规 ×",
            "去掉： 2020-01-01 以后发布 ×",
        ]


def test_a_choice_is_taken_back_by_its_link_and_the_others_stay(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go(NARROWED)
        page.locator(".chips").get_by_role("link", name="通知公告").click()
        page.wait_for_url(lambda found: "kind=" not in found)
        assert "since=2020-01-01" in page.url


def test_the_form_is_reached_and_sent_by_keyboard_on_a_phone(browser: Any, small_city: Any) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go("/search/?q=社区")
        page.locator(".facets > summary").focus()
        page.keyboard.press("Enter")
        box = page.locator("input[name=kind]").first
        box.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        reader.arrives_below(f"kind={box.get_attribute('value')}")


def test_without_script_a_wrong_date_is_kept_and_can_be_mended(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city, java_script_enabled=False) as reader:
        page = reader.go("/search/?q=社区&kind=notice&since=明天")
        field = page.locator("#search-since")
        assert field.input_value() == "明天"
        field.fill("2020年1月1日")
        page.get_by_role("button", name="更新结果").click()
        page.wait_for_url(lambda found: "since=2020" in found)
        assert page.locator(".chips a").count() == 2
        assert page.locator("[aria-invalid]").count() == 0


def test_without_script_no_combobox_is_promised(browser: Any, small_city: Any) -> None:
    with visit(browser, small_city, java_script_enabled=False) as reader:
        page = reader.go("/search/")
        assert page.get_by_role("searchbox").is_visible()
        assert page.get_by_role("combobox").count() == 0


@pytest.mark.parametrize("width", [718, 1280])
def test_paper_gives_the_results_its_whole_width(browser: Any, small_city: Any, width: int) -> None:
    with visit(browser, small_city, width=width) as reader:
        page = reader.go("/search/?q=社区")
        page.emulate_media(media="print")
        results = page.locator(".results").bounding_box()
        around = page.locator(".results-page").bounding_box()
        assert results and around and results["width"] == around["width"]


def test_that_nothing_was_found_is_announced(browser: Any, small_city: Any) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go("/search/?q=没有这样的词")
        assert "没有找到" in page.get_by_role("status").filter(has_text="没有找到").inner_text()


SHOWN_WHOLE = """(field) => {
  field.value = field.placeholder;
  return field.scrollWidth <= field.clientWidth;
}"""


WORDS = {"": "办事", "/zh-hant": "辦事", "/en": "Services"}


@pytest.mark.parametrize(
    ("mode", "languages"), [("standard", list(WORDS)), ("elder", ["", "/zh-hant"])]
)
def test_the_search_box_says_on_a_phone_that_services_are_searched(
    browser: Any, small_city: Any, mode: str, languages: list[str]
) -> None:
    with visit(browser, small_city) as reader:
        reader.choose(mode=mode)
        for language in languages:
            field = reader.go(f"{language}/communities/").locator("#search-header")
            assert WORDS[language] in field.get_attribute("placeholder")
            assert field.evaluate(SHOWN_WHOLE), language
