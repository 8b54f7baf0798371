"""A real server of the tests' own is killed, restarted, and asked with a wrong password."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from search import outbox, rebuilding
from search.conf import embedded, engine
from search.query import SearchQuery

from .engine_contract import entry
from .fault_proxy import Handler, Seen
from .own_server import OwnServer, own_server
from .server import PATIENT, Server, behind_a_proxy

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture(scope="module")
def own() -> Iterator[OwnServer]:
    if not os.environ.get("SEARCH_TEST_URL"):
        pytest.skip("no Elasticsearch: make elasticsearch")
    with own_server() as found:
        yield found


@pytest.fixture
def server(own: OwnServer, settings: Any) -> Iterator[Server]:
    with behind_a_proxy(settings, dict(own.options)) as found:
        found.be(**PATIENT, REBUILD_PATIENCE_SECONDS=120.0, REBUILD_LEASE_SECONDS=30.0)
        yield found


def write(count: int) -> None:
    embedded().write(entry(n, f"停水{n}") for n in range(1, count + 1))


def asked() -> tuple[int, bool]:
    found = engine().search(SearchQuery.typed("停水"))
    return found.total, found.from_reserve


def test_a_server_killed_in_mid_bulk_has_everything_after_its_next_start(
    server: Server, own: OwnServer
) -> None:
    write(1_200)

    def kill(handler: Handler, seen: Seen) -> bool:
        if len(server.proxy.bulks) < 2:
            return False
        handler.proxy.fault = None
        own.do("kill")
        return False  # the request goes on to a server that is no more

    server.proxy.fault = kill
    worker = server.worker()
    while not worker.step():
        pass
    assert 0 < outbox.backlog().waiting <= 700
    assert asked() == (1_200, True)
    own.do("start")
    server.recovered()
    assert server.compared().in_step
    assert len(server.held) == 1_200


def test_a_restart_of_the_node_during_a_rebuild_is_sat_out(
    server: Server, own: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(1_200)
    server.drained()
    before = server.direct.serving()
    real = rebuilding._all_changes

    def with_a_restart() -> Iterator[Any]:
        for number, changes in enumerate(real()):
            if number == 1:
                own.do("stop")
                own.do("start")
            yield changes

    monkeypatch.setattr(rebuilding, "_all_changes", with_a_restart)
    report = server.rebuilt()
    assert (report.errors, server.direct.serving()) == ({}, report.index)
    assert report.index != before
    assert server.compared().in_step


def test_with_a_wrong_password_everything_waits_and_the_reserve_answers(
    server: Server, own: OwnServer
) -> None:
    write(3)
    server.be(PASSWORD="wrong")
    assert server.worker().step() > 0
    assert (outbox.backlog().waiting, outbox.backlog().parked) == (3, 0)
    assert asked() == (3, True)
    server.be(PASSWORD=own.password)
    server.recovered()
    assert server.compared().in_step
    assert asked() == (3, False)
