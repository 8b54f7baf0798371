"""Reads signs as people read them: every digit as 0 to 9, what cannot be seen as nothing.

One sign for one sign, so that a place in the plain text is the same place in the text itself.
"""

from __future__ import annotations

import unicodedata

UNSEEN = "\x00"
_UNSEEN_CATEGORIES = {"Cf", "Mn", "Me", "Cc", "Cn", "Co"}
_STARS = "×✕✖╳●•○◯✱∗⁎＊★☆■□▇█"
_KEPT = {"\n": "\n", "\r": "\n", "\t": "\t", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}
_LINE_ENDS = {"\u2028", "\u2029"}


class _Signs(dict[int, str]):
    """What each sign is read as; worked out when a sign is met for the first time."""

    def __missing__(self, code: int) -> str:
        self[code] = read = _read(chr(code))
        return read


def _read(sign: str) -> str:
    if sign in _KEPT or sign in _LINE_ENDS:
        return _KEPT.get(sign, "\n")
    category = unicodedata.category(sign)
    if category in _UNSEEN_CATEGORIES:
        return UNSEEN
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Zs":
        return " "
    if category == "Pd" or sign == "−":
        return "-"
    if sign in _STARS:
        return "*"
    if category == "No":  # a footnote or a bullet beside a number is no part of it
        return sign
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 and not folded.isspace() else sign


_SIGNS = _Signs()


def plain(text: str) -> str:
    """`text`, sign by sign as it is read."""
    return text.translate(_SIGNS)
