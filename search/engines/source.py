"""What a dialect of the gram index answers with: where to read the documents, and their score."""

from __future__ import annotations

from typing import Any, NamedTuple


class Source(NamedTuple):
    """A FROM and WHERE over `search_indexeddocument d`, and an expression that is higher for better.

    `slot` is the slot of a document as this source reads it most cheaply.
    """

    slot: str
    sql: str
    values: tuple[Any, ...] = ()
    score: str = "0"
    score_values: tuple[Any, ...] = ()


ALL = Source("d.slot", "search_indexeddocument d WHERE d.slot >= 0")
"""Every document."""
