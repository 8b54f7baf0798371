"""What is done while the server looks: after it was asked, once, and never at the answer's cost."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

import pytest

from search.conf import embedded
from search.engines import elastic
from search.engines.database import read_state
from search.engines.elastic import ElasticEngine
from search.engines.failover import FailoverEngine
from search.models import SynonymGroup
from search.query import SearchQuery
from search.waiting import meanwhile, use_the_wait

from .engine_contract import entry, keys
from .server import PATIENT, Server, server

__all__ = ["server"]

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]


@pytest.fixture
def engine(server: Server) -> ElasticEngine:
    """A server that holds one notice."""
    server.be(**PATIENT)
    embedded().write([entry(1, "停水通知")])
    server.drained()
    server.proxy.seen.clear()
    return ElasticEngine(embedded())


def _seen(server: Server, wanted: int) -> int:
    """How many requests have arrived, once it is as many as wanted, or after five seconds."""
    end = monotonic() + 5
    while len(server.proxy.seen) < wanted and monotonic() < end:
        sleep(0.01)
    return len(server.proxy.seen)


def test_the_server_is_asked_before_the_work_begins(server: Server, engine: ElasticEngine) -> None:
    asked: list[int] = []

    def work() -> None:
        asked.append(_seen(server, 1))

    with meanwhile(work):
        assert keys(engine, "停水")
    assert asked == [1]


def test_the_work_is_done_once_however_often_the_server_is_asked(engine: ElasticEngine) -> None:
    done: list[str] = []
    with meanwhile(lambda: done.append("x")):
        keys(engine, "停水")
        keys(engine, "停电")
        use_the_wait()
    use_the_wait()
    assert done == ["x"]


def test_work_that_fails_costs_no_answer(engine: ElasticEngine) -> None:
    def fail() -> None:
        raise RuntimeError("演示")

    with meanwhile(fail):
        assert keys(engine, "停水")


def test_work_within_other_work_comes_after_it_and_each_is_done_once() -> None:
    done: list[str] = []
    with meanwhile(lambda: done.append("outer")):
        with meanwhile(lambda: done.append("inner")):
            use_the_wait()
        use_the_wait()
    assert done == ["outer", "inner"]


def test_work_of_a_block_that_never_waited_is_not_done_later() -> None:
    done: list[str] = []
    with meanwhile(lambda: done.append("outer")):
        with meanwhile(lambda: done.append("inner")):
            pass
        use_the_wait()
    assert done == ["outer"]


def test_the_state_of_the_index_is_read_while_the_server_looks(
    server: Server, engine: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys(engine, "停水")
    asked: list[int] = []

    def note() -> Any:
        asked.append(_seen(server, before + 1))
        return read_state()

    monkeypatch.setattr(elastic, "read_state", note)
    before = len(server.proxy.seen)
    assert keys(engine, "停水") == {"1:main"}
    assert asked == [before + 1]


def test_a_question_is_asked_again_where_new_synonyms_make_it_another(
    server: Server, engine: ElasticEngine
) -> None:
    embedded().write([entry(2, "断水须知")])
    server.drained()
    assert keys(engine, "停水", tier=2) == set()
    SynonymGroup.objects.create(words="停水 = 断水")
    before = len(server.proxy.seen)
    assert keys(engine, "停水", tier=2) == {"2:main"}
    assert len(server.proxy.seen) == before + 2
    assert keys(engine, "停水", tier=2) == {"2:main"}
    assert len(server.proxy.seen) == before + 3


def test_an_answer_that_may_be_older_than_a_change_does_not_count(
    server: Server, engine: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys(engine, "停水")

    def withdrawn_and_taken_over() -> Any:
        _seen(server, before + 1)
        embedded().delete(keys=["1:main"])
        server.drained()
        return read_state()

    before = len(server.proxy.seen)
    monkeypatch.setattr(elastic, "read_state", withdrawn_and_taken_over)
    assert FailoverEngine(engine, embedded()).search(SearchQuery.typed("停水")).total == 0
    monkeypatch.undo()
    assert not engine.search(SearchQuery.typed("停水")).is_behind


def test_titles_are_read_ahead_once_an_answer_was_sent(
    engine: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    later: list[Any] = []
    monkeypatch.setattr(elastic.afterwards, "do", later.append)
    keys(engine, "停水")
    assert later == [engine.texts.read_ahead]
