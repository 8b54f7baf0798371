"""The form that narrows a search, in a real browser: ticked, taken back, and without script."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from portal.pages.models import NoticeSection
from portal.pages.tests.factories import make_notice
from portal.publication.actions import publish
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


@pytest.mark.parametrize("script", [True, False])
def test_words_and_choices_are_one_form(browser: Any, small_city: Any, script: bool) -> None:
    with visit(browser, small_city, width=1280, java_script_enabled=script) as reader:
        page = reader.go("/search/?q=社区")
        box = page.locator("#search-band")
        box.fill("工作")
        page.locator("input[name=kind][value=regulation]").check()
        page.get_by_role("button", name="更新结果").click()
        page.wait_for_url(lambda found: "kind=regulation" in found)
        assert box.input_value() == "工作"
        box.fill("社区")
        box.press("Enter")
        page.wait_for_url(lambda found: unquote(found).split("?")[1].find("q=社区") >= 0)
        assert "kind=regulation" in page.url
        assert page.locator(".chips a").count() == 1


def test_where_there_are_no_choices_the_box_asks_by_itself(browser: Any, small_city: Any) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go("/search/")
        page.locator("#search-band").fill("社区")
        page.get_by_role("button", name="搜索", exact=True).click()
        page.wait_for_url(lambda found: "q=" in found)
        assert page.locator(".results a").count()


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


FIT_FOR_A_FINGER = """(parts) => parts.every((part) => {
  const box = part.getBoundingClientRect();
  return box.height >= 44 && box.width >= 44;
})"""


@pytest.fixture
def many_topics(small_city: Any) -> Any:
    """Twelve topics of notices that can be found by one word, each of one."""
    section = NoticeSection.objects.filter(live=True).first()
    for number in range(12):
        notice = make_notice(section, title="演练安排", slug=f"drill-{number}", live=False)
        notice.topics.add(f"主题{number:02}")
        publish(notice, by=None)
    return small_city


def test_the_rarer_values_of_a_facet_are_reached_by_keyboard_without_script(
    browser: Any, many_topics: Any
) -> None:
    with visit(browser, many_topics, java_script_enabled=False) as reader:
        page = reader.go("/search/?q=演练")
        page.locator(".facets > summary").click()
        fold = page.locator(".facets__rest").filter(has=page.locator("input[name=topic]"))
        boxes = fold.locator("input[name=topic]")
        assert (boxes.count(), boxes.first.is_visible()) == (4, False)
        fold.locator("summary").press("Enter")
        assert boxes.first.is_visible()
        value = boxes.last.get_attribute("value")
        boxes.last.check()
        page.get_by_role("button", name="更新结果").click()
        page.wait_for_url(lambda found: "topic=" in found)
        assert page.locator(".chips a").inner_text().split()[1] == value
        page.locator(".facets > summary").click()
        assert page.locator(f"input[name=topic][value={value}]").is_checked()
        assert page.locator(f"input[name=topic][value={value}]").is_visible()
        assert boxes.first.is_visible()


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_the_fold_and_what_is_in_it_are_fit_for_a_finger(
    browser: Any, many_topics: Any, mode: str
) -> None:
    with visit(browser, many_topics) as reader:
        reader.choose(mode=mode)
        page = reader.go("/search/?q=演练")
        page.locator(".facets > summary").click()
        page.locator(".facets__rest > summary").first.click()
        targets = page.locator(".facets__rest > summary, .facets__rest .check")
        assert targets.count() >= 5
        assert targets.evaluate_all(FIT_FOR_A_FINGER)


def test_paper_says_by_what_a_list_was_narrowed(browser: Any, small_city: Any) -> None:
    with visit(browser, small_city, width=718) as reader:
        page = reader.go(NARROWED)
        assert not page.get_by_text("只列出符合这些条件的").is_visible()
        page.emulate_media(media="print")
        told = page.locator(".results__bar").inner_text().split()
        assert told == ["只列出符合这些条件的：", "通知公告", "2020-01-01", "以后发布"]


def test_words_are_looked_for_inside_one_regulation_without_script(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city, java_script_enabled=False) as reader:
        page = reader.go("/regulations/rules/")
        page.get_by_label("在这部法规内搜索").and_(page.locator("input")).fill("居住")
        page.get_by_label("在这部法规内搜索").and_(page.locator("input")).press("Enter")
        page.wait_for_url(lambda found: "within=" in found)
        field = page.get_by_role("searchbox")
        field.fill("社区")
        field.press("Enter")
        page.wait_for_url(lambda found: "within=" in found and "q=%E7%A4%BE" in found)
        page.locator(".chips a").first.click()
        page.wait_for_url(lambda found: "within=" not in found)


def test_paper_has_no_field_to_search_inside_a_regulation(browser: Any, small_city: Any) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go("/regulations/rules/")
        assert page.locator("#search-inside").is_visible()
        page.emulate_media(media="print")
        assert not page.locator("#search-inside").is_visible()


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
