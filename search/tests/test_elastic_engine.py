"""Elasticsearch keeps the contract, through the outbox and on a real server."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.conf import embedded
from search.engines import elastic_finding, listing
from search.engines.elastic import ElasticEngine
from search.query import SearchQuery, SearchResult

from .engine_contract import EngineContract, entry, keys
from .server import PATIENT, Server, server

__all__ = ["server"]

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


class Followed(ElasticEngine):
    """The engine whose server has taken everything over before it is asked."""

    def __init__(self, server: Server) -> None:
        super().__init__(embedded())
        self.server = server

    def search(self, query: SearchQuery) -> SearchResult:
        self.server.drained()
        return super().search(query)

    def versions(self) -> Any:
        self.server.drained()
        return super().versions()

    def health(self) -> Any:
        self.server.drained()
        return super().health()


@pytest.fixture
def engine(server: Server) -> Any:
    server.be(**PATIENT)
    return Followed(server)


class TestElasticEngine(EngineContract):
    """The contract on a real server."""


def asked_by_name(server: Server) -> int:
    """How many requests asked for the names of documents since this was last told."""
    asked = sum(b"docvalue_fields" in one.body for one in server.proxy.seen)
    server.proxy.seen.clear()
    return asked


def test_what_has_another_place_than_the_server_knows_is_found_by_its_name(server: Server) -> None:
    """Asked for once; the second search knows."""
    server.be(**PATIENT)
    entries = [entry(n, f"停水通知{n}") for n in range(4)]
    embedded().write(entries)
    server.drained()
    embedded().delete(keys=[one.key for one in entries])
    embedded().write(reversed(entries))
    engine = ElasticEngine(embedded())
    for times in (1, 0):
        assert keys(engine, "停水") == {one.key for one in entries}
        assert asked_by_name(server) == times


def test_what_the_server_has_not_forgotten_yet_is_asked_for_once_only(server: Server) -> None:
    """Until the index changes again; while the worker stands still each search would pay for it."""
    server.be(**PATIENT)
    embedded().write([entry(n, f"停水通知{n}") for n in range(4)])
    server.drained()
    embedded().delete(pages=[2])
    engine = ElasticEngine(embedded())
    for times in (1, 0):
        assert keys(engine, "停水") == {"0:main", "1:main", "3:main"}
        assert asked_by_name(server) == times
    embedded().write([entry(2, "停水通知回来")])
    assert "2:main" in keys(engine, "停水")


def test_what_a_page_judges_is_read_by_one_statement_and_the_second_time_by_none(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of common words the window and what follows it; titles alone, for the words tell the rest."""
    for module, name, number in (
        (listing, "COMMON", 3),
        (elastic_finding, "COMMON", 3),
        (listing, "GROUP_STEP", 6),
        (elastic_finding, "WINDOW", 6),
    ):
        monkeypatch.setattr(module, name, number)
    server.be(**PATIENT)
    embedded().write([entry(n, f"停水通知{n}", "停水前储水。" * 9) for n in range(9)])
    server.drained()
    engine = ElasticEngine(embedded())
    query = SearchQuery.typed("停水", grouped=True, size=4)
    for times in (1, 0):
        with CaptureQueriesContext(connection) as asked:
            found = engine.search(query)
        read = [one["sql"] for one in asked if re.search(r"d\.slot (IN|= ANY) ?\(", one["sql"])]
        assert len(found.hits) == 4
        assert len(read) == times
        assert all("CASE WHEN d.part = 'main'" in sql for sql in read)
