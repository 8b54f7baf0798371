"""What the search page answers: the query as typed, and a correction only when it finds nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import stages
from .conf import embedded
from .engines.base import Engine
from .query import Hit, SearchQuery, SearchResult
from .suggestions import corrections
from .text import terms_of

MOST_TRIES = 2
"""So many corrections are tried; each is one more search."""


@dataclass(frozen=True)
class Answer:
    """The answer to a query as typed, and, when its tier 1 is empty, to what was probably meant.

    `meant` is the corrected wording, empty when there is none; `corrected` its answer.
    """

    result: SearchResult
    meant: str = ""
    corrected: SearchResult | None = None

    @property
    def shown(self) -> SearchResult:
        """The answer whose hits are shown."""
        return self.corrected or self.result

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hits shown; those of a correction are related, for the query as typed has none."""
        if self.corrected is None:
            return self.result.hits
        return tuple(hit._replace(tier=2) for hit in self.corrected.hits)


def answer(query: SearchQuery, engine: Engine, *, as_typed: bool = False) -> Answer:
    """Ask the engine; where nothing holds the words, try what they may have meant.

    Once the reserve had to answer it is asked the rest itself: a reader waits for a server once.
    """
    result = engine.search(query)
    correct = stages.is_on(stages.CORRECTIONS) and not as_typed
    if not correct or not _finds_nothing(query, result):
        return Answer(result)
    reserved = result.from_reserve
    for wording in corrections(query.text, limit=MOST_TRIES):
        asked = embedded() if reserved else engine
        found = asked.search(replace(query, text=wording, terms=terms_of(wording)))
        reserved = reserved or found.from_reserve
        if found.total:
            return Answer(result, wording, replace(found, from_reserve=reserved))
    return Answer(result)


def _finds_nothing(query: SearchQuery, result: SearchResult) -> bool:
    """No words found although nothing narrowed the query; what is cited counts as found."""
    if result.total or query.is_narrowed or not query.terms:
        return False
    return not any(hit.cited for hit in result.hits)
