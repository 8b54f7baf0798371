"""Two who publish at the same moment: both are found, and neither takes the other's place."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from search.conf import embedded
from search.models import IndexedDocument

from .engine_contract import entry

WRITERS, ROUNDS = 4, 5

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite lets one write at a time: `IMMEDIATE`"
    ),
]


def at_once(work: Callable[[int], None]) -> None:
    """Let several threads begin together, each with a connection of its own."""
    together = Barrier(WRITERS)

    def run(place: int) -> None:
        try:
            together.wait(10)
            work(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(run, range(WRITERS)))


def test_writers_that_meet_all_have_their_documents_in_places_of_their_own() -> None:
    def work(place: int) -> None:
        for turn in range(ROUNDS):
            with transaction.atomic():
                embedded().write([entry(100 * place + turn, f"第{place}处停水", topics=("供水",))])

    at_once(work)
    slots = list(IndexedDocument.objects.values_list("slot", flat=True))
    assert (len(slots), len(set(slots))) == (WRITERS * ROUNDS, WRITERS * ROUNDS)


def test_the_count_of_changes_rises_in_the_order_in_which_they_are_seen() -> None:
    def work(place: int) -> None:
        for turn in range(ROUNDS):
            embedded().write([entry(7, f"第{place}处第{turn}次停水")])

    at_once(work)
    (row,) = IndexedDocument.objects.all()
    assert row.seq == embedded().health().generation
