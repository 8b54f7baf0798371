"""The stages of an answer that can be left out (检索步骤), to measure what each is worth.

Readers always get all of them; only `search_eval --without` leaves one out, for itself alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REGIONAL, SYNONYMS, CITATIONS = "regional", "synonyms", "citations"
RERANKING, RELATED, CORRECTIONS = "reranking", "related", "corrections"
STAGES = (REGIONAL, SYNONYMS, CITATIONS, RERANKING, RELATED, CORRECTIONS)

_left_out: ContextVar[frozenset[str]] = ContextVar("left_out", default=frozenset())


def is_on(stage: str) -> bool:
    """Whether a stage takes part."""
    return stage not in _left_out.get()


@contextmanager
def without(stages: Iterable[str]) -> Iterator[None]:
    """Leaves stages out, in this thread and inside the block only."""
    token = _left_out.set(frozenset(stages))
    try:
        yield
    finally:
        _left_out.reset(token)
