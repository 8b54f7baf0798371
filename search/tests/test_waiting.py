"""What is done while the server looks: after it was asked, once, and never at the answer's cost."""

from __future__ import annotations

from time import monotonic, sleep

import pytest

from search.conf import embedded
from search.engines.elastic import ElasticEngine
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


def test_the_server_is_asked_before_the_work_begins(server: Server, engine: ElasticEngine) -> None:
    asked: list[int] = []

    def work() -> None:
        end = monotonic() + 5
        while not server.proxy.seen and monotonic() < end:
            sleep(0.01)
        asked.append(len(server.proxy.seen))

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
