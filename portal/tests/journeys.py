"""Work at the desk in a real browser: signing in, writing, pressing the buttons of the form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page as Screen

from portal.tests.browser import Visit, visit

PATIENCE = 45_000
EDITABLE = "[data-panel]:has(#id_body) [contenteditable=true]"
ANY_EDITABLE = "[data-panel] [contenteditable=true]"
WATCHES = (
    "document.addEventListener('w-unsaved:watch-edits', () => { window.watchedAt = Date.now(); });"
)
WATCHED = "() => window.watchedAt && Date.now() - window.watchedAt > 2500"
"""Wagtail takes what stands in a form as unchanged twice, two seconds after each other."""


def sign_in(reader: Visit, name: str) -> Screen:
    """Signs this person in with name and password, as everybody does; the desk stands open."""
    page = reader.go("/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", "password")
    page.click("button[type=submit]")
    reader.arrives("/admin/")
    return page


@contextmanager
def at_work(browser: Any, server: Any, name: str, *, width: int = 1280) -> Iterator[Visit]:
    """This person's browser, signed in with name and password, at the desk."""
    with visit(browser, server, width=width) as reader:
        reader.page.set_default_timeout(PATIENCE)
        reader.page.set_default_navigation_timeout(PATIENCE)
        reader.page.add_init_script(WATCHES)
        sign_in(reader, name)
        yield reader


@contextmanager
def a_reader(browser: Any, server: Any) -> Iterator[Visit]:
    """Somebody who reads the public site."""
    with visit(browser, server) as reader:
        reader.page.set_default_timeout(PATIENCE)
        reader.page.set_default_navigation_timeout(PATIENCE)
        yield reader


def status_of(reader: Visit, address: str) -> int:
    """What the server answers to this address."""
    answer = reader.page.goto(reader.server + address)
    assert answer is not None
    return answer.status


def through_the_door(reader: Visit, words: str) -> Screen:
    """Presses a button of the desk; the empty form is ready to be written in."""
    reader.page.locator(".desk-door", has_text=words).click()
    reader.arrives_below("/admin/pages/add/pages/notice/")
    return ready(reader.page)


def ready(page: Screen) -> Screen:
    """The form of a page, once it notices what is typed."""
    page.locator(ANY_EDITABLE).first.wait_for()
    page.wait_for_function(WATCHED)
    return page


def write(page: Screen, words: str) -> None:
    """Puts the words into the text of the page, as from a keyboard."""
    page.locator(EDITABLE).click()
    page.keyboard.insert_text(words)
    page.wait_for_function(
        "(words) => document.querySelector('#id_body').value.includes(words)", arg=words
    )


def never_saves_itself(reader: Visit) -> None:
    """Only buttons save: the form does not by itself, at moments that no test can know."""

    def answer(route: Any) -> None:
        own = route.request.headers.get("accept") == "application/json"
        is_save = own and route.request.method == "POST" and "/preview/" not in route.request.url
        route.abort() if is_save else route.continue_()

    reader.page.route("**/admin/pages/**", answer)


def press(page: Screen, words: str) -> None:
    """Presses a button at the foot of the form, behind the arrow where it is not in front."""
    foot = page.locator("footer nav.actions")
    foot.wait_for()
    button = foot.locator("button, a").filter(has_text=words)
    if not button.first.is_visible():
        foot.locator(".w-dropdown__toggle").click()
    button.first.click()


def offers(page: Screen) -> list[str]:
    """What the foot of the form offers, in front and behind the arrow."""
    foot = page.locator("footer nav.actions")
    foot.wait_for()
    return [words.strip() for words in foot.locator("button, a").all_inner_texts()]


def submit(reader: Visit) -> None:
    """Sends the page to the second person; the list of the section follows."""
    press(reader.page, "提交审批")
    reader.page.locator(".messages .success").wait_for()


def line(page: Screen, words: str) -> Any:
    """What waits at the desk and speaks of this."""
    return page.locator(".desk-line", has_text=words)


def approve(reader: Visit, title: str, *, words: str = "批准并发布") -> None:
    """From the desk to the form of what waits, and approves it."""
    page = reader.go("/admin/")
    line(page, title).locator(".desk-button").click()
    reader.arrives_below("/edit/")
    press(ready(page), words)
    page.locator(".messages .success").wait_for()
