"""Two engines as one: the server where it answers, else the embedded index (备用检索).

Readers always get an answer, and it says when it came from the reserve. Writing goes to the
embedded index only: the server learns of changes by the outbox, and while it has not heard of all
of them, which is a second as a rule, nothing is told from it: it would count what was withdrawn.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from search import options
from search.documents.entry import Entry
from search.query import SearchQuery, SearchResult

from .base import Engine, EngineDown, Health, Rebuild
from .breaker import Breaker, Way

logger = logging.getLogger(__name__)


class FailoverEngine:
    """Asks `first`, and `reserve` where that does not answer or was not answering just now."""

    def __init__(self, first: Engine, reserve: Engine, *, breaker: Breaker | None = None) -> None:
        self.first, self.reserve = first, reserve
        self.breaker = breaker or Breaker(lambda: float(options.value("BREAKER_SECONDS")))

    @property
    def name(self) -> str:
        """Name of the engine that is meant to answer."""
        return self.first.name

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer one page of a query, from the reserve when need be."""
        found = self._asked_first(query)
        if found is None:
            return replace(self.reserve.search(query), from_reserve=True)
        return self.reserve.search(query) if found.is_behind else found

    def _asked_first(self, query: SearchQuery) -> SearchResult | None:
        way = self.breaker.way()
        if way is Way.CLOSED:
            return None
        try:
            found = self.first.search(query)
        except EngineDown as reason:
            was_closed = self.breaker.is_closed
            self.breaker.failed()
            if self.breaker.is_closed and not was_closed:
                logger.warning("search answers from the reserve: %s", reason)
            return None
        self.breaker.worked()
        if way is Way.TRIAL:
            logger.warning("search answers from the server again")
        return found

    def complete(self, typed: str, *, limit: int = 8) -> tuple[str, ...]:
        """Words come from the vocabulary in the database, whichever engine answers."""
        return self.reserve.complete(typed, limit=limit)

    def write(self, entries: Iterable[Entry]) -> int:
        """Store entries in the caller's transaction; the server learns of them later."""
        return self.reserve.write(entries)

    def replace(self, pages: Collection[int], entries: Iterable[Entry]) -> None:
        """Make these all the entries of the pages; the server learns of it later."""
        self.reserve.replace(pages, entries)

    def delete(self, *, pages: Collection[int] = (), keys: Collection[str] = ()) -> int:
        """Remove entries in the caller's transaction; the server learns of it later."""
        return self.reserve.delete(pages=pages, keys=keys)

    def versions(self) -> Iterator[tuple[str, int]]:
        """(key, seq) of every entry of the server, by key; raises `EngineDown`."""
        return self.first.versions()

    def begin_rebuild(self, *, fresh: bool = False) -> Rebuild:
        """Start a rebuild of the embedded index; the server's has a way of its own."""
        return self.reserve.begin_rebuild(fresh=fresh)

    def health(self) -> Health:
        """How the server is, without raising."""
        return self.first.health()
