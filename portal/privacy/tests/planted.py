"""Synthetic personal data in many spellings: nobody's numbers, made by a fixed rule (演示)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from portal.privacy import Kind

FULL_WIDTH = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")


@dataclass(frozen=True)
class Planted:
    """One piece of data as it is written, what it is, and its digits."""

    kind: Kind
    spelling: str
    written: str


def identity_18(source: Random) -> str:
    """Of no region (99), with any check digit, right or wrong."""
    return f"990000{_day(source, 19)}{source.randrange(1000):03d}{source.choice('0123456789X')}"


def identity_15(source: Random) -> str:
    return f"990000{_day(source, 19)[2:]}{source.randrange(1000):03d}"


def mobile(source: Random) -> str:
    return f"1{source.choice('3456789')}0000{source.randrange(100_000):05d}"


def card(source: Random) -> str:
    """Of 16 or 19 digits, with the check digit that belongs to it."""
    head = f"620000{source.randrange(10 ** source.choice((9, 12))):09d}".ljust(15, "0")
    head = head if len(head) in (15, 18) else head.ljust(18, "0")
    odd = sum(int(sign) for sign in head[-2::-2])
    doubled = sum(sum(divmod(2 * int(sign), 10)) for sign in head[-1::-2])
    return f"{head}{-(odd + doubled) % 10}"


def _day(source: Random, century: int) -> str:
    year = source.randrange(40, 100)
    return f"{century}{year:02d}{source.randrange(1, 13):02d}{source.randrange(1, 29):02d}"


def _groups(text: str, sizes: tuple[int, ...], sign: str) -> str:
    parts, begins = [], 0
    for size in (*sizes, 99):
        parts.append(text[begins : begins + size])
        begins += size
    return sign.join(part for part in parts if part)


KINDS: dict[Kind, list[tuple[Callable[[Random], str], tuple[int, ...]]]] = {
    Kind.IDENTITY: [(identity_18, (6, 8)), (identity_15, (6, 6))],
    Kind.MOBILE: [(mobile, (3, 4))],
    Kind.CARD: [(card, (4, 4, 4, 4))],
}
SPELLINGS: dict[str, Callable[[str, tuple[int, ...]], str]] = {
    "as it is": lambda text, sizes: text,
    "small x": lambda text, sizes: text.lower(),
    "spaced": lambda text, sizes: _groups(text, sizes, " "),
    "hyphenated": lambda text, sizes: _groups(text, sizes, "-"),
    "wide spaces": lambda text, sizes: _groups(text, sizes, "\u3000"),
    "sign by sign": lambda text, sizes: " ".join(text),
    "full width": lambda text, sizes: text.translate(FULL_WIDTH),
    "full width, spaced": lambda text, sizes: _groups(text, sizes, " ").translate(FULL_WIDTH),
    "unseen signs": lambda text, sizes: _groups(text, sizes, "\u200b"),
    "soft hyphens": lambda text, sizes: _groups(text, sizes, "\u00ad"),
    "long dashes": lambda text, sizes: _groups(text, sizes, "—"),
    "partly masked": lambda text, sizes: text[:3] + "*" * (len(text) - 7) + text[-4:],
    "partly masked, wide": lambda text, sizes: text[:3] + "＊" * (len(text) - 6) + text[-3:],
}


def planted(count: int) -> Iterator[Planted]:
    """So many pieces of data: kind after kind, spelling after spelling."""
    source = Random(20_261_128)
    makers = [(kind, *maker) for kind, all_makers in KINDS.items() for maker in all_makers]
    spellings = list(SPELLINGS.items())
    for number in range(count):
        kind, make, sizes = makers[number % len(makers)]
        name, spell = spellings[(number // len(makers)) % len(spellings)]
        yield Planted(kind, name, spell(make(source), sizes))
