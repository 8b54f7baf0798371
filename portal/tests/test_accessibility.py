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

PLANT_FAULTS = """(main) => {
  main.innerHTML =
    "<p>淡字</p><img src='data:,'><div>宽</div><a href='/1'>一</a><a href='/2'>二</a>";
  const [pale, , wide, ...small] = main.children;
  pale.style.color = "#666666";
  wide.style.width = "150vw";
  small.forEach((one) => { one.style.cssText = "display: inline-block; width: 9px; height: 9px"; });
}"""

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


def test_the_one_who_looks_sees_what_is_wrong(browser: Any, small_city: Any) -> None:
    """Each rule that the other tests rest on finds a fault that was put there."""
    with visit(browser, small_city) as reader:
        page = reader.go("/")
        page.locator("main").evaluate(PLANT_FAULTS)
        found = " ".join(faults(page, [Look(390)], name="planted"))
    for rule in ("color-contrast-enhanced", "image-alt", "target-size", "scrolls sideways"):
        assert rule in found, found
