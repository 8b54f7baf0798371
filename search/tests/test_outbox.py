"""Whatever changes what is public leaves its rows in the outbox, in the same transaction."""

from __future__ import annotations

from typing import Any

import pytest

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish
from portal.tests.factories import make_city
from portal.tests.own_process import killed
from search import outbox
from search.conf import embedded
from search.engines.store import clear
from search.models import IndexedDocument, IndexEvent
from search.rebuild import rebuild

from .changes import WAYS, Way
from .engine_contract import entry

pytestmark = pytest.mark.django_db

ADDRESS = "http://127.0.0.1:9"
"""Nobody listens there, and nobody is asked."""


@pytest.fixture
def outside(settings: Any) -> None:
    settings.SEARCH = {"URL": ADDRESS}


def waiting() -> dict[str, tuple[int, bool]]:
    rows = IndexEvent.objects.values_list("object_key", "seq", "gone")
    return {key: (seq, gone) for key, seq, gone in rows}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_an_index_outside_must_learn_is_noted(outside: None, way: Way) -> None:
    steps = way()
    next(steps)
    IndexEvent.objects.all().delete()
    follows = next(steps)
    noted = waiting()
    assert {key for key, (_, gone) in noted.items() if not gone} == follows.changed
    assert {key for key, (_, gone) in noted.items() if gone} == follows.gone
    versions = dict(IndexedDocument.objects.values_list("key", "seq"))
    assert {key: seq for key, (seq, gone) in noted.items() if not gone} == {
        key: versions[key] for key in follows.changed
    }


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_without_an_address_nothing_is_noted(way: Way) -> None:
    steps = way()
    next(steps)
    next(steps)
    assert not IndexEvent.objects.exists()


def test_an_entry_that_changes_twice_waits_once_with_its_newest_number(outside: None) -> None:
    embedded().write([entry(1, "停水")])
    first = waiting()["1:main"][0]
    embedded().write([entry(1, "停电")])
    assert waiting() == {"1:main": (first + 1, False)}


def test_an_entry_that_is_written_again_unchanged_does_not_wait(outside: None) -> None:
    embedded().write([entry(1, "停水")])
    IndexEvent.objects.all().delete()
    embedded().write([entry(1, "停水")])
    assert waiting() == {}


def test_a_change_takes_back_what_was_said_of_the_entry_before(outside: None) -> None:
    embedded().write([entry(1, "停水")])
    IndexEvent.objects.update(parked=True, attempts=7, last_error="400", gone=True)
    embedded().write([entry(1, "停电")])
    row = IndexEvent.objects.get()
    assert (row.parked, row.attempts, row.last_error, row.gone) == (False, 0, "", False)


def test_an_index_thrown_away_and_made_again_says_so_of_every_entry(outside: None) -> None:
    embedded().write([entry(1, "停水"), entry(2, "停电")])
    IndexEvent.objects.all().delete()
    clear()
    assert {gone for _, gone in waiting().values()} == {True}
    embedded().write([entry(1, "停水")])
    (one, was_one), (two, was_two) = waiting()["1:main"], waiting()["2:main"]
    assert (was_one, was_two, one > two) == (False, True, True)


def test_a_rebuild_in_place_of_an_index_in_order_notes_nothing(outside: None) -> None:
    make_notice(make_notice_section(make_city()))
    rebuild()
    IndexEvent.objects.all().delete()
    rebuild()
    assert waiting() == {}


def test_what_waits_is_counted_apart_from_what_is_parked(outside: None) -> None:
    embedded().write([entry(1, "停水"), entry(2, "停电"), entry(3, "停气")])
    IndexEvent.objects.filter(object_key="2:main").update(parked=True)
    left = outbox.backlog()
    assert (left.waiting, left.parked) == (2, 1)
    assert left.oldest is not None and left.lag_seconds >= 0


def test_parked_entries_can_be_sent_again_one_or_all(outside: None) -> None:
    embedded().write([entry(1, "停水"), entry(2, "停电"), entry(3, "停气")])
    IndexEvent.objects.update(parked=True)
    assert outbox.retry(["1:main", "9:main"]) == 1
    assert outbox.backlog().parked == 2
    assert outbox.retry() == 2
    assert outbox.backlog().waiting == 3


CHILD = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
settings.SEARCH = {"URL": "http://127.0.0.1:9"}
from portal import signals
from portal.pages.models import Notice
from portal.publication.actions import publish
from search.models import IndexEvent

def cut(**_news):
    assert IndexEvent.objects.filter(object_key=f"{sys.argv[1]}:main").exists()
    os.kill(os.getpid(), signal.SIGKILL)

signals.published.connect(cut, weak=False)
publish(Notice.objects.get(pk=sys.argv[1]), by=None)
"""


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_process_killed_between_save_and_commit_leaves_no_row_in_the_outbox(
    outside: None,
) -> None:
    notice = make_notice(make_notice_section(make_city()), live=False)
    IndexEvent.objects.all().delete()
    killed(CHILD, notice.pk)
    assert not IndexEvent.objects.exists()
    assert not IndexedDocument.objects.filter(page=notice.pk).exists()
    publish(notice, by=None)
    assert set(waiting()) == {f"{notice.pk}:main"}
