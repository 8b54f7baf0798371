"""The code on a page says the page's permanent address, drawn as the standard has it."""

from __future__ import annotations

import re

import pytest
import segno
from django.test import override_settings

from portal.templatetags.qr import QUIET_ZONE, permanent_address, qr_code, qr_copy

ADDRESS = "https://portal.example.org/liuwan/qingheli/notices/water-outage/"


def squares_of(svg: str) -> tuple[int, set[tuple[int, int]]]:
    """Width of the drawing and its dark modules as (column, row), read back from the path."""
    width = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", svg)
    assert width
    dark = set()
    for column, row, length, back in runs:
        assert length == back
        dark |= {(int(column) + step, int(row)) for step in range(int(length))}
    return int(width[1]), dark


@pytest.mark.parametrize("address", [ADDRESS, ADDRESS + "很长/" * 12, "https://a.cn/"])
def test_the_drawing_is_the_code_of_the_address_with_its_quiet_zone(address):
    width, dark = squares_of(qr_code(address))
    code = segno.make(address, error="m", micro=False, boost_error=False, mask=2)
    expected = {
        (column + QUIET_ZONE, row + QUIET_ZONE)
        for row, line in enumerate(code.matrix)
        for column, module in enumerate(line)
        if module
    }
    assert dark == expected
    assert width == len(code.matrix) + 2 * QUIET_ZONE


def test_a_copy_draws_the_same_squares_again_without_repeating_them():
    assert '<use href="#qr-squares"/>' in qr_copy(ADDRESS)
    assert 'id="qr-squares"' in qr_code(ADDRESS)
    assert 'id="qr-squares"' not in qr_copy(ADDRESS)


def test_an_address_too_long_to_be_scanned_has_no_code():
    too_long = ADDRESS + "%E9%95%BF" * 255
    assert qr_code(too_long) == qr_copy(too_long) == ""


@override_settings(WAGTAILADMIN_BASE_URL="https://portal.example.org/")
@pytest.mark.parametrize("path", ["/notices/a/", "/en/notices/a/", "/zh-hant/notices/a/"])
def test_the_permanent_address_is_that_of_the_source_language_on_the_own_host(path):
    assert permanent_address(path) == "https://portal.example.org/notices/a/"
