"""Plain text (TXT): finds the encoding, or says that it cannot and where.

UTF-8, UTF-16 with its mark, and GB18030 (with GBK and GB2312) are read. Every sequence of bytes
decodes somehow in a Chinese encoding; what then makes no sense is refused rather than stored.
"""

from __future__ import annotations

import codecs
import re

from .found import Finding, Inspection, Reading, Unreadable

_CALL = re.compile(r"""^\s*[=+@-]\s*['\"]?[\w.]+['\"]?\|.*!""")
"""A cell that names a program and a topic: a spreadsheet would call it."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = re.compile(r"[\x00\ue000-\uf8ff]")
"""NUL, and the private characters that Big5 bytes turn into when they are read as GB18030."""
_COMMON = re.compile("[，。、；：的]")
_ENOUGH_TO_JUDGE = 50
_UTF8_BY_CHANCE = 8
"""So many characters outside ASCII in a row are never UTF-8 by chance."""


def read(data: bytes) -> Reading:
    """The text of a TXT file, unaltered but for its line ends."""
    return Reading(with_plain_line_ends(decoded(data)))


def inspect(data: bytes) -> Inspection:
    """The text of an upload; a table that would call a program when opened is refused (DDE)."""
    text = with_plain_line_ends(decoded(data))
    for number, line in enumerate(text.split("\n"), start=1):
        cells = re.split(r'[,;\t]"?|^"', line)
        if any(_CALL.match(cell) for cell in cells):
            return Inspection(refusals=(Finding("dde", line=number),))
    return Inspection(text)


def decoded(data: bytes, *, declared: str = "", is_prose: bool = True) -> str:
    """The characters of `data`; `declared` is the encoding that the file itself names, if any.

    Prose has commas and stops; the cells of a table may be without any.

    Bytes that are sound UTF-8 are read so, whatever is declared: saved pages keep old labels.

    Refuses, naming the line, bytes that are no text in any encoding known here.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) if encoding == "utf-8" else 0 :], encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if declared:
            return _strictly(data, declared)
        beginning = data[: error.start].decode("utf-8")
        if sum(char > "\x7f" for char in beginning) >= _UTF8_BY_CHANCE:
            raise _undecodable(data, error.start) from None
        return _sensible(_strictly(data, "gb18030"), is_prose=is_prose)
    return _without_nul(text)


def with_plain_line_ends(text: str) -> str:
    """The text with `\\n` as its only line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return _without_nul(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start) from None


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise Unreadable("undecodable", line=text.count("\n", 0, text.index("\x00")) + 1)
    return text


def _sensible(text: str, *, is_prose: bool) -> str:
    """Text read as GB18030 that looks like Chinese; anything else was another encoding."""
    wrong = _NO_TEXT.search(text)
    if wrong:
        raise Unreadable("undecodable", line=text.count("\n", 0, wrong.start()) + 1)
    foreign = sum(char > "\x7f" for char in text)
    if is_prose and foreign >= _ENOUGH_TO_JUDGE and not _COMMON.search(text):
        raise Unreadable("undecodable", line=1)
    return text


def _undecodable(data: bytes, position: int) -> Unreadable:
    return Unreadable("undecodable", line=data.count(b"\n", 0, position) + 1)
