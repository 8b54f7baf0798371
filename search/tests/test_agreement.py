"""All engines agree on tier 1: a thousand queries out of real texts, each against the same truth.

The truth is reckoned from the texts themselves, by the rule and without any index: what is found,
how it is counted, and the order by day. SQLite, PostgreSQL and the server are thus each compared
with the same, whichever database a run is on.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from search.conf import embedded
from search.documents.entry import Entry
from search.engines.base import Engine
from search.engines.elastic import ElasticEngine
from search.query import NEWEST, SearchQuery, SearchResult
from search.text import fold, terms_of

from .server import PATIENT, Server, server
from .test_exactness import cut, samples

__all__ = ["server"]

pytestmark = pytest.mark.django_db
QUERIES = 1_000

Found = tuple[int, dict[str, dict[str, int]], list[str]]
"""The total, the counts of every facet, and the keys in order."""


def corpus() -> list[Path]:
    supplied = settings.PORTAL["SOURCES"]
    if supplied:
        return sorted(Path(supplied).glob("*.txt"))[:40]
    texts = (settings.BASE_DIR / "fixtures").rglob("*")
    return [path for path in texts if path.suffix in {".txt", ".md"}]


def pages(engine: Engine, typed: str) -> Iterator[SearchResult]:
    """All pages of an answer that hold tier 1, newest first."""
    seen, number = 0, 1
    while True:
        query = SearchQuery.typed(typed, sort=NEWEST, page=number, size=100)
        found = engine.search(query)
        yield found
        seen += len(found.hits)
        number += 1
        if seen >= found.total or not found.has_more:
            return


def tier_one(engine: Engine, typed: str) -> Found:
    """What an engine says."""
    found = list(pages(engine, typed))
    keys = [hit.key for page in found for hit in page.hits if hit.tier == 1]
    facets = {
        name: {count.value: count.count for count in counts}
        for name, counts in found[0].facets.items()
        if counts
    }
    return found[0].total, facets, keys


class Truth:
    """What the rule says: every word typed stands in a line of the folded text."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.newest_first = sorted(
            ((one, [fold(text) for text in (one.title, one.heading, one.body)]) for one in entries),
            key=lambda pair: (pair[0].published or date.min, pair[0].page_id),
            reverse=True,
        )

    def __call__(self, typed: str) -> Found:
        terms = terms_of(typed)
        held = [
            one
            for one, lines in self.newest_first
            if all(any(term in line for line in lines) for term in terms)
        ]
        facets: dict[str, Any] = {
            "kind": Counter(one.kind for one in held),
            "year": Counter(one.year for one in held),
            "language": Counter(one.locale for one in held),
        }
        counts = {name: dict(found) for name, found in facets.items() if found}
        return len(held), counts, [one.key for one in held]


def assert_agreed(engine: Engine, entries: list[Entry]) -> None:
    """A thousand queries, all of them alike in everything."""
    truth, found = Truth(entries), Counter[bool]()
    for typed in samples(random.Random(11), entries, QUERIES):
        expected = truth(typed)
        assert tier_one(engine, typed) == expected, typed
        found[expected[0] > 0] += 1
    assert found.total() == QUERIES
    assert found[True] > QUERIES / 2


def test_a_thousand_queries_have_their_true_tier_one_in_the_database() -> None:
    entries = cut(corpus())
    embedded().write(entries)
    assert_agreed(embedded(), entries)


@pytest.mark.elasticsearch
def test_a_thousand_queries_have_their_true_tier_one_on_the_server(server: Server) -> None:
    server.be(**PATIENT)
    entries = cut(corpus())
    embedded().write(entries)
    server.drained()
    assert server.held.keys() == {one.key for one in entries}
    assert_agreed(ElasticEngine(embedded()), entries)
