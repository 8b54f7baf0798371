"""What a benchmark of search asks: common words, and pieces of the corpus."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from corpus import documents

COMMON = ("社区", "社區", "居民委员会", "志愿", "服务", "RY2026-000100", "停车管理 社区")


def typed(source: Path | None, count: int) -> list[str]:
    """Common words, and pieces of two to twelve characters out of the corpus itself."""
    pieces = _pieces(random.Random(7), [text.body for text in documents(min(count, 300), source)])
    return [*COMMON, *islice(pieces, 20)]


def all_different(source: Path | None, count: int, number: int) -> list[str]:
    """So many queries, none twice: a piece of the corpus, and each fourth time two shorter ones."""
    choose = random.Random(11)
    pieces = _pieces(choose, [text.body for text in documents(min(count, 3_000), source)])
    found: dict[str, None] = {}
    while len(found) < number:
        two = choose.random() < 0.25
        found[f"{next(pieces)[:5]} {next(pieces)[:5]}" if two else next(pieces)] = None
    return list(found)


def _pieces(choose: random.Random, texts: list[str]) -> Iterator[str]:
    """Two to twelve characters as they stand in a row in one of the texts, without end."""
    while True:
        text = choose.choice(texts)
        start, length = choose.randrange(len(text) - 12), choose.randint(2, 12)
        piece = text[start : start + length]
        if not set(piece) & set("<>/p \n&"):
            yield piece
