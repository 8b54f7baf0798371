"""By keyboard alone: everything is reached in the order it stands, focus is seen, nothing traps.

And by thumb: what is to be touched is large enough wherever it does not stand in a sentence.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from portal.tests.browser import IN_BROWSER, visit
from portal.tests.small_city import ADDRESSES, NOTICES, RULES

pytestmark = IN_BROWSER

READ_BY_KEYBOARD = [
    "/", f"{NOTICES}running/", RULES, "/regulations/long/", "/search/?q=社区", "/communities/",
    f"/report-error/?page={NOTICES}first/",
]  # fmt: skip
REACHABLE = """() => {
  const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const parts = [...document.querySelectorAll(all)].filter((part) =>
    part.checkVisibility({visibilityProperty: true}) && !part.disabled && part.tabIndex >= 0
    && part.type !== "hidden"
    && !(part.type === "radio" && part !== document.getElementsByName(part.name)[0]));
  parts.forEach((part, at) => { part.dataset.at = String(at); });
  return parts.map((part) => part.outerHTML.slice(0, 90));
}"""
FOCUS = """() => {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  const style = getComputedStyle(part);
  const box = part.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const over = document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
  const covered = over && !part.contains(over) && !over.contains(part) && !part.labels;
  return {at: Number(part.dataset.at), ring, seen, covered,
          what: part.outerHTML.slice(0, 90)};
}"""
SMALL = """() => {
  const parts = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")];
  const inSentence = (part) => {
    if (getComputedStyle(part).display !== "inline") return false;
    let around = part.parentElement;
    while (getComputedStyle(around).display.startsWith("inline")) around = around.parentElement;
    const own = part.innerText.trim().length;
    return around.innerText.trim().length > own;
  };
  const box = (part) => {
    const touched = ["radio", "checkbox"].includes(part.type) ? part.labels[0] : part;
    return touched.getBoundingClientRect();
  };
  return parts.filter((part) => part.checkVisibility({visibilityProperty: true})
      && !part.closest(".visually-hidden, .skip-link") && !inSentence(part)
      && (box(part).height < 43.5 || box(part).width < 43.5))
    .map((part) => `${Math.round(box(part).width)}×${Math.round(box(part).height)} `
      + part.outerHTML.slice(0, 110));
}"""

NOTE_KEYS = """() => {
  window.taken = [];
  addEventListener("keydown", (event) => window.taken.push(event.defaultPrevented));
}"""
PAUSE = 1_000
"""Milliseconds; the page asks after fewer."""


def tabbed_through(page: Page, *, most: int) -> list[dict[str, Any]]:
    """What Tab reaches from the top of the page until it leaves it."""
    reached: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        part = page.evaluate(FOCUS)
        if part is None or (reached and part["at"] == 0):
            break
        if not reached or part["at"] != reached[-1]["at"]:  # a field for a day has three parts
            reached.append(part)
    return reached


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", READ_BY_KEYBOARD)
def test_tab_reaches_everything_in_the_order_it_stands_and_shows_where_it_is(
    browser: Any, small_city: Any, address: str, width: int
) -> None:
    with visit(browser, small_city, width=width) as reader:
        page = reader.go(address)
        page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
        parts = page.evaluate(REACHABLE)
        reached = tabbed_through(page, most=len(parts) + 9)
    assert 'class="skip-link"' in reached[0]["what"]
    assert [part["at"] for part in reached] == list(range(len(parts)))
    assert [part["what"] for part in reached if not part["ring"]] == []
    assert [part["what"] for part in reached if not part["seen"] or part["covered"]] == []


def test_the_skip_link_is_seen_when_reached_and_leads_into_the_content(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go(f"{NOTICES}running/")
        page.keyboard.press("Tab")
        box = page.locator(".skip-link").bounding_box()
        assert box is not None and box["y"] >= 0 and box["height"] >= 44
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("part", [".chooser", ".menu"])
def test_what_folds_in_the_header_opens_by_enter_and_closes_by_escape(
    browser: Any, small_city: Any, part: str
) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go("/")
        page.locator(f"{part} > summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate(f"() => document.activeElement.closest('{part}') !== null")
        page.keyboard.press("Escape")
        assert page.locator(f"{part} > summary").evaluate("(one) => one === document.activeElement")
        assert page.locator(part).get_attribute("open") is None


def test_suggestions_are_chosen_and_left_by_keyboard(browser: Any, small_city: Any) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go("/search/")
        field = page.get_by_role("combobox")
        field.focus()
        page.keyboard.type("停水")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
        assert field.get_attribute("aria-activedescendant")
        page.keyboard.press("Escape")
        assert field.get_attribute("aria-expanded") == "false"
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")


def test_the_suggestion_chosen_by_keyboard_is_what_is_searched(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go("/search/")
        page.get_by_role("combobox").focus()
        page.keyboard.type("停水")
        second = page.get_by_role("option").nth(1)
        word = second.inner_text()
        assert word != "停水"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert second.get_attribute("aria-selected") == "true"
        page.keyboard.press("Enter")
        reader.arrives_below("/search/?q=")
        assert page.get_by_role("combobox").input_value() == word
        assert parse_qs(urlsplit(page.url).query)["q"] == [word]


def test_keys_and_letters_of_an_input_method_are_left_to_it(browser: Any, small_city: Any) -> None:
    with visit(browser, small_city) as reader:
        reader.page.clock.install()
        page = reader.go("/search/")
        field = page.get_by_role("combobox")
        field.focus()
        page.keyboard.type("停水")
        page.clock.run_for(PAUSE)
        page.get_by_role("option").first.wait_for()
        keyboard = reader.context.new_cdp_session(page)
        page.evaluate(NOTE_KEYS)
        asked = len(reader.asked)
        keyboard.send("Input.imeSetComposition", composed("tong"))
        for key in ("ArrowDown", "ArrowUp", "Enter"):  # Escape empties the field of itself here
            press = {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": 229}
            keyboard.send("Input.dispatchKeyEvent", press)
        page.clock.run_for(PAUSE)
        assert page.evaluate("() => window.taken") == [False] * 3
        assert field.get_attribute("aria-activedescendant") is None
        assert field.get_attribute("aria-expanded") == "true"
        with page.expect_response("**/search/suggest/*"):
            keyboard.send("Input.insertText", {"text": "通知"})
            page.clock.run_for(PAUSE)
        words = [parse_qs(urlsplit(address).query)["q"] for address in reader.asked[asked:]]
        assert words == [["停水通知"]]


def composed(letters: str) -> dict[str, Any]:
    """What an input method shows before anything is chosen."""
    return {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)}


@pytest.mark.parametrize("group", ADDRESSES)
@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_what_is_touched_is_large_enough(
    browser: Any, small_city: Any, group: str, mode: str
) -> None:
    small: list[str] = []
    with visit(browser, small_city) as reader:
        reader.choose(mode=mode)
        for address in ADDRESSES[group]:
            small += [f"{address} {part}" for part in reader.go(address).evaluate(SMALL)]
    assert small == [], "\n".join(small)
