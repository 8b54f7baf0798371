"""Numbers that lead to a person: resident IDs (GB 11643), mobiles, bank cards; spelt in any way.

Spaced, hyphenated, in full width, with unseen signs between the digits. A check digit is not asked
for: a mistyped number of a neighbour is hers all the same. What keeps other long numbers out is the
date of birth inside an ID, the prefix and check of a card, and what the number is called.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import chain

from .digits import BEGIN, END, GAP_SIGNS, JOINED, LAST_SIGN, Digits, Luhn, digit, in_groups
from .findings import Finding, Kind
from .identity import is_identity
from .labels import Surroundings
from .partly import endings, partly_masked
from .plain import plain

_STRETCH = re.compile(rf"[+\d*#xX][{GAP_SIGNS}\d*#xX]{{6,}}")
"""Where a number may stand: everything else is passed over at once."""
_LONGEST, _SHORTEST = 24, 4


def _d(values: str = "0123456789") -> str:
    return digit(values, over_lines=True)


_MONTH = f"(?:{_d('0')}{_d('123456789')}|{_d('1')}{_d('012')})"
_DAY = f"(?:{_d('0')}{_d('123456789')}|{_d('12')}{_d()}|{_d('3')}{_d('01')})"
_YEAR = f"(?:{_d('1')}{_d('89')}|{_d('2')}{_d('0')}){_d()}{{2}}"
_LAST = f"(?:{_d()}|{LAST_SIGN})"
_IDENTITIES = {
    18: re.compile(f"{BEGIN}(?={_d()}{{17}}{_LAST}{END})"),
    15: re.compile(f"{BEGIN}(?={_d()}{{15}}{END})"),
}
_BORN = {
    18: re.compile(f"{BEGIN}(?={_d()}{{6}}{_YEAR}{_MONTH}{_DAY}{_d()}{{3}}{_LAST}{END})"),
    15: re.compile(f"{BEGIN}(?={_d()}{{8}}{_MONTH}{_DAY}{_d()}{{3}}{END})"),
}
_CARD_HEADS = (
    f"{_d('6')}{digit()}|{_d('4')}|{_d('5')}{digit('012345678')}|{_d('3')}{digit('57')}"
    f"|{_d('9')}{digit('5')}{{2}}"
)
"""How the cards of the payment networks begin."""
_CARDS = {
    length: re.compile(f"{BEGIN}(?={_d()}{digit()}{{{length - 1}}}{END})")
    for length in (19, 18, 17, 16)
}
_LIKELY_CARD = re.compile(f"(?={_CARD_HEADS}){BEGIN}(?=({_d()}{digit()}{{15,18}}))")
_MOBILE_LENGTH = 11
_MOBILE = re.compile(
    f"{BEGIN}(?=((?:(?:{_d('0')}{digit('0')}{digit('8')}|{_d('8')}){digit('6')}{digit('0')}?"
    f"{digit('1')}|{_d('0')}{digit('1')}|{_d('1')}){digit('3456789')}{digit()}{{9}}){END})"
)
_SHAPES = [
    (11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 3, 4), (5, 6), (1,) * 11, (2, 3, 3, 3),
]  # fmt: skip
_SHAPED = re.compile("|".join(in_groups(*sizes) for sizes in _SHAPES))
_AMOUNT_AFTER = re.compile(
    r"[ \t]{0,9}(?:\.\d|[万萬亿億]?元|[万萬亿億]|人|户|戶|平方|吨|噸|株|千|立方|%)"
)
_AMOUNT_BEFORE = re.compile(r"[¥$]\s*$")


def find(text: str) -> list[Finding]:
    """All numbers in `text` that lead to a person, in order; places are those of `text` itself."""
    return sorted(_Search(plain(text)).found(), key=lambda one: one.start)


class _Search:
    """The search in one text, as it is read: the longest numbers first, none of two numbers."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._around = Surroundings(text)
        self._stretches = [match.span() for match in _STRETCH.finditer(text)]
        self._digits = Digits(text, self._stretches)
        self._taken = bytearray(len(text))

    def found(self) -> Iterator[Finding]:
        """Every number, as long as no longer one covers a part of it."""
        for one in chain(self._by_length(), endings(self.text)):
            if self._is_free(one.start, one.end):
                self._taken[one.start : one.end] = b"\1" * (one.end - one.start)
                yield one

    def _is_free(self, begins: int, ends: int) -> bool:
        return self._taken.find(1, begins, ends) < 0

    def _by_length(self) -> Iterator[Finding]:
        masked_in_part: dict[int, list[Finding]] = defaultdict(list)
        for begins, ends in self._stretches:
            for one in partly_masked(self._around, begins, ends):
                masked_in_part[len(one.digits)].append(one)
        for length in range(_LONGEST, _SHORTEST - 1, -1):
            if length in _IDENTITIES:
                yield from self._identities(length)
            if length in _CARDS:
                yield from self._cards(length)
            if length == _MOBILE_LENGTH:
                yield from self._mobiles()
            yield from masked_in_part[length]

    def _numbers(
        self, pattern: re.Pattern[str], length: int, *, called: bytearray | None = None
    ) -> Iterator[tuple[int, int, int]]:
        """Where numbers of this form are free: in the word of digits, and from where to where.

        With `called` only those that begin at a mark. Goes on behind what is not, or was just now,
        and behind what is taken, or was just now: nothing before it is free.
        """
        word, places = self._digits.word, self._digits.places
        match = pattern.search(word)
        while match:
            begins = match.start()
            start, end = places[begins], places[begins + length - 1] + 1
            next_place = start + 1
            if called is not None and not called[start]:
                next_place = called.find(1, start)
            elif self._is_free(start, end):
                yield begins, start, end
            if next_place < 0:
                return
            taken = self._taken.rfind(1, start, end)
            after = bisect_left(places, max(next_place, taken + 1), begins + 1)
            match = pattern.search(word, after)

    def _identities(self, length: int) -> Iterator[Finding]:
        around, said = self._around, self._digits.said
        for begins, start, end in self._numbers(_BORN[length], length):
            digits = said(begins, begins + length)
            if is_identity(digits, is_body=around.says_body(start)):
                yield Finding(Kind.IDENTITY, start, end, digits)
        for begins, start, end in self._numbers(
            _IDENTITIES[length], length, called=around.identity
        ):
            yield Finding(Kind.IDENTITY, start, end, said(begins, begins + length))

    def _cards(self, length: int) -> Iterator[Finding]:
        said = self._digits.said
        for begins in self._likely_cards[length]:
            start, end = self._digits.span(begins, begins + length)
            if self._is_free(start, end) and not self._around.says_body(start):
                yield Finding(Kind.CARD, start, end, said(begins, begins + length))
        for begins, start, end in self._numbers(_CARDS[length], length, called=self._around.card):
            yield Finding(Kind.CARD, start, end, said(begins, begins + length))

    @cached_property
    def _likely_cards(self) -> dict[int, list[int]]:
        """Where numbers with the beginning and the check of a card begin, by their length."""
        word = self._digits.word
        luhn = Luhn(self._digits.said(0, len(word)))
        found: dict[int, list[int]] = defaultdict(list)
        for match in _LIKELY_CARD.finditer(word):
            begins, longest = match.span(1)
            for ends in range(begins + 16, longest + 1):
                if luhn.passes(begins, ends) and word[ends] not in JOINED:
                    found[ends - begins].append(begins)
        return found

    def _mobiles(self) -> Iterator[Finding]:
        places = self._digits.places
        for match in _MOBILE.finditer(self._digits.word):
            ends = match.end(1)
            start, end = places[match.start()], places[ends - 1] + 1
            begins = ends - _MOBILE_LENGTH  # without the prefix of the country
            if self._is_free(start, end) and self._is_mobile(begins, start, end):
                start -= self.text[start - 1 : start] == "+"
                yield Finding(Kind.MOBILE, start, end, self._digits.said(begins, ends))

    def _is_mobile(self, begins: int, start: int, end: int) -> bool:
        """Written in one or in the usual groups; no sum of money, no number of a document."""
        if self._around.says_phone(start):
            return True
        if not _SHAPED.match(self._digits.word, begins) or self._around.says_body(start):
            return False
        before = _AMOUNT_BEFORE.search(self.text, max(start - 3, 0), start)
        return not (before or _AMOUNT_AFTER.match(self.text, end))
