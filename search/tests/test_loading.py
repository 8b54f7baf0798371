"""Many rows at a time are written in another way and found alike; afterwards all is as usual."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from search.conf import embedded
from search.engines.sqlite import MANY, USUAL
from search.engines.store import room_for_loading
from search.query import SearchQuery

from .engine_contract import entry

pytestmark = pytest.mark.django_db
only_fts = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the settings are those of FTS5 and of SQLite's cache"
)


def settings_of_the_index() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT k, v FROM search_grams_config")
        return {name: value for name, value in cursor.fetchall() if name in USUAL}


def cache_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        return int(cursor.fetchone()[0])


def write(first: int, count: int) -> None:
    embedded().write(entry(n, f"第{n}号停水通知", "周二停水") for n in range(first, first + count))


def total(typed: str) -> int:
    return embedded().search(SearchQuery.typed(typed)).total


@only_fts
def test_a_new_index_merges_as_seldom_as_one_that_was_loaded() -> None:
    assert settings_of_the_index()["automerge"] == USUAL["automerge"]


@only_fts
def test_many_rows_leave_the_usual_settings() -> None:
    before = settings_of_the_index()  # another test may have written many for good
    write(0, MANY - 1)
    assert settings_of_the_index() == before
    write(MANY, 3 * MANY)
    assert settings_of_the_index() == USUAL


@only_fts
def test_many_rows_that_are_rolled_back_leave_the_settings_as_they_were() -> None:
    before = settings_of_the_index()
    with transaction.atomic():
        write(0, MANY)
        transaction.set_rollback(True)
    write(0, 2)
    assert settings_of_the_index() == before
    write(2, MANY)
    assert settings_of_the_index() == USUAL


def test_many_rows_are_found_like_few() -> None:
    write(0, MANY - 1)
    write(MANY, 3 * MANY)
    assert total("停水") == 4 * MANY - 1
    assert total(f"第{MANY + 1}号停水") == 1
    assert total(f"第{MANY - 1}号停水") == 0


def test_many_rows_that_are_rolled_back_leave_nothing() -> None:
    with transaction.atomic():
        write(0, MANY)
        transaction.set_rollback(True)
    write(0, 2)
    assert total("停水") == 2
    write(2, MANY)
    assert total("停水") == MANY + 2


def test_many_rows_written_in_turn_with_single_changes_stay_exact() -> None:
    for round_ in range(4):
        write(round_ * MANY, MANY)
        embedded().write([entry(round_ * MANY, "改为停电")])
        embedded().delete(pages=[round_ * MANY + 1])
    assert (total("停水"), total("停电")) == (4 * (MANY - 2), 4)


@only_fts
def test_room_for_loading_is_given_back_even_when_loading_fails() -> None:
    usual = cache_size()
    with pytest.raises(ValueError, match="unreadable"), room_for_loading():
        assert cache_size() != usual
        raise ValueError("unreadable")
    assert cache_size() == usual


def test_a_rebuild_that_fails_is_rolled_back_whole() -> None:
    write(0, 3)
    with pytest.raises(ValueError, match="broken"), embedded().begin_rebuild(fresh=True) as session:
        session.write([entry(9, "停电通知")])
        raise ValueError("broken")
    assert (total("停水"), total("停电")) == (3, 0)
