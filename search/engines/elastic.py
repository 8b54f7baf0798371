"""The engine of a city: Elasticsearch answers, the database says what there is (外部索引).

Its index is made of the rows of the embedded one and learns of changes by the outbox; so writing
here is writing there. Whatever goes wrong with the server is an `EngineDown` without its words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

from django.db import DatabaseError
from django.utils import timezone
from elasticsearch import Elasticsearch

from portal import afterwards
from search import options
from search.documents.entry import Entry
from search.expansion import expand
from search.query import SearchQuery, SearchResult
from search.waiting import meanwhile

from . import dsl
from .base import Engine, EngineDown, Health, Rebuild
from .client import connect
from .counted import PAGES, facets_of
from .database import read_state
from .elastic_finding import ElasticFinding
from .indices import Indices, asking
from .kept_texts import KeptTexts
from .listing import Listing
from .mapping import expected_schema

ANSWER = [
    "responses.error.type", "responses.status", "responses.timed_out", "responses._shards.failed",
    "responses.hits.total.value", "responses.hits.hits.sort", "responses.hits.hits.fields",
    "responses.aggregations",
]  # fmt: skip

State = Mapping[str, Any]
TELLING = ("generation", "synonyms", "expired", "waiting")
"""What of the state of the index an answer depends on, or tells whether it could be known."""


class ElasticEngine:
    """Reads from the server; writes to the embedded index, whose outbox tells the server."""

    name = "elastic"

    def __init__(self, own: Engine, client: Elasticsearch | None = None) -> None:
        self.own = own
        self.client = client or connect()
        self.prefix = str(options.value("PREFIX"))
        self.texts = KeptTexts()
        self.state: State | None = None

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer one page of a query; raises `EngineDown` when the server does not."""
        if query.is_empty:
            return SearchResult(query=query, engine=self.name)
        try:
            finding, state = self._found(query)
            listing = Listing(finding)
            hits, has_more = listing.page()
            afterwards.leave(finding, listing)
            afterwards.do(self.texts.read_ahead)
        except (EngineDown, DatabaseError):
            raise
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise EngineDown(f"an answer of another shape ({type(error).__name__})") from error
        return SearchResult(
            query=query,
            total=finding.total,
            groups=finding.counts.get(PAGES, 0),
            hits=hits,
            has_more=has_more,
            facets=facets_of(finding.counts, query),
            engine=self.name,
            generation=state["generation"],
            forms=finding.asked.wordings,
            is_behind=state["waiting"],
        )

    def _found(self, query: SearchQuery) -> tuple[ElasticFinding, State]:
        """What the server has, and the state of the database in which its documents are read.

        The server is asked by the state that the last query met, which is read again meanwhile.
        Where anything has changed, its answer may be older than that, or the question another one:
        it is asked once more, unless it has not heard of the change yet.
        """
        state, read = self.state, list[State]()
        if state is None:
            state = read_state()
            finding = self._ask(query, state)
        else:
            with meanwhile(lambda: read.append(read_state())):
                finding = self._ask(query, state)
            before, state = state, read[0] if read else read_state()
            if not state["waiting"] and any(state[name] != before[name] for name in TELLING):
                finding = self._ask(query, state)
        self.state, finding.shelf = state, self.texts.at(state)
        return finding, state

    def _ask(self, query: SearchQuery, state: State) -> ElasticFinding:
        asked = expand(query, state["synonyms"])
        ask = _Ask(self.client, self._header(query))
        return ElasticFinding(asked, ask, self.texts.shelf, _moment(state["expired"]))

    def _header(self, query: SearchQuery) -> Mapping[str, str]:
        """Whom to ask; the same query goes to the same copies, whose scores agree."""
        name = f"{crc32(repr(query.terms).encode()):08x}"
        return {"index": self.prefix, "preference": name}

    def complete(self, typed: str, *, limit: int = 8) -> tuple[str, ...]:
        """Words come from the vocabulary in the database, the same on every engine."""
        return self.own.complete(typed, limit=limit)

    def write(self, entries: Iterable[Entry]) -> int:
        """Store entries in the caller's transaction; the server learns of them by the outbox."""
        return self.own.write(entries)

    def replace(self, pages: Collection[int], entries: Iterable[Entry]) -> None:
        """Make these all the entries of the pages; the server learns of it by the outbox."""
        self.own.replace(pages, entries)

    def delete(self, *, pages: Collection[int] = (), keys: Collection[str] = ()) -> int:
        """Remove entries in the caller's transaction; the server learns of it by the outbox."""
        return self.own.delete(pages=pages, keys=keys)

    def begin_rebuild(self, *, fresh: bool = False) -> Rebuild:
        """Start a rebuild of the rows; the server's index is rebuilt from them."""
        return self.own.begin_rebuild(fresh=fresh)

    def versions(self) -> Iterator[tuple[str, int]]:
        """(key, version) of every entry on the server, by key; raises `EngineDown`."""
        return self._indices().versions()

    def health(self) -> Health:
        """How the server's index is, without raising."""
        expected = expected_schema()
        try:
            documents, schema = self._indices().count(), self._indices().schema_served()
        except EngineDown as reason:
            return Health(self.name, False, 0, 0, "", expected, str(reason))
        return Health(self.name, bool(schema), documents, 0, schema, expected)

    def _indices(self) -> Indices:
        return Indices(self.client, prefix=self.prefix)


def _moment(something_expired: bool) -> datetime:
    """Now; to the minute where nothing is past its date, so that the server may remember."""
    now = timezone.now()
    return now if something_expired else now.replace(second=0, microsecond=0)


class _Ask:
    """Several searches in one request; all of them answer whole, or none counts."""

    def __init__(self, client: Elasticsearch, header: Mapping[str, Any]) -> None:
        self.client, self.header = client, header

    def __call__(self, searches: Sequence[dsl.Search]) -> list[Mapping[str, Any]]:
        """The answers in order; raises `EngineDown`."""
        lines = [line for search in searches for line in (self.header, search)]
        with asking():
            found = self.client.msearch(searches=lines, filter_path=ANSWER)
        answers: list[Mapping[str, Any]] = found["responses"]
        for answer in answers:
            _refuse_when_broken(answer)
        return answers


def _refuse_when_broken(answer: Mapping[str, Any]) -> None:
    if answer.get("error") or answer.get("status", 200) >= 400:
        raise EngineDown(f"{answer.get('status')} {answer.get('error', {}).get('type', '')}")
    if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
        raise EngineDown("an answer in part")
