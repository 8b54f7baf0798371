"""Reads the words of rich text and writes masks into them, leaving the markup as it is.

A number may be spread over several elements (138<b>0000</b>0000); its words are read as one text
all the same: elements within a line as nothing, ends of paragraphs and rows as ends of lines, ends
of cells as tabs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape

from portal.privacy import Finding, with_edits

_MARK = re.compile(r"""(<[a-zA-Z/!](?:[^<>"']|"[^"<]*"|'[^'<]*')*>)""")
_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_ATTRIBUTE = re.compile(r"""([\w-]+)=(?:"([^"]*)"|'([^']*)')""")
_LINES = {
    "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "br", "hr", "table",
    "blockquote", "figure", "figcaption", "caption", "embed", "img", "section", "dt", "dd",
}  # fmt: skip
_READ = {"alt", "title", "href", "url", "summary", "aria-label"}
"""Attributes whose value readers see, hear or follow."""


@dataclass
class Attribute:
    """One value of an element that readers meet, and where it stands in the markup."""

    name: str
    text: str
    piece: int


class Markup:
    """The words of one rich text as `text`, with a way back into the markup."""

    def __init__(self, html: str) -> None:
        self.pieces = _MARK.split(html)
        self.starts: dict[int, int] = {}
        self.text = ""
        self._read()

    def _read(self) -> None:
        words: list[str] = []
        length, depth = 0, 0
        for place, piece in enumerate(self.pieces):
            if place % 2 == 0:
                self.starts[place] = length
                part = unescape(piece)
            else:
                part, depth = _break_of(piece, depth)
                part = "" if part == "\n" and words and words[-1].endswith("\n") else part
            if part:
                words.append(part)
                length += len(part)
        self.text = "".join(words)

    @property
    def attributes(self) -> list[Attribute]:
        """What stands in attributes."""
        return [
            Attribute(match[1].lower(), unescape(match[2] or match[3] or ""), place)
            for place, piece in enumerate(self.pieces)
            if place % 2
            for match in _ATTRIBUTE.finditer(piece)
            if match[1].lower() in _READ
        ]

    def linked(self, mark: str, kind: str) -> list[str]:
        """Keys of what is linked or embedded: `linked("linktype", "document")`."""
        found = (dict(_pairs(piece)) for piece in self.pieces[1::2] if mark in piece.lower())
        return [one["id"] for one in found if one.get(mark) == kind and one.get("id", "").isdigit()]

    def mask(self, findings: Iterable[Finding]) -> None:
        """Writes the masks; a finding over several elements is masked in the first of them."""
        hits = list(findings)
        for place, start in self.starts.items():
            words = unescape(self.pieces[place])
            inside = [_within(one, start, len(words)) for one in hits]
            edits = [one for one in inside if one is not None]
            if edits:
                self.pieces[place] = escape(with_edits(words, edits), quote=False)

    def mask_attribute(self, attribute: Attribute, findings: Sequence[Finding]) -> None:
        """Writes the masks into the value of an attribute."""
        masked = with_edits(attribute.text, findings)

        def rewritten(match: re.Match[str]) -> str:
            value = unescape(match[2] or match[3] or "")
            is_meant = match[1].lower() == attribute.name and value == attribute.text
            return f'{match[1]}="{escape(masked)}"' if is_meant else match[0]

        self.pieces[attribute.piece] = _ATTRIBUTE.sub(rewritten, self.pieces[attribute.piece])

    def __str__(self) -> str:
        return "".join(self.pieces)


def _pairs(piece: str) -> list[tuple[str, str]]:
    return [(match[1].lower(), match[2] or match[3] or "") for match in _ATTRIBUTE.finditer(piece)]


def _break_of(mark: str, depth: int) -> tuple[str, int]:
    """What an element is read as, and how many cells deep the text after it stands."""
    named = _NAME.match(mark)
    name = named[1].lower() if named else ""
    if name in ("td", "th"):
        return ("\t", max(depth - 1, 0)) if mark.startswith("</") else ("", depth + 1)
    if name in _LINES:
        return (" " if depth else "\n"), depth
    return "", depth


def _within(one: Finding, start: int, length: int) -> Finding | None:
    """The part of a finding that lies in a piece; the mask stands where the finding begins."""
    begins, ends = max(one.start - start, 0), min(one.end - start, length)
    if begins >= ends:
        return None
    mask = one.mask if one.start >= start else ""
    return Finding(one.kind, begins, ends, one.digits, mask)
