"""The embedded engine: an index in the portal's own database, changed together with the content.

Two tiers. Tier 1 holds every term whole; it alone is counted. Tier 2, the related, holds some of
the pieces of any wording and follows when tier 1 is at its end. What a query cites leads.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from hashlib import sha256
from types import TracebackType
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone

from search.documents.entry import Entry
from search.expansion import expand
from search.models import IndexedDocument, IndexState, Vocabulary
from search.query import SearchQuery, SearchResult
from search.text import fold
from search.vocabulary import OFFERED

from . import facet_sets, lookup, store
from .base import Health
from .counted import Counts, facets_of
from .database_finding import DatabaseFinding
from .listing import Listing
from .slots import KeptSlots
from .standing import Offer, standing

COUNTS_KEPT_SECONDS = 600
_STATE = """
    SELECT generation, left_at, stamp, schema, documents, synonyms,
        EXISTS (SELECT 1 FROM search_indexeddocument WHERE expires <= %s),
        EXISTS (SELECT 1 FROM search_indexevent WHERE NOT parked),
        EXISTS (SELECT 1 FROM search_indexeddocument)
    FROM search_indexstate WHERE id = 1
"""
EMPTY_STATE: dict[str, Any] = {
    "generation": 0, "left_at": 0, "stamp": "", "schema": "", "documents": 0, "synonyms": [],
    "expired": False, "waiting": False, "held": False,
}  # fmt: skip


class DatabaseEngine:
    """The embedded index (内置索引). Always kept, also beside another engine, as its fallback."""

    name = "database"

    def write(self, entries: Iterable[Entry]) -> int:
        """Store entries in the caller's transaction; returns how many."""
        return store.write(entries)

    def replace(self, pages: Collection[int], entries: Iterable[Entry]) -> None:
        """Make these all the entries of the pages, in the caller's transaction."""
        store.replace(pages, entries)

    def delete(self, *, pages: Collection[int] = (), keys: Collection[str] = ()) -> int:
        """Remove entries in the caller's transaction; returns how many."""
        return store.delete(pages=pages, keys=keys)

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer one page of a query: cited first, then tier 1, then related."""
        if query.is_empty:
            return SearchResult(query=query, engine=self.name)
        state = read_state()
        asked = expand(query, state["synonyms"])
        finding = DatabaseFinding(asked, state)
        number = _counts(finding)
        finding.total = number[("", "")]
        hits, has_more = Listing(finding).page()
        return SearchResult(
            query=query,
            total=finding.total,
            groups=number.get(("", "page"), 0),
            hits=hits,
            has_more=has_more,
            facets=facets_of(number, query),
            engine=self.name,
            generation=state["generation"],
            forms=asked.wordings,
        )

    def complete(self, typed: str, *, limit: int = 8) -> tuple[str, ...]:
        """Words that begin with what was typed, then words that hold it; frequent ones first.

        A word is offered only while a public text holds it, a title while one bears it.
        """
        wanted = fold(typed)[:50]
        if not wanted:
            return ()
        begins = Case(
            When(folded__startswith=wanted, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
        rows = Vocabulary.objects.filter(folded__contains=wanted, source__in=OFFERED)
        offers = rows.order_by(begins, "-weight").values_list(*Offer._fields)[: 2 * limit]
        found = list(map(Offer._make, offers))
        words = standing(found)
        return tuple(offer.word for offer in found if offer.word in words)[:limit]

    def versions(self) -> Iterator[tuple[str, int]]:
        """(key, seq) of every entry, by key."""
        return IndexedDocument.objects.order_by("key").values_list("key", "seq").iterator()

    def begin_rebuild(self, *, fresh: bool = False) -> DatabaseRebuild:
        """Start a rebuild; `fresh` starts from nothing inside one transaction."""
        return DatabaseRebuild(fresh=fresh)

    def health(self) -> Health:
        """How the index is; an unreachable table is said, not raised."""
        try:
            state = read_state()
        except DatabaseError as error:
            return Health(self.name, False, 0, 0, "", store.expected_schema(), str(error))
        return Health(
            name=self.name,
            ready=bool(state["schema"]) and (state["held"] or not state["documents"]),
            documents=state["documents"],
            generation=state["generation"],
            schema=state["schema"],
            expected=store.expected_schema(),
            detail=connection.vendor,
        )


def read_state() -> dict[str, Any]:
    """The state row; whether anything is held, is past its date, waits for an outside index."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [now])
        row = cursor.fetchone()
    if row is None:
        return EMPTY_STATE
    generation, left_at, stamp, schema, documents, synonyms, expired, waiting, held = row
    return {
        "generation": generation,
        "left_at": left_at,
        "stamp": stamp,
        "schema": schema,
        "documents": documents,
        "synonyms": _groups(synonyms) if isinstance(synonyms, str) else synonyms,
        "expired": bool(expired),
        "waiting": bool(waiting),
        "held": bool(held),
    }


@lru_cache(maxsize=4)
def _groups(written: str) -> Sequence[Sequence[str]]:
    """The synonym groups out of their JSON text, which changes seldom."""
    return tuple(map(tuple, json.loads(written)))


def _counts(finding: DatabaseFinding) -> Counts:
    """Total and facet counts, kept per generation of the index."""
    query, state = finding.asked.query, finding.state
    bounds = (query.since, query.until, query.within, query.number, query.on)
    asked = repr((query.terms, sorted(query.filters.items()), bounds))
    name = sha256(f"{asked}{query.grouped}{finding.now}".encode()).hexdigest()
    key = f"search-counts-{state['stamp']}-{name}"
    known: Counts | None = None if finding.now else cache.get(key)
    if known is None:
        known = lookup.counts(finding.tier_one_of_all_choices(), query)
        cache.set(key, known, COUNTS_KEPT_SECONDS)
    return known


class DatabaseRebuild:
    """A rebuild of the embedded index: batches in place, or all anew in one transaction.

    In place readers see every entry at all times, old or new, and writers wait for one batch only.
    What others write meanwhile stays: at the end go entries from before that were not given again.
    """

    def __init__(self, *, fresh: bool) -> None:
        self.fresh = fresh
        self.seen: set[str] = set()
        self.kept: KeptSlots | None = None
        self.begun = 0
        self.frame = ExitStack()

    def __enter__(self) -> DatabaseRebuild:
        self.frame.enter_context(store.room_for_loading())
        if self.fresh:
            self.frame.enter_context(transaction.atomic())
            self.kept = KeptSlots.of_all()
            store.clear()
        self.begun = read_state()["generation"]
        return self

    def write(self, entries: Iterable[Entry]) -> int:
        """Store one batch whole, read in turn: nobody changes it before it is kept."""
        with transaction.atomic():
            store.take_turn()
            batch = list(entries)
            self.seen.update(entry.key for entry in batch)
            return store.write(batch, kept=self.kept)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self.frame:
            if error is not None:
                raise error  # so that the transaction is rolled back
            self._finish()

    def _finish(self) -> None:
        with transaction.atomic():
            store.take_turn()
            before = IndexedDocument.objects.filter(seq__lte=self.begun)
            keys = before.values_list("key", flat=True)
            store.delete(keys=[key for key in keys if key not in self.seen])
            facet_sets.drop_unused()
            store.settle()
            store.move_on()
            IndexState.objects.filter(pk=1).update(rebuilt_at=timezone.now())
