"""The real server follows every change of what is public, and a rebuild changes nothing of that."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish, withdraw
from portal.tests.factories import make_city
from search import watch
from search.conf import embedded, engine
from search.courier import NotRebuilt
from search.engines.base import Change, EngineDown
from search.engines.indices import Indices
from search.engines.mapping import document_of
from search.management.commands import search_rollback
from search.models import IndexedDocument, IndexEvent, OutsideIndex
from search.query import SearchQuery
from search.reconcile import MISSING, ORPHAN, PARKED, STALE, WAITING, reconcile

from .changes import WAYS, Way
from .engine_contract import entry
from .server import PATIENT, Server, server

__all__ = ["server"]

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture(autouse=True)
def _patient(server: Server) -> None:
    server.be(**PATIENT)


def write(count: int, title: str = "停水") -> None:
    embedded().write(entry(n, f"{title}{n}") for n in range(1, count + 1))


def ours() -> dict[str, int]:
    return dict(IndexedDocument.objects.values_list("key", "seq"))


def found(typed: str, *, tier: int) -> set[int]:
    """Pages that the server itself finds."""
    answer = engine().search(SearchQuery.typed(typed, size=100))
    assert (answer.engine, answer.from_reserve) == ("elastic", False)
    return {hit.page_id for hit in answer.hits if hit.tier == tier}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_server_follows_every_change(server: Server, way: Way) -> None:
    steps = way()
    next(steps)
    server.drained()
    assert server.held == ours()
    follows = next(steps)
    server.drained()
    held = server.held
    assert held == ours()
    assert follows.changed <= held.keys()
    assert follows.gone.isdisjoint(held)
    for typed, pages in follows.found.items():
        assert found(typed, tier=1) == pages
    for typed, pages in follows.related.items():
        assert found(typed, tier=2) == pages
    assert server.compared().in_step


@pytest.mark.parametrize("act", ["withdraw", "correct"])
def test_what_is_public_no_more_is_not_even_counted_before_the_server_knows(
    server: Server, client: Any, act: str
) -> None:
    notice = make_notice(make_notice_section(make_city()), title="燃气检修")
    server.drained()
    asked = {"q": "燃气", "format": "json"}
    assert client.get("/search/", asked).json()["total"] == 1
    if act == "withdraw":
        withdraw(notice, by=None, reason="内容有误")
    else:
        notice.title = "供暖检修"
        publish(notice, by=None)
    assert client.get("/search/", asked).json()["total"] == 0
    page = client.get("/search/", {"q": "燃气"}).content.decode()
    assert "没有找到" in page and "共 1 条" not in page
    server.drained()
    assert client.get("/search/", asked).json()["total"] == 0
    assert server.compared().in_step


def test_an_empty_server_and_an_empty_database_are_in_step(server: Server) -> None:
    assert (server.held, server.compared().in_step) == ({}, True)


def test_what_differs_is_named_by_its_kind(server: Server) -> None:
    write(6)
    server.drained()
    IndexedDocument.objects.filter(key="1:main").update(seq=99)
    IndexedDocument.objects.filter(key="2:main").delete()
    server.direct.client.delete(index=server.prefix, id="3:main", refresh=True)
    IndexedDocument.objects.filter(key="4:main").update(seq=1)
    found = server.compared()
    assert found.names[STALE] == ["1:main"] or found.names[STALE] == ["1:main", "4:main"]
    assert (found.names[ORPHAN], found.names[MISSING]) == (["2:main"], ["3:main"])
    assert (found.compared, found.in_step) == (6, False)


@pytest.mark.parametrize("ahead", [0, 10_000], ids=["behind", "ahead"])
def test_what_differs_is_mended_even_where_the_server_is_ahead(server: Server, ahead: int) -> None:
    write(4)
    server.drained()
    rows = {row.key: row for row in IndexedDocument.objects.all()}
    stranger = IndexedDocument(key="9:main", page_id=9, slot=9, folded="水\n\n水")
    strange = Change("9:main", ahead + 1, document_of(stranger, {}))
    stale = Change("2:main", ahead + 50, document_of(rows["2:main"], {}))
    server.direct.bulk([Change("1:main", ahead + 50, None), strange, stale])
    assert reconcile(server.indices, fix=True).fixed == 3
    server.drained()
    assert server.compared().in_step
    assert server.held == ours()


def test_what_waits_is_late_and_no_fault_but_what_is_parked_is(server: Server) -> None:
    write(2)
    found = server.compared()
    assert (found.counts[WAITING], found.in_step) == (2, True)
    IndexEvent.objects.filter(object_key="1:main").update(parked=True)
    found = server.compared()
    assert (found.counts[WAITING], found.counts[PARKED], found.in_step) == (1, 1, False)


def test_the_comparison_is_a_command_with_exit_codes(server: Server, capsys: Any) -> None:
    write(3)
    server.drained()
    call_command("search_reconcile")
    IndexedDocument.objects.filter(key="2:main").delete()
    with pytest.raises(CommandError) as failed:
        call_command("search_reconcile", "--json")
    assert failed.value.returncode == 1
    assert '"2:main"' in capsys.readouterr().out
    call_command("search_reconcile", "--fix")
    call_command("search_drain")
    call_command("search_reconcile")
    server.proxy.stop()
    with pytest.raises(CommandError) as failed:
        call_command("search_reconcile")
    assert failed.value.returncode == 2


def test_a_rebuild_makes_the_same_index_under_another_name_and_keeps_the_old(
    server: Server,
) -> None:
    write(30)
    server.drained()
    before, held = server.direct.serving(), server.held
    report = server.rebuilt()
    assert (report.documents, report.errors) == (30, {})
    assert server.direct.serving() == report.index != before
    assert server.direct.kept() == before
    assert server.held == held
    assert len(server.direct.all()) == 2
    assert watch.state().rebuilt_at is not None and not watch.is_building()


def test_a_rollback_answers_from_the_old_index_and_catches_up(server: Server) -> None:
    write(5)
    server.drained()
    before = server.direct.serving()
    server.rebuilt()
    write(6, "停电")
    server.drained()
    call_command("search_rollback")
    server.drained()
    assert server.direct.serving() == before
    assert server.held == ours()
    call_command("search_rollback")
    assert server.direct.serving() != before


def test_what_a_worker_had_on_its_way_when_the_index_was_swapped_back_is_sent_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(5)
    server.drained()
    server.rebuilt()
    worker = server.worker()
    sent = worker.target.bulk

    def swapped_back(changes: Any) -> Any:
        outcomes = sent(changes)
        monkeypatch.setattr(worker.target, "bulk", sent)
        call_command("search_rollback")
        return outcomes

    write(6, "停电")
    monkeypatch.setattr(worker.target, "bulk", swapped_back)
    worker.round()
    server.drained()
    assert server.held == ours() and len(ours()) == 6


def test_a_rollback_that_cannot_compare_says_which_index_answers(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(5)
    server.drained()
    server.rebuilt()
    kept = server.direct.kept()

    def refuses(*_args: object, **_options: object) -> None:
        raise EngineDown("400 illegal_argument_exception")

    monkeypatch.setattr(search_rollback, "reconcile", refuses)
    said = StringIO()
    with pytest.raises(CommandError, match=r"not compared: 400 .*search_reconcile --fix"):
        call_command("search_rollback", stdout=said)
    assert server.direct.serving() == kept
    assert f"{kept} answers again" in said.getvalue()


class Meddling(Indices):
    """Lets something happen each time a parcel is on its way to the index being built."""

    happens: Any = None

    def bulk(self, changes: Any, *, building: bool = False) -> Any:
        if building and self.happens:
            happens, self.happens = self.happens, None
            happens()
        return super().bulk(changes, building=building)


def meddling(server: Server, happens: Any) -> Meddling:
    indices = Meddling()
    indices.happens = happens
    return indices


def test_what_changes_during_a_rebuild_is_in_the_new_index(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search import rebuilding
    from search.rebuilding import rebuild_outside

    write(5)
    server.drained()
    real = rebuilding._all_changes

    def while_people_work() -> Any:
        for changes in real():
            embedded().write([entry(1, "停电"), entry(77, "新来")])
            embedded().delete(keys=["2:main"])
            server.drained()
            embedded().write([entry(78, "晚来")])
            yield changes

    monkeypatch.setattr(rebuilding, "_all_changes", while_people_work)
    rebuild_outside(server.indices)
    server.drained()
    assert server.held == ours()
    assert {"77:main", "78:main"} <= server.held.keys() and "2:main" not in server.held


def test_a_second_rebuild_at_once_says_so_and_changes_nothing(server: Server) -> None:
    write(3)
    assert watch.begin_building("another")
    with pytest.raises(NotRebuilt, match="another rebuild is under way since"):
        server.rebuilt()
    with pytest.raises(CommandError, match="keeps the index it has: another rebuild"):
        call_command("search_rebuild", verbosity=0)
    assert server.held == {}


@pytest.mark.parametrize("moment", ["create", "bulk", "open_for_readers", "refresh", "swap"])
def test_an_interrupted_rebuild_leaves_the_old_index_in_service_and_no_litter(
    server: Server, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    write(3)
    server.drained()
    before = server.direct.serving()
    monkeypatch.setattr(Indices, moment, interrupted)
    with pytest.raises(KeyboardInterrupt):
        server.rebuilt()
    monkeypatch.undo()
    assert server.direct.serving() == before
    assert server.direct.all() == [before]
    assert not watch.is_building()


def interrupted(*_args: Any, **_values: Any) -> Any:
    raise KeyboardInterrupt


def test_what_a_killed_rebuild_left_is_swept_up_by_the_next(server: Server) -> None:
    write(3)
    dead = server.direct.new_name()
    server.direct.create(dead)
    assert watch.begin_building(dead)
    server.be(REBUILD_LEASE_SECONDS=0.0)
    assert not watch.is_building()
    server.be(REBUILD_LEASE_SECONDS=30.0)
    watch.end_building(dead, swapped=False)
    report = server.rebuilt()
    assert dead not in server.direct.all()
    assert server.direct.serving() == report.index


def test_a_swap_between_the_two_requests_of_the_worker_loses_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(3)
    server.drained()
    worker, swap = server.worker(), Indices.swap
    bulk, asked = worker.target.bulk, []

    def taking(changes: Any, *, building: bool = False) -> Any:
        asked.append(building)
        if len(asked) == 2:
            swap(server.direct, watch.state().building)
        return bulk(changes, building=building)

    def late(self: Indices, name: str) -> None:
        embedded().delete(keys=["2:main"])
        embedded().write([entry(1, "停电")])
        assert worker.round() == 2

    monkeypatch.setattr(worker.target, "bulk", taking)
    monkeypatch.setattr(Indices, "swap", late)
    server.rebuilt()
    monkeypatch.undo()
    assert sorted(asked) == [False, True]
    assert not IndexEvent.objects.exists()
    assert server.held == ours()


def test_a_rebuild_that_was_silent_for_too_long_is_not_swapped_in(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(3)
    server.drained()
    before, versions = server.direct.serving(), Indices.versions

    def slow(self: Indices, *, building: bool = False) -> Any:
        yield from versions(self, building=building)
        if building:
            OutsideIndex.objects.update(built_at=timezone.now() - timedelta(minutes=1))
            embedded().write([entry(1, "停电")])
            server.worker().round()

    monkeypatch.setattr(Indices, "versions", slow)
    with pytest.raises(NotRebuilt, match="silent for too long"):
        server.rebuilt()
    monkeypatch.undo()
    assert server.direct.serving() == before
    assert server.held == ours()
