"""Excerpts with the found words marked, made from the text as it was published (摘录).

Offsets lead from the folded text back to the original, so that a Simplified query marks the
Traditional characters of the source. The result is escaped HTML with <mark> around what was found.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from html import escape
from itertools import accumulate, chain
from typing import NamedTuple

from django.utils.safestring import SafeString

from .text import han_pairs, invisible, simplify, words

WIDTH = 120
LEAD = 24
READ = 20_000
"""Characters of a text in which an excerpt is sought."""
_LATIN = re.compile(r"[a-z]")
_BREAK = re.compile(r"[。；！？\n]\s*")
ALONE = re.compile(
    "[\t\n -~\u00b7\u00d7\u2010-\u2016\u2018-\u2023"
    "\u3000-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]+"
)
"""Characters that fold to exactly one, whatever stands beside them: nearly all of Chinese text."""


Needle = str | re.Pattern[str]
Needles = tuple[Needle, ...]


class Mapped(NamedTuple):
    """Folded text whose every character knows where it stood: `starts[i]` to `ends[i]`."""

    folded: str
    starts: Sequence[int]
    ends: Sequence[int]


def fold_with_places(text: str, folded: str = "") -> Mapped:
    """Fold as `text.fold` does, keeping blanks as they are and the way back to the original.

    `folded` is what `text.fold` made of the same text, where somebody has kept it: when no blank
    was lost in it, every character stands where it stood.
    """
    if folded == text or (len(folded) == len(text) and ALONE.fullmatch(text)):
        return Mapped(folded, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, alone in _spans(text):
        kept = text[start:end]
        if alone:
            starts += range(start, end)
            ends += range(start + 1, end + 1)
            pieces.append(unicodedata.normalize("NFKC", kept).lower())
            continue
        kept = "".join(char for char in kept if not invisible(char))
        piece = unicodedata.normalize("NFKC", kept).lower()
        pieces.append(piece)
        starts += [start] * len(piece)
        ends += [end] * len(piece)
    joined = "".join(pieces)
    simple = simplify(joined)
    return Mapped(simple if len(simple) == len(joined) else joined, starts, ends)


def _spans(text: str) -> Iterable[tuple[int, int, bool]]:
    """Runs of characters that fold alone (True), each other one with its marks (False)."""
    at = 0
    for run in ALONE.finditer(text):
        start, end = run.span()
        if end < len(text) and unicodedata.combining(text[end]):
            end -= 1
        if start < end:
            yield from _clusters(text, at, start)
            yield start, end, True
            at = end
    yield from _clusters(text, at, len(text))


def _clusters(text: str, start: int, stop: int) -> Iterable[tuple[int, int, bool]]:
    """Spans of a character with the combining marks that follow it."""
    for at in range(start + 1, stop + 1):
        if at == stop or not unicodedata.combining(text[at]):
            yield start, at, False
            start = at


class Marker:
    """Marks the words of one query in many texts.

    The terms as typed; where none of them stands, other wordings; where none of those, their
    pieces (pairs of Han characters, Latin words, numbers).
    """

    def __init__(self, terms: Sequence[str], forms: Sequence[str] = ()) -> None:
        self.terms, self.forms = terms, forms
        self.needles: list[Needles] = [_unique(terms)]

    def marked(self, text: str, folded: str = "") -> SafeString:
        """A short text (a title) in full; `folded` as for `fold_with_places`."""
        return _html(text, self.spans(fold_with_places(text, folded)), 0, len(text))

    def excerpt(self, text: str, folded: str = "", *, width: int = WIDTH) -> SafeString:
        """About `width` characters around the densest find, or the beginning of the text."""
        folded = folded[:READ] if len(folded) == len(text) else ""
        text = text[:READ]
        spans = self.spans(fold_with_places(text, folded))
        start = _window(text, spans, width)
        return _html(text, spans, start, min(len(text), start + width))

    def spans(self, mapped: Mapped) -> list[tuple[int, int]]:
        """Where the query's words stand in the original, merged and in order."""
        for needles in self.needles:
            if found := _found(mapped, needles):
                return _merged(found) if len(found) > 1 else found
        if len(self.needles) == 1:
            others = [form for form in self.forms if form not in self.terms]
            self.needles += [_unique(others), _unique(self._all_pieces())]
            return self.spans(mapped)
        return []

    def _all_pieces(self) -> Iterable[Needle]:
        return chain.from_iterable(map(_pieces, self.forms or self.terms))


def _unique(needles: Iterable[Needle]) -> Needles:
    return tuple(filter(None, dict.fromkeys(needles)))


def _pieces(form: str) -> list[Needle]:
    """The pieces of a wording; a stem finds the words that begin with it."""
    pairs: list[Needle] = [pair for pair in han_pairs(form) if len(pair) > 1]
    return pairs + list(map(_beginning_with, words(form)))


def _beginning_with(stem: str) -> re.Pattern[str]:
    if _LATIN.match(stem):
        return re.compile(rf"(?<![a-z]){re.escape(stem.removesuffix('i'))}[a-z]*")
    return re.compile(rf"(?<!\d){re.escape(stem)}(?!\d)")


def _found(mapped: Mapped, needles: Needles) -> list[tuple[int, int]]:
    folded, starts, ends = mapped
    found = []
    for needle in needles:
        if not isinstance(needle, str):
            spans = [match.span() for match in needle.finditer(folded)]
            found += [(starts[first], ends[last - 1]) for first, last in spans]
            continue
        at = folded.find(needle)
        while at >= 0:
            last = at + len(needle)
            found.append((starts[at], ends[last - 1]))
            at = folded.find(needle, last)
    return found


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, spans: list[tuple[int, int]], width: int) -> int:
    """Where the excerpt begins: shortly before the finds that stand closest together."""
    if not spans:
        return 0
    first = spans[0][0] if len(spans) == 1 else _densest(spans, width - LEAD)
    earliest = max(0, first - LEAD)
    breaks = [match.end() for match in _BREAK.finditer(text, earliest, first)]
    return breaks[-1] if breaks else earliest


def _densest(spans: list[tuple[int, int]], width: int) -> int:
    """From where on most of so many characters is found."""
    ends = [end for _, end in spans]
    marked = [0, *accumulate([end - start for start, end in spans])]
    counts = [
        marked[bisect_right(ends, first + width)] - marked[place]
        for place, (first, _) in enumerate(spans[:50])
    ]
    return spans[counts.index(max(counts))][0]


def _html(text: str, spans: list[tuple[int, int]], start: int, end: int) -> SafeString:
    shown = text[start:end]
    put = str if escape(shown) == shown else escape  # mostly there is nothing to escape
    parts = ["…" if start else ""]
    at = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        first, last = max(first, start), min(last, end)
        parts += [put(text[at:first]), "<mark>", put(text[first:last]), "</mark>"]
        at = last
    parts += [put(text[at:end]), "…" if end < len(text) else ""]
    return SafeString("".join(parts))  # every piece of text is escaped
