"""What was read to be judged is read once, until the index changes, and is never what is shown."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from search.conf import embedded
from search.engines import kept_texts, listing, lookup
from search.engines.database import read_state
from search.engines.kept_texts import KeptTexts
from search.expansion import expand
from search.models import IndexedDocument
from search.query import SearchQuery
from search.ranking import Candidate, rank

from .engine_contract import entry, keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts() -> KeptTexts:
    """A memory of its own, and two notices and an article to remember."""
    embedded().write(
        [
            entry(1, "停水通知", "明日停水"),
            entry(2, "停电通知", "明日停电"),
            entry(3, "供水规定", "停水须先告知", part="article-1", kind="article"),
        ]
    )
    return KeptTexts()


def test_documents_are_read_by_their_keys_too(texts):
    found = lookup.by_key(["1:main", "3:article-1", "9:main"], lookup.JUDGED)
    assert {key: one.page_id for key, one in found.items()} == {"1:main": 1, "3:article-1": 3}


def places() -> list[lookup.Place]:
    return list(IndexedDocument.objects.order_by("page_id").values_list("slot", "page_id"))


def read(texts: KeptTexts, reading: lookup.Reading = lookup.JUDGED) -> dict[int, str]:
    """The text of each page, as the memory gives it now."""
    found = held(texts.at(read_state()), places(), reading)
    return {candidate.page_id: candidate.folded for candidate in found}


def test_a_text_is_read_once(texts, django_assert_num_queries):
    first = read(texts)
    state, where = read_state(), places()
    with django_assert_num_queries(0):
        again = held(texts.at(state), where)
    assert {one.page_id: one.folded for one in again} == first
    assert "明日停水" in first[1]


def test_only_what_is_new_is_read(texts, django_assert_num_queries):
    shelf, where = texts.at(read_state()), places()
    held(shelf, where[:1])
    with django_assert_num_queries(1):
        assert len(held(shelf, where)) == 3


def test_what_is_needed_soon_is_read_with_what_is_missing_now(texts, django_assert_num_queries):
    shelf, where = texts.at(read_state()), places()
    with django_assert_num_queries(1):
        found = shelf.at([(1, 1), *where[:1]], lookup.JUDGED, lambda: where)
        assert [one and one.page_id for one in found] == [None, 1]
        assert len(held(shelf, where)) == 3


def test_what_is_needed_soon_is_not_even_asked_for_where_all_is_there(texts):
    shelf, where = texts.at(read_state()), places()
    held(shelf, where)
    assert all(shelf.at(where, lookup.JUDGED, lambda: pytest.fail("asked")))


def test_a_changed_index_is_read_anew(texts):
    read(texts)
    embedded().write([entry(1, "停水通知", "改为后日停水")])
    embedded().delete(pages=[2])
    found = read(texts)
    assert "后日" in found[1]
    assert 2 not in found


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_publication_takes_away_only_what_it_changed(texts, django_assert_num_queries):
    read(texts)
    embedded().write([entry(1, "停水通知", "改为后日停水"), entry(4, "停气通知", "明日停气")])
    state, where = read_state(), places()
    with django_assert_num_queries(2):  # what has changed, and those two documents
        shelf = texts.at(state)
        found = {one.page_id: one.folded for one in held(shelf, where)}
    assert "后日" in found[1]
    assert "停气" in found[4]
    assert len(found) == 4


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("change", ["deleted", "moved"])
def test_where_a_document_left_its_place_all_is_read_anew(texts, change):
    read(texts)
    old = places()[1]
    if change == "deleted":
        embedded().delete(pages=[2])
    else:
        embedded().write([entry(2, "停电通知", "明日停电", published=date(2020, 2, 2))])
    shelf = texts.at(read_state())
    assert not shelf.kept.rows
    assert held(shelf, [old]) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_was_read_of_a_change_that_was_taken_back_is_not_kept(texts):
    read(texts)
    with suppress(RuntimeError), transaction.atomic():
        embedded().write([entry(1, "停水通知", "改为后日停水")])
        assert "后日" in read(texts)[1]
        raise RuntimeError
    assert "明日" in read(texts)[1]
    embedded().write([entry(3, "供水规定", "另有规定", part="article-1", kind="article")])
    found = read(texts)
    assert "明日" in found[1]
    assert "另有" in found[3]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_still_reads_in_an_older_state_leaves_nothing_in_the_newer(texts):
    read(texts)
    older, where = texts.shelf, places()
    was = lookup.by_place(where[:1], lookup.JUDGED)
    embedded().write([entry(1, "停水通知", "改为后日停水")])
    newer = texts.at(read_state())
    older.keep(was, lookup.JUDGED)
    assert all("后日" in one.folded for one in held(newer, where[:1]))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_publication_costs_no_copy_of_what_is_kept(texts):
    read(texts)
    rows = texts.shelf.kept.rows
    embedded().write([entry(4, "停气通知", "明日停气")])
    assert texts.at(read_state()).kept.rows is rows


def held(
    shelf: kept_texts.Shelf, where: list[lookup.Place], reading: lookup.Reading = lookup.JUDGED
) -> list[Candidate]:
    """The documents at those places, without what is not there."""
    return list(filter(None, shelf.at(where, reading)))


def test_a_place_of_another_page_is_none(texts):
    slot, page = places()[0]
    shelf = texts.at(read_state())
    assert held(shelf, [(slot, page + 7)]) == []
    assert len(held(shelf, [(slot, page)])) == 1
    assert held(shelf, [(slot, page + 7)]) == []
    assert [one.page_id for one in held(shelf, [(slot, page + 7), (slot, page)])] == [page]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_titles_are_read_ahead_newest_first_some_at_a_time(texts, monkeypatch):
    monkeypatch.setattr(kept_texts, "AHEAD_AT_ONCE", 1)
    embedded().write([entry(4, "停气通知", "明日停气", published=date(2026, 1, 1))])
    shelf = texts.at(read_state())
    kept = shelf.kept.rows[lookup.titles()]
    pages = []
    for _ in range(5):
        texts.read_ahead()
        pages.append([one.page_id for one in kept.values()])
    assert pages[0] == [4]
    assert len(pages[1]) == 2
    assert set(pages[2]) == set(pages[4]) == {1, 2, 4}
    assert all(one.folded.count("\n") == 1 for one in kept.values())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_more_is_read_ahead_than_is_enough(texts, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(kept_texts, "AHEAD_AT_ONCE", 1)
    monkeypatch.setattr(kept_texts, "MOST_AHEAD", 1)
    shelf = texts.at(read_state())
    texts.read_ahead()
    with django_assert_num_queries(0):
        texts.read_ahead()
    assert len(shelf.kept.rows[lookup.titles()]) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_was_read_ahead_is_taken_away_when_it_changes(texts):
    texts.at(read_state())
    texts.read_ahead()
    embedded().write([entry(1, "停水改期", "改为后日停水")])
    found = held(texts.at(read_state()), places(), lookup.judged("停水"))
    assert "停水改期\n" in [one.folded for one in found]


@pytest.mark.parametrize("limit", ["MOST_DOCUMENTS", "MOST_CHARACTERS"])
def test_a_full_memory_begins_anew_and_answers_the_same(texts, monkeypatch, limit):
    monkeypatch.setattr(kept_texts, limit, 1)
    assert read(texts) == read(texts) == read(texts)
    assert len(texts.shelf.kept.rows[lookup.JUDGED.sql]) == 3


def test_what_one_question_knows_of_a_text_is_not_there_for_the_next(texts):
    shelf = texts.at(read_state())
    found = held(shelf, places(), lookup.judged("停水"))
    rank(found, expand(SearchQuery.typed("停水")), today=date(2026, 1, 1), known="停水")
    again = held(shelf, places(), lookup.judged("通知"))
    assert not any("停水" in one.folded.split("\n")[1] for one in again if one.part == "main")


def test_of_a_page_whose_words_are_known_only_the_title_is_read(texts):
    found = read(texts, lookup.judged("停水"))
    assert found[1] == "停水通知\n"
    assert found[2] == "停电通知\n"
    assert "须先告知" in found[3]


def test_the_embedded_engine_judges_a_page_by_its_title(texts, monkeypatch):
    judged: list[str] = []

    def note(found: Any, *rest: Any, **values: Any) -> Any:
        judged.extend(one.folded + values["known"] for one in found)
        return rank(found, *rest, **values)

    monkeypatch.setattr(listing, "rank", note)
    assert keys(embedded(), "停水") == {"1:main", "3:article-1"}
    assert "停水通知\n停水" in judged
    assert any("须先告知" in text for text in judged)
