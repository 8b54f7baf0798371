"""A database that was started again while the worker was in the middle: it goes on by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from portal.tests.test_lost_connection import kill_the_connection
from search.conf import embedded
from search.drain import Drain
from search.models import IndexEvent

from .engine_contract import entry
from .shelf import Shelf

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is a file, not a server"),
]


class OneVisit(Shelf):
    """Sends the worker home at its second visit, or when it has tried for long."""

    worker: Drain

    def bulk(self, *changes: Any, **others: Any) -> Any:
        if len(self.requests) > 20:
            self.worker.ask_to_stop()
        return super().bulk(*changes, **others)

    def refresh(self, *, building: bool = False) -> None:
        if len(self.requests) > 1:
            self.worker.ask_to_stop()


def test_the_worker_goes_on_when_the_database_was_lost_in_the_middle(settings: Any) -> None:
    quick = {"DRAIN_PAUSE_SECONDS": (0.05, 0.2), "DRAIN_LEASE_SECONDS": 0.5}
    settings.SEARCH = {"URL": "http://127.0.0.1:9", "DRAIN_EVERY_SECONDS": 0.05, **quick}
    embedded().write([entry(1, "停水"), entry(2, "停电")])
    shelf = OneVisit()
    shelf.worker = worker = Drain(shelf, lambda _line: None)

    def lose() -> None:
        shelf.before = lambda: None
        kill_the_connection()

    shelf.before = lose
    before = connection.connection
    worker.run()
    assert connection.connection is not before
    assert len(shelf.requests) == 2
    assert shelf.keys == {"1:main", "2:main"}
    assert not IndexEvent.objects.exists()
