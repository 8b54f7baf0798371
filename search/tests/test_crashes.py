"""A real server of the tests' own is killed, restarted, and asked with a wrong password."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from search import outbox
from search.conf import embedded, engine
from search.query import SearchQuery
from search.rebuilding import rebuild_outside

from .engine_contract import entry
from .fault_proxy import Handler, Seen, first_entries
from .own_server import OwnServer, own_server
from .people import Editor, Reader, editor, reader
from .server import PATIENT, Server, behind_a_proxy

__all__ = ["editor", "reader"]

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
    embedded().write(entry(1_000_000 + n, f"停水{n}") for n in range(count))


def asked() -> tuple[int, bool]:
    found = engine().search(SearchQuery.typed("停水"))
    return found.total, found.from_reserve


def test_a_server_killed_in_mid_bulk_has_everything_after_its_next_start(
    server: Server, own: OwnServer, editor: Editor, reader: Reader
) -> None:
    server.caught_up()
    before = len(server.held)
    write(1_200)

    def kill(handler: Handler, seen: Seen) -> bool:
        """Of the second bulk the server takes half, and never says so."""
        if len(server.proxy.bulks) < 2:
            return False
        handler.proxy.fault = None
        handler.asked_upstream(seen, body=first_entries(seen.body, 250))
        own.do("kill")
        raise ConnectionError

    server.proxy.seen.clear()
    server.proxy.fault = kill
    worker = server.worker()
    while not worker.step():
        pass
    assert outbox.backlog().waiting == 700
    assert asked() == (1_201, True)
    notice = editor.publishes("燃气检修")
    text, quiet = reader.page("燃气")
    assert notice.url in text and quiet
    own.do("start")
    assert len(server.held) == before + 500 + 250, "half of the bulk is there, nobody was told"
    server.caught_up(worker)
    assert server.compared().in_step
    assert len(server.held) == before + 1_200 + 1


def test_a_restart_of_the_node_during_a_rebuild_is_sat_out(
    server: Server, own: OwnServer, editor: Editor, reader: Reader
) -> None:
    write(1_200)
    server.caught_up()
    before, steps, keys = server.direct.serving(), list[int](), list[str]()

    def progress(done: int, _of: int) -> None:
        steps.append(done)
        if len(steps) > 1:
            return
        own.do("stop")
        notice = editor.publishes("燃气检修")
        keys.append(f"{notice.pk}:main")
        text, quiet = reader.page("燃气")
        assert notice.url in text and quiet
        assert server.worker().step() > 0
        own.do("start")

    report = rebuild_outside(server.indices, progress=progress)
    assert len(steps) > 1
    assert (report.errors, server.direct.serving()) == ({}, report.index)
    assert report.index != before
    server.caught_up()
    assert server.held.keys() >= set(keys)
    assert server.compared().in_step


def test_with_a_wrong_password_everything_waits_and_the_reserve_answers(
    server: Server, own: OwnServer, editor: Editor, reader: Reader
) -> None:
    server.caught_up()
    write(3)
    server.be(PASSWORD="wrong")
    assert server.worker().step() > 0
    assert (outbox.backlog().waiting, outbox.backlog().parked) == (3, 0)
    assert asked() == (4, True)
    notice = editor.publishes("燃气检修")
    text, quiet = reader.page("燃气")
    assert notice.url in text and quiet
    server.be(PASSWORD=own.password)
    server.recovered()
    assert server.compared().in_step
    text, quiet = reader.page("燃气")
    assert notice.url in text and not quiet
