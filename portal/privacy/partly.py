"""Numbers of which a part is masked and a part still shows (138****…, 35*************…).

Full masking shows no digit: with the digits that are left, a date of birth and a list, a neighbour
is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .findings import Finding, Kind
from .labels import Surroundings

_SIGN = r"[\d*#xX]"
_TOKEN = re.compile(rf"(?<![0-9A-Za-z*#]){_SIGN}(?:-?{_SIGN}){{5,22}}(?![0-9A-Za-z*#])")
_IN_GROUPS = re.compile(
    r"(?<![0-9A-Za-z*#])(?:\d{3} [*#xX]{4} \d{4}"
    r"|[\d*#xX]{4}(?:[ -][\d*#xX]{4}){2,3}[ -][\d*#xX]{1,7}"
    r"|\d{6} [*#xX]{8} [\d*#xX]{4})(?![0-9A-Za-z*#])"
)
_MASKS = re.compile(r"[*#xX]{3,}")
_MOBILE = re.compile(r"1[3-9]\d{0,4}[*#xX]{3,8}\d{0,4}")
_IDENTITY = re.compile(r"[1-9]\d{5}[*#xX]{3,}\d{1,4}[\dxX]?")
_CARD = re.compile(r"(?:62|4\d|5[1-5]|60)\d{2,4}[*#xX]{3,}\d{3,4}")
_ENDING = re.compile(
    r"(?:(?:手机|手機|电话|電話|卡|身份证|身份證|证件|账号|帐号)[^\n\t,，。;；]{0,6}?)"
    r"(?:尾号|尾號|[后後末]四位)[^\d\n\t]{0,4}(\d{3,6}[xX]?)(?!\d)"
)
_KIND_BY_LENGTH = {11: Kind.MOBILE, 15: Kind.IDENTITY, 18: Kind.IDENTITY} | dict.fromkeys(
    (16, 17, 19), Kind.CARD
)


def partly_masked(around: Surroundings, begins: int, ends: int) -> Iterator[Finding]:
    """Every number between two places of which digits still show."""
    for pattern in (_TOKEN, _IN_GROUPS):
        for match in pattern.finditer(around.text, begins, ends):
            signs = match[0].replace("-", "").replace(" ", "")
            if _MASKS.search(signs) and any(sign.isdigit() for sign in signs):
                kind = _kind_of(signs, match.start(), around)
                if kind is not None:
                    yield Finding(kind, match.start(), match.end(), _fixed(signs))


def endings(read: str) -> Iterator[Finding]:
    """The last digits of a number, given as such (尾号、后四位)."""
    for match in _ENDING.finditer(read):
        yield Finding(Kind.CARD, match.start(1), match.end(1), match[1])


def _fixed(signs: str) -> str:
    return re.sub(r"[#xX]", "*", signs)


def _kind_of(signs: str, start: int, around: Surroundings) -> Kind | None:
    """By its form, its length or what it is called; None for anything else with stars."""
    if _MOBILE.fullmatch(signs) and 8 <= len(signs) <= 13:
        return Kind.MOBILE
    if _IDENTITY.fullmatch(signs):
        return Kind.IDENTITY
    if _CARD.fullmatch(signs):
        return Kind.CARD
    return _by_length(signs) or _by_label(start, around)


def _by_length(signs: str) -> Kind | None:
    kind = _KIND_BY_LENGTH.get(len(signs))
    if kind is Kind.MOBILE and not re.match(r"1[3-9*#xX]", signs):
        return None
    return kind


def _by_label(start: int, around: Surroundings) -> Kind | None:
    if around.says_identity(start):
        return Kind.IDENTITY
    if around.says_card(start):
        return Kind.CARD
    return Kind.MOBILE if around.says_phone(start) else None
