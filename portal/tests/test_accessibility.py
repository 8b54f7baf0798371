"""Every public template in a real browser: axe finds nothing and nothing scrolls sideways.

Chinese at four widths in light, dark and large type, and at half the width of a desk as when
zoomed to 200 %; the other scripts at a phone's width in light and a desk's in dark.
"""

from __future__ import annotations

from typing import Any

import pytest

from portal.tests.browser import IN_BROWSER, Look, faults, visit
from portal.tests.small_city import ADDRESSES

pytestmark = IN_BROWSER

WIDTHS = (320, 390, 768, 1280)
LIGHT = [Look(width) for width in WIDTHS]
DARK = [Look(width, "dark") for width in WIDTHS]
UNFOLDED = Look(390, unfolded=True)
OTHER_SCRIPTS = [Look(390), Look(1280, "dark")]

groups = pytest.mark.parametrize("group", ADDRESSES)


@groups
def test_axe_finds_nothing_in_light_and_dark(browser: Any, small_city: Any, group: str) -> None:
    found: list[str] = []
    with visit(browser, small_city) as reader:
        for address in ADDRESSES[group]:
            page = reader.go(address)
            found += faults(page, [*DARK, *LIGHT, UNFOLDED], name=address)
    assert found == [], "\n".join(found)


@groups
def test_axe_finds_nothing_in_large_type(browser: Any, small_city: Any, group: str) -> None:
    found: list[str] = []
    with visit(browser, small_city) as reader:
        reader.choose(mode="elder")
        for address in ADDRESSES[group]:
            page = reader.go(address)
            found += faults(page, [*LIGHT, UNFOLDED], name=f"elder {address}")
    assert found == [], "\n".join(found)


@groups
@pytest.mark.parametrize(("language", "locale"), [("zh-hant", "zh-TW"), ("en", "en-GB")])
def test_axe_finds_nothing_in_other_languages(
    browser: Any, small_city: Any, group: str, language: str, locale: str
) -> None:
    found: list[str] = []
    with visit(browser, small_city, locale=locale) as reader:
        for address in ADDRESSES[group]:
            page = reader.go(f"/{language}{address}")
            found += faults(page, OTHER_SCRIPTS, name=f"/{language}{address}")
    assert found == [], "\n".join(found)
