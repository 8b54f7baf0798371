"""A rebuild on the real server: what it refuses, what another portal has there, other versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search import outbox, outside, rebuilding, status, watch
from search.conf import embedded, engine
from search.courier import NotRebuilt
from search.engines import mapping
from search.engines.base import EngineDown
from search.engines.indices import Indices
from search.models import IndexEvent
from search.query import SearchQuery
from search.rebuilding import rebuild_outside
from search.reconcile import PARKED

from .engine_contract import entry
from .fault_proxy import refused_entries
from .server import PATIENT, Server, server

__all__ = ["server"]

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture(autouse=True)
def _patient(server: Server) -> None:
    server.be(**PATIENT)


def write(count: int) -> None:
    embedded().write(entry(n, f"停水{n}") for n in range(1, count + 1))


def refused(*keys: str) -> Any:
    """Entries that no index takes."""
    return refused_entries(lambda key: key in keys, 400, "document_parsing_exception")


def test_the_indices_of_a_portal_with_a_longer_prefix_are_left_alone(server: Server) -> None:
    other = Indices(server.direct.client, prefix=f"{server.prefix}-b")
    rebuild_outside(other)
    try:
        for _ in range(2):
            server.rebuilt()
        assert other.all() == [other.serving()] != [""]
        assert set(server.direct.all()).isdisjoint(other.all())
    finally:
        other.delete(other.all())


def test_one_entry_that_is_refused_is_parked_and_the_new_index_answers(server: Server) -> None:
    write(5)
    server.drained()
    server.proxy.fault = refused("3:main")
    with pytest.raises(CommandError) as failed:
        call_command("search_rebuild", "--only", "server", verbosity=0, stderr=StringIO())
    assert failed.value.returncode == 1
    assert server.held.keys() == {"1:main", "2:main", "4:main", "5:main"}
    row = IndexEvent.objects.get()
    assert (row.object_key, row.parked) == ("3:main", True)
    assert row.last_error.startswith("400 document_parsing_exception")
    assert server.compared().counts[PARKED] == 1
    server.proxy.fault = None
    assert server.rebuilt().errors == {}
    server.drained()
    assert not IndexEvent.objects.exists() and len(server.held) == 5


def test_when_too_many_are_refused_the_old_index_goes_on(server: Server) -> None:
    write(5)
    server.drained()
    before = server.direct.serving()
    server.proxy.fault = refused("3:main", "4:main")
    with pytest.raises(NotRebuilt, match="2 of 5 entries were refused: 3:main: 400"):
        server.rebuilt()
    assert server.direct.all() == [before] == [server.direct.serving()]
    assert not watch.is_building() and not IndexEvent.objects.exists()


def test_a_server_that_goes_away_right_after_the_swap_has_the_new_index_in_service(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(3)
    server.drained()
    real: Callable[..., Any] = rebuilding.sweep

    def away_at_the_end(indices: Indices, *, but: str = "") -> list[str]:
        if but:
            raise EngineDown("no connection")
        return list(real(indices))

    monkeypatch.setattr(rebuilding, "sweep", away_at_the_end)
    report = server.rebuilt()
    assert server.direct.serving() == report.index
    assert watch.state().rebuilt_at is not None and not watch.is_building()


def test_a_swap_that_is_asked_for_twice_keeps_the_index_before(server: Server) -> None:
    before, name = server.direct.serving(), server.direct.new_name()
    server.direct.create(name)
    for _ in range(2):
        server.direct.swap(name)
    assert (server.direct.serving(), server.direct.kept()) == (name, before)


@contextmanager
def an_older_version() -> Iterator[None]:
    """Code whose index has no field `shorts`."""
    real, told = mapping._mapping, outside.document_of

    def without_shorts() -> Any:
        found = mapping.Mapping()
        for name, kind in real().to_dict()["properties"].items():
            if name != "shorts":
                found.field(name, kind)
        return found.meta("dynamic", "strict").meta("_source", enabled=False)

    def told_without(row: Any, facets: Any) -> dict[str, Any]:
        return {name: value for name, value in told(row, facets).items() if name != "shorts"}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapping, "_mapping", without_shorts)
        patch.setattr(outside, "document_of", told_without)
        _forget_the_schema()
        yield
    _forget_the_schema()


def _forget_the_schema() -> None:
    mapping.schema.cache_clear()
    mapping.expected_schema.cache_clear()


def test_an_index_of_another_version_goes_on_and_what_is_new_waits_for_the_rebuild(
    server: Server,
) -> None:
    with an_older_version():
        write(3)
        server.rebuilt()
        server.drained()
    assert asked("停水") == ("elastic", 3)
    assert [one.number for one in status.read().problems()] == ["W002"]
    write(5)
    embedded().delete(keys=["1:main"])
    server.worker().round()
    assert (outbox.backlog().waiting, outbox.backlog().parked) == (2, 0)
    assert server.held.keys() == {"2:main", "3:main"}
    assert asked("停水") == ("database", 4)
    assert server.rebuilt().errors == {}
    server.drained()
    assert not IndexEvent.objects.exists()
    assert asked("停水") == ("elastic", 4)
    assert status.read().problems() == []


def asked(typed: str) -> tuple[str, int]:
    found = engine().search(SearchQuery.typed(typed))
    assert not found.from_reserve
    return found.engine, found.total
