"""How a standing text looks whose citations lead into the library.

The text is not altered; where the citations lead was found before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.navigation import page_address

register = template.Library()

_MARK = re.compile(r"(<[^>]*>)")


@register.simple_tag(takes_context=True)
def law_links(context: Mapping[str, Any], html: SafeString, links: Any) -> SafeString:
    """A rich text with its citations as links; what is a link already stays what it is."""
    pieces, depth = [], 0
    for piece in _MARK.split(str(html)):
        if piece.startswith("<"):
            depth += piece.startswith(("<a ", "<a>")) - (piece == "</a>")
            pieces.append(piece)
        elif piece:
            pieces.append(piece if depth else _linked(context, unescape(piece), links))
    return mark_safe("".join(pieces))  # noqa: S308 - marks were safe before, text is escaped


@register.simple_tag(takes_context=True)
def law_words(context: Mapping[str, Any], text: str, links: Any) -> SafeString:
    """A plain text with its citations as links."""
    return mark_safe(_linked(context, text, links))  # noqa: S308 - escaped piece by piece


def _linked(context: Mapping[str, Any], text: str, links: Any) -> str:
    pieces, at = [], 0
    for start, end, path in links.places(text):
        if start < at:
            continue
        url = page_address(context["frame"].relative(path))
        pieces.append(escape(text[at:start], quote=False))
        link = '<a href="{}" data-legal-source>{}</a>'
        pieces.append(format_html(link, url, text[start:end]))
        at = end
    return "".join([*pieces, escape(text[at:], quote=False)])
