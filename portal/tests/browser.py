"""A real browser for tests: looks, findings of axe, what scrolls sideways, what was asked for.

Needs Chromium; where there is none the tests that use it are skipped by name.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident, main_thread
from typing import Any, NamedTuple

import axe_playwright_python
import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))),
    None,
)
"""The one without a window is a fifth quicker."""
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed on this machine"),
]
HEIGHT = 900
ZOOMED = 640
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
AXE_RUN = """async (enhanced) => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    preload: false,  // styles and media, fetched anew for rules that nothing here falls under
    rules: {
      "color-contrast-enhanced": {enabled: enhanced},  // 7:1; holds more than the next one asks
      "color-contrast": {enabled: !enhanced},
      "target-size": {enabled: true},
    },
  });
  return found.violations.flatMap((finding) => finding.nodes.map((node) =>
    `${finding.id}: ${node.target.join(" ")} (${node.html.slice(0, 90)})`));
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
PATIENCE, PAUSE = 10, 0.02
UNFOLD = "() => document.querySelectorAll('details').forEach((part) => { part.open = true; })"


class Look(NamedTuple):
    """One way in which a page is looked at."""

    width: int
    scheme: Any = "light"
    unfolded: bool = False

    def __str__(self) -> str:
        return f"{self.width} px {self.scheme}{' unfolded' if self.unfolded else ''}"


_answering: set[int] = set()
"""Threads of the test's server that are answering a request right now."""


def _begun(**_signal: Any) -> None:
    if get_ident() != main_thread().ident:
        _answering.add(get_ident())


def _ended(**_signal: Any) -> None:
    _answering.discard(get_ident())


request_started.connect(_begun)
request_finished.connect(_ended)


def all_answered() -> None:
    """Waits for what a closed browser asked last.

    The desk asks for previews by itself; one that is made while the tables of a test are emptied
    leaves rows there, on which every later test fails.
    """
    end = time.monotonic() + PATIENCE
    time.sleep(PAUSE)
    while _answering and time.monotonic() < end:
        time.sleep(PAUSE)


@contextmanager
def started_browser() -> Iterator[Browser]:
    """A fresh Chromium. Django may be asked while it runs: it never asks from within a loop."""
    kept = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        if kept is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = kept


@dataclass
class Visit:
    """One reader's browser: a context with its cookies, and what went on in it."""

    context: BrowserContext
    page: Page
    server: str
    asked: list[str]
    complaints: list[str]

    def go(self, address: str) -> Page:
        """Opens an address of the portal; a server error fails at once."""
        answer = self.page.goto(self.server + address)
        assert answer is not None and answer.status < 500, (address, answer and answer.status)
        return self.page

    def choose(self, **choices: str) -> None:
        """Sets cookies of choice: `theme`, `mode`, `community`, `language`."""
        self.context.add_cookies(
            [
                {"name": f"portal_{name}", "value": value, "url": self.server}
                for name, value in choices.items()
            ]
        )

    def arrives(self, address: str) -> None:
        """Fails unless the click before leads to this address, in time."""
        self.page.wait_for_url(lambda found: found == self.server + address)

    def arrives_below(self, part: str) -> None:
        """Fails unless the click before leads to an address with this part, in time."""
        self.page.wait_for_url(lambda found: part in found.removeprefix(self.server))


@contextmanager
def visit(browser: Browser, server: Any, *, width: int = 390, **options: Any) -> Iterator[Visit]:
    """A reader without cookies who reads Chinese and wants no movement."""
    options = {"locale": "zh-CN", "reduced_motion": "reduce", **options}
    options.setdefault("viewport", {"width": width, "height": HEIGHT})
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(15_000)
    reader = Visit(context, page, server.url, [], [])
    page.on("request", lambda request: reader.asked.append(request.url))
    page.on("console", lambda message: reader.complaints.append(message.text))
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    try:
        yield reader
    finally:
        context.close()
        all_answered()


def show(page: Page, look: Look) -> None:
    """Turns the page shown to a width and a colour scheme, and opens what is folded."""
    page.set_viewport_size({"width": look.width, "height": HEIGHT})
    page.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")
    if look.unfolded:
        page.evaluate(UNFOLD)


def sideways(page: Page) -> list[str]:
    """Whether the page shown scrolls sideways."""
    too_wide = page.evaluate(TOO_WIDE)
    return [f"scrolls sideways by {too_wide} px"] if too_wide > 0 else []


def findings(page: Page, *, enhanced: bool = True) -> list[str]:
    """What is wrong with the page shown: findings of axe, and scrolling sideways.

    Contrast is asked for at 7:1, or at 4.5:1 where the colours are Wagtail's and not ours.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return [*page.evaluate(AXE_RUN, enhanced), *sideways(page)]


def faults(page: Page, looks: list[Look], *, name: str) -> list[str]:
    """The findings in each of the looks, each with page, width, mode, rule and element.

    Last the page is shown at half the width of a desk, as when zoomed to 200 %.
    """
    found = []
    for look in looks:
        show(page, look)
        found += [f"{name} · {look} · {finding}" for finding in findings(page)]
    show(page, Look(ZOOMED))
    return [*found, *(f"{name} · zoomed · {finding}" for finding in sideways(page))]
