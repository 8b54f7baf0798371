"""Fixtures shared by the tests of all packages."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key
from wagtail.models import Site

from search import query_log


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """No test sees what another left: content types, site roots, language, queries counted."""
    query_log.forget()
    translation.activate(settings.LANGUAGE_CODE)
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    yield
    ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker copies a PostgreSQL database that was migrated, if there is one, and is quick."""
    if template := os.environ.get("TEST_DATABASE_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template


SERVER_IS_DEMANDED = os.environ.get("SEARCH_TEST_DEMANDED", "") == "1"
"""Set by `.ci/run`: there a test that needs Elasticsearch may not be skipped."""


ASKS_FOR_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """For a run on another database, after all tests have run on the usual one."""
    parser.addoption(
        "--of-database", action="store_true", help="leave out tests that ask for no database"
    )


def _asks_for_database(item: pytest.Item) -> bool:
    """Whether a test may read or write a database at all."""
    fixtures = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db")) or not ASKS_FOR_DATABASE.isdisjoint(fixtures)


def pytest_collection_finish() -> None:
    """What is loaded before the first test stays to the end: memory is not looked through for it.

    Otherwise a tenth of a run is spent on that.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a real server the tests that need one are skipped by name."""
    if config.getoption("--of-database"):
        others = [item for item in items if not _asks_for_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if _asks_for_database(item)]
    if os.environ.get("SEARCH_TEST_URL"):
        return
    reason = "no Elasticsearch: make elasticsearch, then SEARCH_TEST_URL=http://127.0.0.1:9222"
    for item in items:
        if item.get_closest_marker("elasticsearch"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Where a server is demanded, a test that skips for want of it has failed."""
    report = yield
    if SERVER_IS_DEMANDED and report.skipped and item.get_closest_marker("elasticsearch"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, but SEARCH_TEST_DEMANDED=1: {report.longrepr}"
    return report


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """Gives back what migrations wrote, before a test that does not do so itself.

    A test with real transactions leaves empty tables. Usually those come last, but a worker that
    takes over work of another may go on with any test.
    """
    yield
    if nextitem is not None and _empties_tables(item) and not _empties_tables(nextitem):
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says how large the sweep of access was: routes, people and requests."""
    rows = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "sweep"
    ]
    for method in ("GET", "POST", "POST, own screens"):
        found = [row for row in rows if row[0] == method]
        if found:
            people, count = len({row[1] for row in found}), sum(row[2] for row in found)
            terminalreporter.write_line(
                f"Access sweep, {method}: {found[0][3]} routes, {people} people, "
                f"{found[0][4]} states, {count} requests"
            )
