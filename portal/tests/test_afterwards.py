"""Memory is looked through between answers, the older objects more seldom."""

from __future__ import annotations

import gc
import weakref
from collections import deque

import pytest
from django.core.signals import request_finished

from portal import afterwards


@pytest.fixture
def looked_through(monkeypatch) -> list[int]:
    """The generations that were looked through; this process goes on as it was."""
    found: list[int] = []
    monkeypatch.setattr(afterwards.gc, "collect", lambda generation=2: found.append(generation))
    monkeypatch.setattr(afterwards.gc, "freeze", lambda: None)
    for name in ("_lying", "_works"):
        monkeypatch.setattr(afterwards, name, deque(maxlen=0))
    before = gc.get_threshold()
    afterwards.wait_for_answers()
    found.clear()
    yield found
    assert request_finished.disconnect(dispatch_uid="afterwards")
    gc.set_threshold(*before)


@pytest.mark.parametrize(
    ("counts", "generations"),
    [
        ((afterwards.MOST_NEW - 1, 99, 99), []),
        ((afterwards.MOST_NEW, 0, 0), [0]),
        ((afterwards.MOST_NEW, 10, 0), [1]),
        ((afterwards.MOST_NEW, 10, 10), [2]),
    ],
)
def test_after_an_answer_as_much_is_looked_through_as_is_due(
    looked_through, monkeypatch, counts, generations
):
    monkeypatch.setattr(afterwards.gc, "get_count", lambda: counts)
    afterwards._collect()
    assert looked_through == generations


def test_what_is_there_at_the_start_goes_into_large_pages(looked_through, monkeypatch):
    times: list[bool] = []
    monkeypatch.setattr(afterwards.large_pages, "join", lambda: times.append(True))
    afterwards.wait_for_answers()
    assert times == [True]


def test_within_an_answer_it_waits_for_far_more_objects(looked_through):
    assert gc.get_threshold()[0] == afterwards.FAR_MORE > afterwards.MOST_NEW


class Thing:
    """Something that can be seen to go."""


def test_what_is_not_needed_any_more_lies_till_an_answer_was_sent(looked_through):
    thing = Thing()
    there = weakref.ref(thing)
    afterwards.leave(thing)
    del thing
    assert there() is not None
    afterwards._sent()
    assert there() is None


def test_only_so_much_is_left_lying(looked_through):
    things = [Thing() for _ in range(afterwards.MOST_WAITING + 1)]
    first = weakref.ref(things[0])
    for thing in things:
        afterwards.leave(thing)
    del things, thing
    assert first() is None


def test_without_a_server_nothing_is_left_lying():
    thing = Thing()
    there = weakref.ref(thing)
    afterwards.leave(thing)
    del thing
    assert there() is None


def test_what_can_wait_is_done_once_after_an_answer_whatever_fails(looked_through, caplog):
    done: list[str] = []
    afterwards.do(lambda: 1 / 0)
    afterwards.do(lambda: done.append("x"))
    assert done == []
    afterwards._sent()
    afterwards._sent()
    assert done == ["x"]
    assert "could have waited" in caplog.text


def test_without_a_server_what_can_wait_is_not_done():
    done: list[str] = []
    afterwards.do(lambda: done.append("x"))
    afterwards._sent()
    assert done == []
