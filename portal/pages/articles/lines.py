"""The normal form of a text and its lines, and what makes a text unfit to be kept.

Normal form changes line ends and the byte order mark, nothing else: hashes and offsets of
`fixtures/import_hints.json` are taken from it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.problems import Problem, gettext_noop

MAX_CHARACTERS = 20_000_000
MAX_LINE = 300_000
MAX_LINES = 200_000
_SHOWN = 20

GAP = r"[\s\u200b-\u200d\u2060\ufeff]"
"""White space and the invisible characters that web pages leave between visible ones."""
_EDGE = "\u200b\u200c\u200d\u2060\ufeff"

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNFIT = {
    "text.control_character": (
        re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ufdd0-\ufdef]"),
        gettext_noop("This line has a control character. Save the text again as plain UTF-8."),
    ),
    "text.surrogate": (
        re.compile("[\ud800-\udfff]"),
        gettext_noop("This line has half of a character; the file is damaged."),
    ),
    "text.bidi_override": (
        re.compile("[\u202a-\u202e\u2066-\u2069]"),
        gettext_noop(
            "This line has characters that turn the direction of the text round, so "
            "that readers would see other words than are stored. Remove them."
        ),
    ),
}
_ODD = {
    "text.invisible": (
        re.compile("[\u200b-\u200f\u2060\ufeff]"),
        gettext_noop("This line has invisible characters. They were kept."),
    ),
    "text.private_use": (
        re.compile("[\ue000-\uf8ff]"),
        gettext_noop("This line has characters that only one font knows. They were kept."),
    ),
    "text.unreadable": (
        re.compile("\ufffd"),
        gettext_noop("This line has a character that could not be read. Compare with the paper."),
    ),
}
_TOO_LONG = gettext_noop("The text has more than %(limit)s characters. Import it in parts.")
_TOO_MANY_LINES = gettext_noop("The text has more than %(limit)s lines. Import it in parts.")
_LINE_TOO_LONG = gettext_noop(
    "This line has %(size)s characters, more than any regulation (limit %(limit)s)."
)
_NO_TEXT = gettext_noop("The file has no text.")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as printed, without the white space around it; `number` counts from 1."""

    number: int
    start: int
    end: int
    text: str


def normal_form(text: str) -> str:
    """The text with line feeds as line ends and without a byte order mark at its beginning."""
    return _LINE_END.sub("\n", text.removeprefix("\ufeff"))


def content_hash(text: str) -> str:
    """SHA-256 of the text in normal form: the same document has the same hash on every machine."""
    return hashlib.sha256(text.encode()).hexdigest()


def lines_of(text: str) -> Iterator[Line]:
    """The lines that are not blank."""
    start = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        inner = raw.strip().strip(_EDGE).strip()
        if inner:
            at = start + raw.index(inner)
            yield Line(number, at, at + len(inner), inner)
        start += len(raw) + 1


def problems_with_text(text: str, name: str) -> list[Problem]:
    """Why a text cannot be kept as it is, by file and line; the first twenty places of each."""
    if len(text) > MAX_CHARACTERS:
        return [Problem("text.too_long", _TOO_LONG, params={"limit": MAX_CHARACTERS}, where=name)]
    if text.count("\n") > MAX_LINES:
        params = {"limit": MAX_LINES}
        return [Problem("text.too_many_lines", _TOO_MANY_LINES, params=params, where=name)]
    if not text.strip():
        return [Problem("text.empty", _NO_TEXT, where=name)]
    problems = _places(text, name, _UNFIT)
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE:
            sizes = {"size": len(line), "limit": MAX_LINE}
            where = f"{name}:{number}"
            problems.append(Problem("text.line_too_long", _LINE_TOO_LONG, "", sizes, where))
    return problems


def remarks_on_text(text: str, name: str) -> list[Problem]:
    """What is odd about a text that can be kept."""
    return _places(text, name, _ODD)


def _places(text: str, name: str, table: dict[str, tuple[re.Pattern[str], str]]) -> list[Problem]:
    problems = []
    for code, (pattern, message) in table.items():
        if not pattern.search(text):
            continue
        numbers = [no for no, line in enumerate(text.split("\n"), 1) if pattern.search(line)]
        problems += [Problem(code, message, where=f"{name}:{no}") for no in numbers[:_SHOWN]]
    return problems
