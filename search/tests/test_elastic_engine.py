"""Elasticsearch keeps the contract, through the outbox and on a real server."""

from __future__ import annotations

from typing import Any

import pytest

from search.conf import embedded
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


def test_what_has_another_place_than_the_server_knows_is_found_by_its_name(server: Server) -> None:
    server.be(**PATIENT)
    entries = [entry(n, f"停水通知{n}") for n in range(4)]
    embedded().write(entries)
    server.drained()
    embedded().delete(keys=[one.key for one in entries])
    embedded().write(reversed(entries))
    assert keys(ElasticEngine(embedded()), "停水") == {one.key for one in entries}


def asked_by_name(server: Server) -> int:
    """How many requests asked for the names of documents since this was last told."""
    asked = sum(b"docvalue_fields" in one.body for one in server.proxy.seen)
    server.proxy.seen.clear()
    return asked


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


def test_what_was_moved_is_asked_for_by_name_once_only(server: Server) -> None:
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
