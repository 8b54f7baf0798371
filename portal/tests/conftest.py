"""Fixtures of the tests in a real browser: the browser, and the small city that it visits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

_kept_cities: list[sqlite3.Connection] = []


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Any]:
    """One Chromium for the tests of a module.

    While Playwright's event loop runs, Django gives the thread another connection; it must know
    what the tests are given back as the usual one does.
    """
    from portal.tests.browser import started_browser

    given_back = getattr(connection, "_test_serialized_contents", None)
    with started_browser() as running:
        if given_back is not None:
            connection._test_serialized_contents = given_back  # type: ignore[attr-defined]
        yield running


@pytest.fixture
def small_city(live_server: Any) -> Any:
    """A server that serves the small city; built once per process where the database can copy."""
    from portal.tests import small_city as city

    if connection.vendor != "sqlite":
        city.built()
        return live_server
    connection.ensure_connection()
    if _kept_cities:
        _kept_cities[0].backup(connection.connection)
    else:
        city.built()
        _kept_cities.append(sqlite3.connect(":memory:", check_same_thread=False))
        connection.connection.backup(_kept_cities[0])
    return live_server
