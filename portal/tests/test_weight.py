"""What a first visit costs: how much is sent, from where, and that nothing jumps while it loads."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from portal.tests.browser import IN_BROWSER, visit
from portal.tests.small_city import ADDRESSES, NOTICES

pytestmark = IN_BROWSER

MOST_BYTES = 60_000
FIRST_VISITS = ["/", f"{NOTICES}running/", "/regulations/long/", "/search/?q=社区"]
TEXT = ("document", "stylesheet", "script")
WATCH_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts.push(
      [entry.value, ...entry.sources.map((one) => [
        one.node && (one.node.outerHTML || one.node.data).slice(0, 90),
        JSON.stringify(one.previousRect), JSON.stringify(one.currentRect)])]);
  }).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("address", FIRST_VISITS)
def test_a_first_visit_sends_less_than_sixty_kilobytes(
    browser: Any, small_city: Any, address: str
) -> None:
    sent: dict[str, int] = {}
    answers: list[Any] = []
    with visit(browser, small_city) as reader:
        reader.page.on("response", lambda answer: answers.append(answer))
        reader.go(address).wait_for_load_state("networkidle")
        for answer in answers:
            if answer.request.resource_type in TEXT:
                sent[answer.url] = len(gzip.compress(answer.body(), compresslevel=6))
    assert sum(sent.values()) <= MOST_BYTES, sent


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("choices", [{}, {"theme": "dark"}, {"mode": "elder"}], ids=str)
def test_nothing_jumps_while_a_page_loads(
    browser: Any, small_city: Any, width: int, choices: dict[str, str]
) -> None:
    jumps: dict[str, Any] = {}
    with visit(browser, small_city, width=width) as reader:
        reader.choose(**choices)
        reader.page.add_init_script(WATCH_SHIFTS)
        for address in FIRST_VISITS:
            page = reader.go(address)
            page.wait_for_load_state("networkidle")
            page.mouse.wheel(0, 3000)
            page.wait_for_timeout(300)
            jumps |= {address: found} if (found := page.evaluate("() => window.shifts")) else {}
    assert jumps == {}, jumps


@pytest.mark.parametrize("group", ADDRESSES)
def test_pages_ask_no_other_host_and_complain_of_nothing(
    browser: Any, small_city: Any, group: str
) -> None:
    with visit(browser, small_city) as reader:
        for address in ADDRESSES[group]:
            reader.go(address).wait_for_load_state("networkidle")
        own = (reader.server, "data:")
        assert [url for url in reader.asked if not url.startswith(own)] == []
        told = [text for text in reader.complaints if "status of 4" not in text]
        assert told == []
