"""Web pages (HTML): the text a reader sees, one line per block.

The page goes through nh3, which reads as browsers do and hands back well-formed markup without
scripts; what is left is walked tag by tag, without recursion, however deep it nests.
"""

from __future__ import annotations

import re
from html import unescape

import nh3

from .found import Finding, Reading
from .plain import decoded, with_plain_line_ends

_DROPPED = {
    "script", "style", "noscript", "template", "title", "iframe", "object", "svg", "math",
    "textarea", "select", "button",
}  # fmt: skip
_CELLS = {"td", "th"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_INLINE = {
    "a", "b", "em", "font", "i", "label", "mark", "small", "span", "strong", "sub", "sup", "u",
}  # fmt: skip
_VOID = {"br", "hr"}
_TOKEN = re.compile(r'<(/?)([a-z0-9]+)((?: [a-z-]+="[^"]*")*)>|([^<]+)')
_HIDDEN = re.compile(r' hidden="|display: ?none|visibility: ?hidden')
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_ENCODINGS = {
    b"utf-8": "utf-8",
    b"gb2312": "gb18030",
    b"gbk": "gb18030",
    b"gb18030": "gb18030",
    b"big5": "big5hkscs",
    b"big5-hkscs": "big5hkscs",
}
_HEAD_BYTES = 2048


def read(data: bytes) -> Reading:
    """The visible text of a page; scripts, styles and hidden parts are left out."""
    lines = _Lines()
    for token in _TOKEN.finditer(_well_formed(data)):
        closing, tag, attributes, text = token.groups()
        if text:
            lines.add_text(unescape(text))
        elif closing:
            lines.close(tag)
        else:
            lines.open(tag, hidden=bool(_HIDDEN.search(attributes)))
    warnings = [Finding("hidden_text", {"count": lines.left_out})] if lines.left_out else []
    return Reading(lines.text(), warnings=tuple(warnings))


def _well_formed(data: bytes) -> str:
    return nh3.clean(
        with_plain_line_ends(decoded(data, declared=_declared_encoding(data))),
        tags=_BLOCKS | _CELLS | _INLINE,
        clean_content_tags=_DROPPED,
        attributes={"*": {"hidden", "style"}},
        filter_style_properties={"display", "visibility"},
        link_rel=None,
    )


def _declared_encoding(data: bytes) -> str:
    """The encoding that the head of the page names, widened to its superset; "" if none known."""
    named = _CHARSET.search(data[:_HEAD_BYTES])
    return _ENCODINGS.get(named.group(1).lower(), "") if named else ""


class _Lines:
    """The lines of a page while it is walked. Invariant: no empty line is kept."""

    def __init__(self) -> None:
        self.left_out = 0
        self._done: list[str] = []
        self._line: list[str] = []
        self._hidden_depth = 0
        self._pre_depth = 0

    def open(self, tag: str, *, hidden: bool) -> None:
        """A tag begins; a hidden one hides all up to its end."""
        if tag not in _VOID and (self._hidden_depth or hidden):
            self._hidden_depth += 1
        elif tag in _BLOCKS:
            self._pre_depth += tag == "pre"
            self._end_line()
        elif tag in _CELLS and self._line:
            self._line.append("\t")

    def close(self, tag: str) -> None:
        """A tag ends; a block ends its line."""
        if self._hidden_depth:
            self._hidden_depth -= 1
        elif tag in _BLOCKS:
            self._pre_depth -= tag == "pre"
            self._end_line()

    def add_text(self, text: str) -> None:
        """Words of the current line; white space counts as one space, except in `pre`."""
        if self._hidden_depth:
            self.left_out += len(text.strip())
            return
        first, *more = text.split("\n") if self._pre_depth else [_SPACE.sub(" ", text)]
        self._line.append(first)
        for line in more:
            self._end_line()
            self._line.append(line)

    def text(self) -> str:
        """All lines, the last one ended."""
        self._end_line()
        return "\n".join(self._done)

    def _end_line(self) -> None:
        line = "".join(self._line).strip(" \t\n")
        if line:
            self._done.append(line)
        self._line.clear()
