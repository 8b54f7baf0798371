"""Memory is looked through between answers, the older objects more seldom."""

from __future__ import annotations

import gc

import pytest
from django.core.signals import request_finished

from portal import rubbish


@pytest.fixture
def looked_through(monkeypatch) -> list[int]:
    """The generations that were looked through; this process goes on as it was."""
    found: list[int] = []
    monkeypatch.setattr(rubbish.gc, "collect", lambda generation=2: found.append(generation))
    monkeypatch.setattr(rubbish.gc, "freeze", lambda: None)
    before = gc.get_threshold()
    rubbish.collect_between_answers()
    found.clear()
    yield found
    assert request_finished.disconnect(dispatch_uid="rubbish")
    gc.set_threshold(*before)


@pytest.mark.parametrize(
    ("counts", "generations"),
    [
        ((rubbish.MOST_NEW - 1, 99, 99), []),
        ((rubbish.MOST_NEW, 0, 0), [0]),
        ((rubbish.MOST_NEW, 10, 0), [1]),
        ((rubbish.MOST_NEW, 10, 10), [2]),
    ],
)
def test_after_an_answer_as_much_is_looked_through_as_is_due(
    looked_through, monkeypatch, counts, generations
):
    monkeypatch.setattr(rubbish.gc, "get_count", lambda: counts)
    rubbish._collect()
    assert looked_through == generations


def test_within_an_answer_it_waits_for_far_more_objects(looked_through):
    assert gc.get_threshold()[0] == rubbish.FAR_MORE > rubbish.MOST_NEW
