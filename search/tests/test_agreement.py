"""The server and the index in the database agree on tier 1: a thousand queries out of real texts.

The database is the one the tests run on, SQLite or PostgreSQL; the truth is a scan of the texts.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from search.conf import embedded
from search.engines.base import Engine
from search.engines.elastic import ElasticEngine
from search.models import IndexedDocument
from search.query import NEWEST, SearchQuery, SearchResult
from search.text import terms_of

from .server import PATIENT, Server, server
from .test_exactness import load, samples

__all__ = ["server"]

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]
QUERIES = 1_000


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


def tier_one(engine: Engine, typed: str) -> tuple[int, Any, list[str]]:
    """The total, the counts of every facet, and the keys in order."""
    found = list(pages(engine, typed))
    keys = [hit.key for page in found for hit in page.hits if hit.tier == 1]
    return found[0].total, found[0].facets, keys


def corpus() -> list[Path]:
    supplied = settings.PORTAL["SOURCES"]
    if supplied:
        return sorted(Path(supplied).glob("*.txt"))[:40]
    texts = (settings.BASE_DIR / "fixtures").rglob("*")
    return [path for path in texts if path.suffix in {".txt", ".md"}]


def test_a_thousand_random_queries_have_the_same_tier_one(server: Server) -> None:
    server.be(**PATIENT)
    load(corpus())
    server.drained()
    assert server.held.keys() == set(IndexedDocument.objects.values_list("key", flat=True))
    rows = [(key, f.split("\n")) for key, f in IndexedDocument.objects.values_list("key", "folded")]
    outside = ElasticEngine(embedded())
    for typed in samples(random.Random(11), QUERIES):
        terms = terms_of(typed)
        truth = {k for k, lines in rows if all(any(t in line for line in lines) for t in terms)}
        found = tier_one(outside, typed)
        assert (found[0], set(found[2])) == (len(truth), truth), typed
        assert found == tier_one(embedded(), typed), typed
