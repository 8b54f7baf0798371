"""Markup that may be shown: an allow-list of what our editors can make; all else is taken out.

Rich text comes out of the database, where an import, a fault or an intruder may have written it.
Pure: knows no framework. What was cleaned is kept by its text, so that a page pays for it once.
"""

from __future__ import annotations

from functools import lru_cache

import nh3

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "b", "strong", "i", "em", "u", "s", "sub"),
    *("sup", "del", "code", "pre", "blockquote", "cite", "ol", "ul", "li", "a", "img", "div"),
    *("span", "figure", "figcaption", "table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "*": {"id", "class", "lang"},
    "a": {"href", "download"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
LONGEST_KEPT = 50_000
"""Longer texts are cleaned each time, so that what is kept stays small."""


def clean(markup: str) -> str:
    """The markup with nothing in it that could act."""
    return _kept(markup) if len(markup) <= LONGEST_KEPT else _cleaned(markup)


@lru_cache(maxsize=512)
def _kept(markup: str) -> str:
    return _cleaned(markup)


def _cleaned(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
        clean_content_tags={"script", "style"},
    )
