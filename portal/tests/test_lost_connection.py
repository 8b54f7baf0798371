"""A database that was started again: the next reader does not notice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, connection
from django.test import RequestFactory

from portal.scheduling import Scheduler
from portal.tests.factories import make_city

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is a file, not a server"),
]


def status_of_a_request() -> int:
    """As the server of the web process asks, with all that begins and ends a request."""
    told: list[str] = []
    environ = RequestFactory().get("/").environ
    answer = WSGIHandler()(environ, lambda status, headers, *_: told.append(status))
    b"".join(answer)
    answer.close()
    return int(told[0].split()[0])


def kill_the_connection() -> None:
    """Do from outside what a restart of the server does to a connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()


def test_a_killed_connection_is_mended_with_the_next_request() -> None:
    make_city()
    assert status_of_a_request() == 200
    before = connection.connection
    assert before is not None, "kept between requests"
    kill_the_connection()
    assert status_of_a_request() == 200
    assert connection.connection is not before


def test_the_scheduler_goes_on_when_its_connection_was_killed() -> None:
    scheduler = Scheduler(say=lambda _line: None, interval=timedelta(seconds=1))
    assert scheduler.beat()
    before = connection.connection
    kill_the_connection()
    scheduler._round_or_wait()
    close_old_connections()
    assert scheduler.round() is not None
    assert connection.connection is not before
