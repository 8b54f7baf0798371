"""Pages that no address shows: errors, and the thanks for a report. Axe finds nothing there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory

from portal import errors
from portal.tests.browser import IN_BROWSER, Look, faults, visit
from portal.tests.small_city import COMMUNITY

pytestmark = IN_BROWSER

LOOKS = [Look(320), Look(390, "dark"), Look(1280), Look(1280, "dark")]
STATUSES = (400, 429, 500, 503)


def pages_of_errors(mode: str, language: str) -> dict[str, str]:
    """The page of each error as a reader in a mode and a language gets it."""
    request = RequestFactory().get(f"{language}/")
    request.COOKIES["portal_mode"] = mode
    pages = {str(status): errors.plain(request, status=status) for status in STATUSES}
    pages["403"] = errors.forbidden(request, PermissionError())
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["portal_mode"] = mode
    pages["403-form"] = strict.post(f"{language}/report-error/")
    return {name: page.content.decode() for name, page in pages.items()}


def answering(html: str) -> Callable[[Any], None]:
    """A stand-in for the server that answers with a page."""
    return lambda route: route.fulfill(body=html, content_type="text/html")


@pytest.mark.parametrize("mode", ["standard", "elder"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_axe_finds_nothing_on_pages_of_errors(
    browser: Any, small_city: Any, mode: str, language: str
) -> None:
    found: list[str] = []
    pages = pages_of_errors(mode, language)
    with visit(browser, small_city) as reader:
        for name, html in pages.items():
            reader.page.route(f"**/error-{name}/", answering(html))
            page = reader.go(f"/error-{name}/")
            assert f'data-mode="{mode}"' in html[:200]
            found += faults(page, LOOKS, name=f"{mode} {language} {name}")
    assert found == [], "\n".join(found)


def test_axe_finds_nothing_where_a_report_is_refused_and_where_it_has_arrived(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city) as reader:
        page = reader.go("/report-error/")
        page.locator("#report-send").click()
        page.locator(".error-summary").wait_for()
        found = faults(page, LOOKS, name="refused")
        page.locator("[name=page]").fill(COMMUNITY)
        page.locator("[name=kind][value=fact]").check()
        page.locator("textarea[name=text]").fill("写错了。")
        page.wait_for_timeout(3_000)
        page.locator("#report-send").click()
        page.locator(".report__number").wait_for()
        found += faults(page, LOOKS, name="arrived")
    assert found == [], "\n".join(found)


def test_axe_finds_nothing_in_the_line_that_offers_another_language(
    browser: Any, small_city: Any
) -> None:
    with visit(browser, small_city, locale="en-GB") as reader:
        page = reader.go("/")
        assert page.locator(".offer").is_visible()
        found = faults(page, LOOKS, name="offer")
    assert found == [], "\n".join(found)
