"""The embedded engine keeps the contract, and is exact over whatever the texts hold."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from search.conf import embedded
from search.models import IndexedDocument
from search.query import SearchQuery
from search.text import terms_of

from .engine_contract import EngineContract, entry, keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine() -> Any:
    return embedded()


class TestDatabaseEngine(EngineContract):
    """The contract on the embedded engine."""


def scanned(typed: str) -> set[str]:
    """The truth: keys of documents of which each term stands in a folded line."""
    terms = terms_of(typed)
    rows = IndexedDocument.objects.values_list("key", "folded")
    return {
        key
        for key, folded in rows
        if terms and all(any(term in line for line in folded.split("\n")) for term in terms)
    }


TEXT = st.text(alphabet="社区區服务務2013ab-,，。() \n〔\u0301é㎡Ａ", max_size=30)


@examples(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(TEXT, min_size=1, max_size=8), query=TEXT.filter(bool), data=st.data())
def test_tier_one_equals_a_scan_of_the_folded_text(
    engine: Any, texts: list[str], query: str, data: st.DataObject
) -> None:
    with transaction.atomic():
        engine.write(entry(n, text[:9], text[9:]) for n, text in enumerate(texts))
        source = data.draw(st.sampled_from([*texts, query])) or query
        start = data.draw(st.integers(0, len(source) - 1))
        typed = source[start : start + data.draw(st.integers(1, 12))]
        assert keys(engine, typed) == scanned(typed)
        transaction.set_rollback(True)


@examples(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    versions=st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=2, max_size=4),
    days=st.lists(st.sampled_from([None, date(2024, 1, 1), date(2024, 1, 2)]), min_size=4),
    query=TEXT.filter(bool),
)
def test_what_was_changed_is_found_by_what_it_holds_now(
    engine: Any, versions: list[list[str]], days: list[date | None], query: str
) -> None:
    with transaction.atomic():
        for number, texts in enumerate(versions):
            engine.write(
                entry(n, text[:9], text[9:], published=days[(n + number) % len(days)])
                for n, text in enumerate(texts)
            )
        for typed in (query, *(text for texts in versions for text in texts if text)):
            assert keys(engine, typed[:12]) == scanned(typed[:12])
        transaction.set_rollback(True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into the gram index of SQLite")
def test_a_change_is_written_out_once(engine: Any, settings: Any) -> None:
    settings.SEARCH = {**settings.SEARCH, "URL": "http://127.0.0.1:9"}  # is only noted for it

    def segments() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT segid) FROM search_grams_idx")
            return int(cursor.fetchone()[0])

    with transaction.atomic():
        engine.write([entry(1, "社区通知", "周三停气两小时。"), entry(2, "社区章程")])
    before = segments()
    with transaction.atomic():
        engine.write([entry(1, "社区通知", "周四停气三小时。")])
    assert segments() == before + 1


def test_a_write_that_is_rolled_back_leaves_nothing(engine: Any) -> None:
    with transaction.atomic():
        engine.write([entry(1, "社区通知")])
        assert keys(engine, "社区") == {"1:main"}
        transaction.set_rollback(True)
    assert keys(engine, "社区") == set()


def test_a_very_common_word_is_counted_exactly_and_titles_lead(engine: Any) -> None:
    rng = random.Random(7)
    days = [None, *(rng.randrange(700_000, 739_000) for _ in range(2_499))]
    engine.write(
        entry(
            n,
            "停水通知" if n else "社区章程",
            "社区" if n else "",
            published=day and date.fromordinal(day),
        )
        for n, day in enumerate(days)
    )
    result = engine.search(SearchQuery.typed("社区"))
    assert (result.total, result.hits[0].key) == (2_500, "0:main")
    seen = [
        hit.key
        for page in range(1, 26)
        for hit in engine.search(SearchQuery.typed("社区", page=page, size=100)).hits
    ]
    assert len(seen) == len(set(seen)) == 2_500
