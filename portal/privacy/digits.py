"""The digits of a text as one word, in which numbers are looked for at a cost that never grows.

A person may write a number in any groups. An expression that allows for that reads every digit
dozens of times; so each digit is read once here, and becomes one letter that says its value and
what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .plain import UNSEEN

GAP_SIGNS = rf"{UNSEEN} \-.·_/\n"
_LONGEST_GAP = 3
_GROUP = re.compile(rf"([{GAP_SIGNS}]*)(\d+|[xX])")
JOINED, _UNSEEN, _APART, _NEXT_LINE = "0123456789", "ABCDEFGHIJ", "abcdefghij", "klmnopqrst"
"""A digit right after another, after unseen signs, after a gap, after the end of a line."""
_VALUES = str.maketrans(_UNSEEN + _APART + _NEXT_LINE + "x", JOINED * 3 + "X")
_BREAK = "|"
LAST_SIGN = "x"
"""The X at the end of a resident ID."""
BEGIN = f"(?=[{_UNSEEN}{_APART}{_NEXT_LINE}])"
END = f"(?![{JOINED}])"


def digit(values: str = JOINED, *, over_lines: bool = False) -> str:
    """An expression for one digit of these values, however it is set off from the one before."""
    marks = [JOINED, _UNSEEN, _APART, *([_NEXT_LINE] if over_lines else [])]
    return "[" + "".join(mark[int(value)] for value in values for mark in marks) + "]"


def in_groups(*sizes: int) -> str:
    """An expression for digits that are written in groups of these sizes."""
    rest = [f"[{JOINED}{_UNSEEN}]{{{size - 1}}}" for size in sizes]
    return digit(over_lines=True) + f"[{_APART}]".join(rest)


class Digits:
    """The digits of some stretches of a text: `word`, and in `places` where each of them stands.

    The word ends with a sign that is no digit.
    """

    def __init__(self, text: str, stretches: Iterable[tuple[int, int]]) -> None:
        self.places: list[int] = []
        self._signs: list[str] = []
        for begins, ends in stretches:
            self._read(text, begins, ends)
        self._put(_BREAK, len(text))
        self.word = "".join(self._signs)

    def _read(self, text: str, begins: int, ends: int) -> None:
        follows = -1
        for match in _GROUP.finditer(text, begins, ends):
            gap, group = match.groups()
            place = match.start(2)
            is_broken = match.start() != follows or len(gap) > _LONGEST_GAP
            if group in "xX":
                self._put(_BREAK if is_broken else LAST_SIGN, place)
                follows = -1
                continue
            if is_broken:
                self._put(_BREAK, place)
            self._put((_APART if is_broken else _marks(gap))[int(group[0])], place)
            self._signs.append(group[1:])
            self.places.extend(range(place + 1, match.end()))
            follows = match.end()

    def _put(self, sign: str, place: int) -> None:
        self._signs.append(sign)
        self.places.append(place)

    def said(self, begins: int, ends: int) -> str:
        """The digits between two places of the word, without what stood between them."""
        return self.word[begins:ends].translate(_VALUES)

    def span(self, begins: int, ends: int) -> tuple[int, int]:
        """From where to where these digits stand in the text."""
        return self.places[begins], self.places[ends - 1] + 1


@lru_cache(maxsize=1_000)
def _marks(gap: str) -> str:
    """The letters of digits before which this gap stands."""
    if not gap:
        return JOINED
    if "\n" in gap:
        return _NEXT_LINE
    return _APART if gap.strip(UNSEEN) else _UNSEEN


class Luhn:
    """The check of payment cards (ISO/IEC 7812), for any part of a word at the same cost."""

    def __init__(self, values: str) -> None:
        self._sums = ([0], [0])
        for place, sign in enumerate(values):
            value = int(sign) if sign in JOINED else 0
            doubled = 2 * value - 9 if value > 4 else 2 * value
            for doubles, sums in enumerate(self._sums):
                sums.append(sums[-1] + (doubled if place % 2 == doubles else value))

    def passes(self, begins: int, ends: int) -> bool:
        """Whether the last digit is the check of those before it: every second one is doubled."""
        sums = self._sums[ends % 2]
        return (sums[ends] - sums[begins]) % 10 == 0
