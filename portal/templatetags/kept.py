"""Parts of the frame that are put together once for many requests (decision 9).

Header and footer are the same on thousands of pages: they depend on the settings row, the language,
the display, the community and the word of the menu that is current, and besides only on the
address. What depends on the address is filled in at each request.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from portal.navigation import Frame

register = template.Library()

MOST_PARTS = 1_000
_parts: dict[tuple[Any, ...], list[str]] = {}
_TOKEN = re.compile(r"(\x02[a-z-]+\x02)")


class KeptNode(template.Node):
    """A part of the frame, kept for as long as everything it is made of stays the same."""

    def __init__(self, nodelist: NodeList, name: str, values: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.name = name
        self.values = values

    def render(self, context: Context) -> SafeString:
        """The part for this address; put together when it is not there yet."""
        frame = context.get("frame")
        if frame is None or not frame.state:
            return self.nodelist.render(context)
        values = (value.resolve(context, ignore_failures=True) for value in self.values)

        def put_together(without_address: Frame) -> str:
            with context.push(frame=without_address):
                return str(self.nodelist.render(context))

        pieces = pieces_of(frame, (self.name, *values), put_together)
        return mark_safe(frame.with_address(pieces))  # noqa: S308 - made by our own templates


def pieces_of(
    frame: Frame, name: tuple[Any, ...], put_together: Callable[[Frame], str]
) -> list[str]:
    """A text of the frame in pieces at its tokens, put together where it is not kept yet.

    `name` holds what it depends on besides the look of the frame.
    """
    key = (*name, frame.look)
    pieces = _parts.get(key)
    if pieces is None:
        pieces = _TOKEN.split(put_together(frame.without_address()))
        if len(_parts) >= MOST_PARTS:
            _parts.clear()
        _parts[key] = pieces
    return pieces


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept name value … %}…{% endkept %}`: what is inside depends on the values besides."""
    name, *values = token.split_contents()[1:]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, name, [parser.compile_filter(value) for value in values])
