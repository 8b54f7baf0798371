"""A publication never fails and never waits, whatever is the matter with the server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from django.db import connection

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish
from portal.tests.factories import make_city
from search import outbox
from search import outside as telling
from search.conf import embedded
from search.models import IndexedDocument, IndexEvent
from search.rebuilding import rebuild_outside

from .engine_contract import entry
from .fault_proxy import Handler, Seen, hang, refused_entries
from .faults import FAULTS, Spoil
from .people import AS_INSTALLED, LONGEST_PUBLICATION_SECONDS, Editor, Reader, editor, reader
from .server import PATIENT, Server, server

__all__ = ["editor", "reader", "server"]

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

Act = Callable[[], object]
Trouble = Callable[[Server, Act], object]


def write(count: int) -> None:
    embedded().write(entry(1_000_000 + n, f"供暖{n}") for n in range(count))


def on_the_way(fault: Spoil) -> Trouble:
    """One of the faults that the proxy plays."""

    def trouble(server: Server, act: Act) -> None:
        fault(server.proxy)
        act()

    return trouble


def one_bad_of_five(server: Server, act: Act) -> None:
    bad = refused_entries(lambda key: key == "1000002:main", 400, "document_parsing_exception")
    server.proxy.fault = bad
    write(5)
    server.worker().step()
    assert outbox.backlog().parked == 1
    act()
    outbox.retry()


def read_only(server: Server, act: Act) -> None:
    block = {"index.blocks.read_only_allow_delete": True}
    server.direct.client.indices.put_settings(index=server.prefix, settings=block)
    write(5)
    assert server.worker().step() > 0
    act()
    lifted = dict.fromkeys(block)
    server.direct.client.indices.put_settings(index=server.prefix, settings=lifted)


def no_alias(server: Server, act: Act) -> None:
    client, name = server.direct.client, server.direct.serving()
    client.indices.delete_alias(index=name, name=server.prefix)
    write(5)
    assert server.worker().step() > 0
    act()
    client.indices.put_alias(index=name, name=server.prefix)


def no_fit(server: Server, act: Act) -> None:
    real = telling.document_of

    def with_a_stranger(row: IndexedDocument, facets: Any) -> dict[str, Any]:
        return {**real(row, facets), "stranger": 1}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(telling, "document_of", with_a_stranger)
        write(5)
        server.worker().step()
        assert outbox.backlog().parked == 5
        act()
    outbox.retry()


def ten_thousand_waiting(server: Server, act: Act) -> None:
    write(10_000)
    act()
    assert outbox.backlog().waiting > 10_000


def a_rebuild(server: Server, act: Act) -> None:
    write(1_200)
    steps: list[int] = []

    def progress(done: int, _of: int) -> None:
        if not steps:
            act()
        steps.append(done)

    rebuild_outside(server.indices, progress=progress)
    assert len(steps) > 1


TROUBLES: dict[str, Trouble] = {
    **{name: on_the_way(fault) for name, fault in FAULTS.items()},
    "one bad of five": one_bad_of_five,
    "read only": read_only,
    "no alias": no_alias,
    "no fit": no_fit,
    "ten thousand waiting": ten_thousand_waiting,
    "a rebuild": a_rebuild,
}
TO_THE_RESERVE = {*FAULTS, "no alias"}
"""Where readers cannot be answered by the server itself; the reserve knows the newest at once."""


@pytest.mark.parametrize("name", TROUBLES)
def test_a_publication_is_public_at_once_and_found_on_the_server_later(
    server: Server, editor: Editor, reader: Reader, name: str
) -> None:
    server.caught_up()
    server.be(**AS_INSTALLED)
    keys: list[str] = []

    def act() -> None:
        notice = editor.publishes("燃气检修")
        keys.append(f"{notice.pk}:main")
        assert IndexEvent.objects.filter(object_key=keys[0], parked=False).exists()
        text, quiet = reader.page("停水")
        assert "停水一" in text.replace("<mark>", "").replace("</mark>", "")
        assert quiet == (name in TO_THE_RESERVE)
        if quiet:
            assert notice.url in reader.page("燃气检修")[0]

    TROUBLES[name](server, act)
    server.recovered()
    assert server.held.keys() >= set(keys)
    assert server.compared().in_step


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_publication_waits_for_no_worker_that_waits_for_the_server(server: Server) -> None:
    section = make_notice_section(make_city())
    notice = make_notice(section, title="停水", live=False)
    publish(notice, by=None)
    server.be(**AS_INSTALLED)
    arrived, wait = threading.Event(), hang()

    def hold(handler: Handler, seen: Seen) -> bool:
        arrived.set()
        return wait(handler, seen)

    def work() -> None:
        server.worker().step()
        connection.close()

    server.proxy.fault = hold
    worker = threading.Thread(target=work)
    worker.start()
    assert arrived.wait(10)
    began = monotonic()
    notice.title = "停水改期"
    publish(notice, by=None)
    assert monotonic() - began < LONGEST_PUBLICATION_SECONDS
    assert worker.is_alive(), "the server has not answered yet"
    server.mended()
    server.proxy.released.set()
    worker.join()
    server.be(**PATIENT)
    server.caught_up()
    assert server.compared().in_step
    assert f"{notice.pk}:main" in server.held
