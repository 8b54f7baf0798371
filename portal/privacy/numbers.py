"""Numbers that lead to a person: resident IDs (GB 11643), mobiles, bank cards; spelt in any way.

Spaced, hyphenated, in full width, with unseen signs between the digits. A check digit is not asked
for: a mistyped number of a neighbour is hers all the same. What keeps other long numbers out is the
date of birth inside an ID, the prefix and check of a card, and what the number is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .findings import Finding, Kind, without_overlaps
from .labels import Surroundings
from .partly import endings, partly_masked
from .plain import UNSEEN, plain

_GAP = rf"[{UNSEEN} \-.·_/]{{0,3}}"
_WIDE_GAP = rf"[{UNSEEN} \-.·_/\n]{{0,3}}"
_IDENTITY_18 = re.compile(rf"(?<!\d)(?=(\d(?:{_WIDE_GAP}\d){{16}}{_WIDE_GAP}[\dXx])(?!\d))")
_IDENTITY_15 = re.compile(rf"(?<!\d)(?=(\d(?:{_WIDE_GAP}\d){{14}})(?!\d))")
_CARDS = [re.compile(rf"(?<!\d)(?=(\d(?:{_GAP}\d){{{n - 1}}})(?!\d))") for n in (19, 18, 17, 16)]
_MOBILE = re.compile(
    rf"(?<!\d)(?=((?:(?:\+|00)?86{_GAP})?0?(1{_GAP}[3-9](?:{_GAP}\d){{9}}))(?!\d))"
)
_STRETCH = re.compile(rf"[+\d*#xX][{UNSEEN} \-.·_/\n\d*#xX]{{6,}}")
"""Where a number may stand: everything else is passed over at once."""
_NO_DIGITS = re.compile(r"[^\dX]")

_PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
    *range(61, 66), 71, *range(81, 84), 91,
    99,  # no region: what examples and demonstrations are written with
}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CARD_PREFIX = re.compile(r"6[0-9]|4|5[0-8]|35|37|955")
_SHAPES = {(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 3, 4), (5, 6), (1,) * 11, (2, 3, 3, 3)}
_AMOUNT_AFTER = re.compile(r"\s*(?:\.\d|[万萬亿億]?元|[万萬亿億]|人|户|戶|平方|吨|噸|株|千|立方|%)")
_AMOUNT_BEFORE = re.compile(r"[¥$]\s*$")


def find(text: str) -> list[Finding]:
    """All numbers in `text` that lead to a person, in order; places are those of `text` itself."""
    read = plain(text)
    around = Surroundings(read)
    stretches = [match.span() for match in _STRETCH.finditer(read)]
    kinds = (_identities, _cards, _mobiles, partly_masked)
    found = [
        one for kind in kinds for begins, ends in stretches for one in kind(around, begins, ends)
    ]
    found.sort(key=lambda one: -len(one.digits))  # the longest covers what is left of the others
    return without_overlaps([*found, *endings(read)])


def _digits(written: str) -> str:
    return _NO_DIGITS.sub("", written.upper())


def _identities(around: Surroundings, begins: int, ends: int) -> Iterator[Finding]:
    for pattern in (_IDENTITY_18, _IDENTITY_15):
        for match in pattern.finditer(around.text, begins, ends):
            digits, start = _digits(match[1]), match.start(1)
            if _is_identity(digits, start, around):
                yield Finding(Kind.IDENTITY, start, match.end(1), digits)


def _is_identity(digits: str, start: int, around: Surroundings) -> bool:
    """By its date of birth and region, unless it is called the number of a body or document."""
    if around.says_identity(start):
        return True
    if not _has_birthday(digits):
        return False
    if len(digits) == 18 and identity_check_sign(digits[:17]) == digits[17]:
        return not around.says_body(start) or int(digits[:2]) in _PROVINCES
    return int(digits[:2]) in _PROVINCES and not around.says_body(start)


def _has_birthday(digits: str) -> bool:
    written = digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}"
    try:
        born = date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return False
    return 1880 <= born.year <= 2099


def identity_check_sign(signs: str) -> str:
    """The eighteenth sign for the first seventeen (GB 11643)."""
    total = sum(int(sign) * weight for sign, weight in zip(signs, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def _cards(around: Surroundings, begins: int, ends: int) -> Iterator[Finding]:
    for pattern in _CARDS:
        for match in pattern.finditer(around.text, begins, ends):
            digits, start = _digits(match[1]), match.start(1)
            is_likely = _CARD_PREFIX.match(digits) and passes_luhn(digits)
            if around.says_card(start) or (is_likely and not around.says_body(start)):
                yield Finding(Kind.CARD, start, match.end(1), digits)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check of a payment card (ISO/IEC 7812)."""
    doubled = (int(sign) * (2 if place % 2 else 1) for place, sign in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _mobiles(around: Surroundings, begins: int, ends: int) -> Iterator[Finding]:
    for match in _MOBILE.finditer(around.text, begins, ends):
        start, end = match.span(1)
        if _is_mobile(match[2], start, end, around):
            yield Finding(Kind.MOBILE, start, end, _digits(match[2]))


def _is_mobile(written: str, start: int, end: int, around: Surroundings) -> bool:
    """Written in one or in the usual groups; no sum of money, no number of a document."""
    if around.says_phone(start):
        return True
    groups = tuple(len(part) for part in re.findall(r"\d+", written.replace(UNSEEN, "")))
    if len(groups) > 1 and groups not in _SHAPES:
        return False
    is_amount = _AMOUNT_AFTER.match(around.text, end) or _AMOUNT_BEFORE.search(
        around.text, max(start - 3, 0), start
    )
    return not is_amount and not around.says_body(start)
