"""Faults of the server and of the way to it: nobody waits, nothing is lost, all is caught up."""

from __future__ import annotations

import threading
from itertools import count
from typing import Any

import pytest
from django.db import connection

from search import outbox
from search import outside as telling
from search.conf import embedded, engine
from search.engines.base import EngineDown
from search.models import IndexedDocument, IndexEvent
from search.query import SearchQuery
from search.reconcile import reconcile

from .engine_contract import entry
from .fault_proxy import Handler, Seen, refused_entries, reset, status
from .faults import Spoil, every_fault
from .server import PATIENT, Server, server

__all__ = ["server"]

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


def write(many: int, title: str = "停水") -> None:
    embedded().write(entry(n, f"{title}{n}") for n in range(1, many + 1))


def waiting() -> int:
    return outbox.backlog().waiting


def asked() -> tuple[int, bool]:
    found = engine().search(SearchQuery.typed("停水"))
    return found.total, found.from_reserve


@every_fault
def test_nothing_is_lost_and_the_same_worker_catches_up_after_a_fault(
    server: Server, fault: Spoil
) -> None:
    server.be(BULK_SECONDS=1.0)
    worker = server.worker()
    write(3)
    server.caught_up(worker)
    write(5, "停水新")
    fault(server.proxy)
    for _ in range(3):
        worker._sleep(worker.step())
    assert waiting() == 5
    assert set(IndexEvent.objects.values_list("attempts", "parked")) == {(0, False)}
    server.mended()
    server.caught_up(worker)
    assert reconcile(server.direct).in_step
    assert len(server.held) == 5


def test_a_server_that_refuses_is_not_stormed(server: Server) -> None:
    write(40)
    server.proxy.fault = status(503)
    worker = server.worker()
    pauses = [worker.step() for _ in range(5)]
    sizes = [one.body.count(b'"version_type"') for one in server.proxy.bulks]
    assert sizes == [40, 1, 1, 1, 1]
    assert pauses == sorted(pauses) and pauses[0] >= 0.05 and pauses[-1] == 0.2


def test_an_answer_that_breaks_off_is_no_reason_to_write_twice(server: Server) -> None:
    server.be(**PATIENT)
    write(3)
    server.proxy.fault = reset
    with pytest.raises(EngineDown):
        server.worker().round()
    held = server.held
    assert len(held) == 3
    server.recovered()
    assert server.held == held


def test_one_bad_of_five_is_parked_and_the_others_are_found(server: Server) -> None:
    server.be(**PATIENT)
    write(5)
    bad = refused_entries(lambda key: key == "3:main", 400, "document_parsing_exception")
    server.proxy.fault = bad
    assert server.drained() == 5
    row = IndexEvent.objects.get()
    assert (row.object_key, row.parked) == ("3:main", True)
    assert row.last_error.startswith("400 document_parsing_exception")
    assert set(server.held) == {f"{n}:main" for n in (1, 2, 4, 5)}
    outbox.retry()
    server.recovered()
    assert server.compared().in_step


def test_one_of_five_refused_for_the_moment_follows_by_itself(server: Server) -> None:
    server.be(**PATIENT)
    write(5)
    server.proxy.fault = refused_entries(lambda key: key == "3:main", 429, "rejected")
    server.worker().round()
    assert IndexEvent.objects.get().attempts == 1
    server.recovered()
    assert len(server.held) == 5


def test_an_index_set_read_only_is_waited_for(server: Server) -> None:
    server.be(**PATIENT)
    write(3)
    client, name = server.direct.client, server.prefix
    for block in ("read_only_allow_delete", "read_only"):
        client.indices.put_settings(index=name, settings={f"index.blocks.{block}": True})
        assert server.worker().step() > 0
        assert (waiting(), outbox.backlog().parked) == (3, 0)
        client.indices.put_settings(index=name, settings={f"index.blocks.{block}": None})
    server.recovered()
    assert server.compared().in_step


def test_a_missing_alias_makes_no_index_by_mistake(server: Server) -> None:
    server.be(**PATIENT)
    write(3)
    client, name = server.direct.client, server.direct.serving()
    client.indices.delete_alias(index=name, name=server.prefix)
    assert server.worker().step() > 0
    assert not client.indices.exists(index=server.prefix)
    assert asked() == (3, True)
    assert waiting() == 3
    client.indices.put_alias(index=name, name=server.prefix)
    server.recovered()
    assert server.compared().in_step


def test_an_entry_that_does_not_fit_the_mapping_is_parked_with_the_servers_reason(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.be(**PATIENT)
    write(3)
    real = telling.document_of

    def with_a_stranger(row: IndexedDocument, facets: Any) -> dict[str, Any]:
        more = {"stranger": 1} if row.key == "2:main" else {}
        return {**real(row, facets), **more}

    monkeypatch.setattr(telling, "document_of", with_a_stranger)
    server.drained()
    row = IndexEvent.objects.get()
    assert row.parked and "strict_dynamic_mapping_exception" in row.last_error
    assert len(server.held) == 2
    monkeypatch.undo()
    outbox.retry()
    server.recovered()
    assert server.compared().in_step


def test_ten_thousand_that_wait_are_caught_up_in_large_requests(server: Server) -> None:
    server.be(**PATIENT)
    write(10_000)
    assert server.drained() == 10_000
    assert len(server.proxy.bulks) == 20
    assert server.compared().in_step


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_at_once_share_the_work(server: Server) -> None:
    server.be(**PATIENT)
    write(2_000)
    went: list[int] = []
    both = threading.Barrier(2, timeout=20)

    arrivals = count()

    def wait_for_the_other(_handler: Handler, _seen: Seen) -> bool:
        """Until both have a request under way."""
        if next(arrivals) < 2:
            both.wait()
        return False

    def work() -> None:
        try:
            worker, done = server.worker(), 0
            worker.limit = 100
            while sent := worker.round():
                worker.limit, done = 100, done + sent
            went.append(done)
        finally:
            connection.close()

    server.proxy.fault = wait_for_the_other
    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(went) == 2 and min(went) >= 100 and sum(went) == 2_000
    assert not IndexEvent.objects.exists()
    assert sum(one.body.count(b'"version_type"') for one in server.proxy.bulks) == 2_000
    assert server.compared().in_step


def test_an_api_key_travels_in_its_header_and_nowhere_else(server: Server) -> None:
    server.be(API_KEY="bmFtZTpzZWNyZXQ=", **PATIENT)
    write(1)
    server.drained()
    seen = server.proxy.seen[-1]
    assert seen.headers["authorization"] == "ApiKey bmFtZTpzZWNyZXQ="
    assert all("bmFtZTpzZWNyZXQ" not in one.path for one in server.proxy.seen)
