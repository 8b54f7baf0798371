"""The address of a page as a square code (二维码), for a poster, a notice board or a phone beside.

Drawn here as inline SVG: nobody else is asked, and it prints sharp at any size.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import segno
from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from portal.languages import path_in, split_path
from portal.page_meta import absolute

register = template.Library()

QUIET_ZONE = 4
"""Empty modules around a code, as readers need them (ISO/IEC 18004)."""

LONGEST_ADDRESS = 1_000
"""The code of a longer address is too fine for a phone, and no code at all holds three times that;
the address stands beside it in words."""

_MASK = 2
"""One mask for all: looking for the best of the eight takes four times as long for each page."""


@register.simple_tag
def permanent_address(path: str) -> str:
    """The address that stays: on this portal's own host, in the language of the source."""
    return absolute(path_in(settings.LANGUAGE_CODE, split_path(path)[1]))


@register.simple_tag
def qr_code(address: str) -> SafeString:
    """The code of an address as inline SVG; its squares can be drawn again with `#qr-squares`.

    Nothing for an address that is too long.
    """
    if len(address) > LONGEST_ADDRESS:
        return SafeString()
    size, squares = _drawn(address)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<path id="qr-squares" fill="#000" d="{2}"/></svg>',
        size,
        gettext("QR code of this address"),
        squares,
    )


@register.simple_tag
def qr_copy(address: str) -> SafeString:
    """The same code once more on a page that has it already."""
    if len(address) > LONGEST_ADDRESS:
        return SafeString()
    size, _squares = _drawn(address)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
        '<use href="#qr-squares"/></svg>',
        size,
        gettext("QR code of this address"),
    )


@lru_cache(maxsize=2_000)
def _drawn(text: str) -> tuple[int, str]:
    """Width with the quiet zone, and the dark squares, line by line, as an SVG path."""
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK)
    runs = []
    for row, line in enumerate(code.matrix):
        column = 0
        for is_dark, modules in groupby(line):
            width = len(list(modules))
            if is_dark:
                runs.append(f"M{column + QUIET_ZONE} {row + QUIET_ZONE}h{width}v1h-{width}z")
            column += width
    return len(code.matrix) + 2 * QUIET_ZONE, "".join(runs)
