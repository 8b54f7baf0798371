"""Reading in a real browser: chapters fold, links open them, the contents follow the reader.

Script only adds: without it everything is open, and every address works.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from portal.tests.browser import IN_BROWSER, visit

pytestmark = IN_BROWSER
LONG, RULES = "/regulations/long/", "/regulations/rules/"
OPEN = "() => document.querySelectorAll('details.fold[open]').length"


def last_year() -> str:
    """A day on which the first version of the rules held."""
    return (timezone.localdate() - timedelta(days=100)).isoformat()


def test_all_chapters_fold_and_unfold_and_a_link_opens_its_own(browser, small_city):
    with visit(browser, small_city, width=1280) as reader:
        page = reader.go(LONG)
        assert page.evaluate(OPEN) == 5
        page.get_by_role("button", name="全部折叠").click()
        assert page.evaluate(OPEN) == 0
        page.evaluate("() => { location.hash = 'article-25' }")
        page.wait_for_function(f"() => ({OPEN})() === 1")
        assert page.locator("#article-25").is_visible()
        page.get_by_role("button", name="全部折叠").click()
        page.get_by_role("button", name="全部展开").click()
        assert page.evaluate(OPEN) == 5


def test_the_contents_stay_in_sight_and_mark_the_chapter_that_is_read(browser, small_city):
    with visit(browser, small_city, width=1280) as reader:
        page = reader.go(LONG + "#article-25")
        current = page.locator("[data-contents] a[aria-current=location]")
        current.wait_for()
        assert current.get_attribute("href") == "#chapter-3"
        assert current.is_visible()
        top = "document.querySelector('.regulation__side').getBoundingClientRect().top"
        assert page.evaluate(top) >= 0


def test_on_a_phone_the_contents_are_folded_and_say_where_the_reader_is(browser, small_city):
    with visit(browser, small_city, width=390) as reader:
        page = reader.go(LONG + "#article-45")
        page.wait_for_function("() => document.querySelector('[data-here]').textContent")
        here = page.locator("[data-here]").inner_text()
        assert here == page.locator("#chapter-5 .fold__title").inner_text()
        assert not page.locator("[data-contents]").is_visible()


def test_arrow_keys_turn_to_the_article_before_and_after_on_the_same_day(browser, small_city):
    with visit(browser, small_city) as reader:
        page = reader.go(f"{RULES}article-3/?on={last_year()}")
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"**/article-4/?on={last_year()}")
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(f"**/article-3/?on={last_year()}")
        assert "第1版" in page.locator(".note--lamp").inner_text()


def test_without_script_everything_is_open_and_a_day_can_be_asked_for(browser, small_city):
    with visit(browser, small_city, java_script_enabled=False) as reader:
        page = reader.go(LONG)
        assert page.locator("#article-47").is_visible()
        assert page.get_by_role("button", name="全部折叠").count() == 0
        page = reader.go(RULES)
        page.get_by_label("看某一天的文本").fill(last_year())
        page.get_by_role("button", name="显示").click()
        reader.arrives(f"{RULES}?on={last_year()}")
        page.get_by_role("link", name="第4条").click()
        reader.arrives(f"{RULES}article-4/?on={last_year()}")
