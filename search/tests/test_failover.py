"""A server that does not answer is left in peace, the reserve answers, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from search.engines.base import EngineDown
from search.engines.breaker import Breaker, Way
from search.engines.database import DatabaseEngine
from search.engines.failover import FailoverEngine
from search.query import SearchQuery, SearchResult

from .engine_contract import entry


class Moody(DatabaseEngine):
    """The embedded index under another name, away when told so."""

    name = "moody"
    asked = 0
    away = False

    def search(self, query: SearchQuery) -> SearchResult:
        self.asked += 1
        if self.away:
            raise EngineDown("connection refused")
        return super().search(query)


class Clock:
    """A clock that stands until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(lambda: 30.0, clock=clock)


@pytest.fixture
def first(db: None) -> Moody:
    return Moody()


@pytest.fixture
def both(first: Moody, breaker: Breaker) -> Iterator[FailoverEngine]:
    engine = FailoverEngine(first, DatabaseEngine(), breaker=breaker)
    engine.write([entry(1, "社区停水通知")])
    yield engine


def ask(engine: Any) -> tuple[int, bool]:
    found = engine.search(SearchQuery.typed("停水"))
    return found.total, found.from_reserve


def test_two_failures_change_nothing_and_the_third_ends_the_asking(breaker: Breaker) -> None:
    breaker.failed(), breaker.failed()
    assert breaker.way() is Way.OPEN
    breaker.failed()
    assert breaker.way() is Way.CLOSED


def test_an_answer_in_between_wipes_earlier_failures_out(breaker: Breaker) -> None:
    breaker.failed(), breaker.failed(), breaker.worked(), breaker.failed()
    assert breaker.way() is Way.OPEN


def test_after_the_pause_one_may_try_and_the_others_wait_for_it(
    breaker: Breaker, clock: Clock
) -> None:
    for _ in range(3):
        breaker.failed()
    clock.now += 30
    assert [breaker.way(), breaker.way()] == [Way.TRIAL, Way.CLOSED]


def test_a_trial_that_fails_begins_the_pause_anew(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        breaker.failed()
    clock.now += 30
    breaker.way()
    clock.now += 1
    breaker.failed()
    clock.now += 29.5
    assert breaker.way() is Way.CLOSED
    clock.now += 0.5
    assert breaker.way() is Way.TRIAL


def test_a_trial_that_works_lets_everybody_ask(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        breaker.failed()
    clock.now += 30
    breaker.way()
    breaker.worked()
    assert [breaker.way(), breaker.way()] == [Way.OPEN, Way.OPEN]


def test_a_trial_whose_end_nobody_hears_does_not_close_the_way_for_ever(
    breaker: Breaker, clock: Clock
) -> None:
    for _ in range(3):
        breaker.failed()
    clock.now += 30
    breaker.way()
    clock.now += 30
    assert breaker.way() is Way.TRIAL


def test_the_server_answers_where_it_can(both: FailoverEngine, first: Moody) -> None:
    assert ask(both) == (1, False)
    assert first.asked == 1


def test_where_the_server_is_away_the_reserve_answers_and_says_so(
    both: FailoverEngine, first: Moody
) -> None:
    first.away = True
    assert ask(both) == (1, True)


def test_a_server_that_failed_three_times_is_not_asked_until_the_pause_is_over(
    both: FailoverEngine, first: Moody, clock: Clock
) -> None:
    first.away = True
    for _ in range(9):
        assert ask(both) == (1, True)
    assert first.asked == 3
    clock.now += 30
    first.away = False
    assert ask(both) == (1, False)
    assert ask(both) == (1, False)
    assert first.asked == 5


def test_what_is_written_goes_to_the_reserve_alone(both: FailoverEngine) -> None:
    both.write([entry(2, "停水二")])
    assert dict(both.reserve.versions()).keys() == {"1:main", "2:main"}
    assert both.delete(keys=["2:main"]) == 1
