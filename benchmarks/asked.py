"""What a benchmark of search asks: common words, and pieces of the corpus."""

from __future__ import annotations

import random
from pathlib import Path

from corpus import documents

COMMON = ("社区", "社區", "居民委员会", "志愿", "服务", "RY2026-000100", "停车管理 社区")


def typed(source: Path | None, count: int) -> list[str]:
    """Common words, and pieces of two to twelve characters out of the corpus itself."""
    choose = random.Random(7)
    texts = [text.body for text in documents(min(count, 300), source)]
    pieces = []
    while len(pieces) < 20:
        text = choose.choice(texts)
        start, length = choose.randrange(len(text) - 12), choose.randint(2, 12)
        piece = text[start : start + length]
        if not set(piece) & set("<>/p \n&"):
            pieces.append(piece)
    return [*COMMON, *pieces]
