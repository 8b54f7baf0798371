"""Texts longer than an index likes are found exactly all the same, on every database."""

from __future__ import annotations

import itertools

import pytest

from search.conf import embedded
from search.query import SearchQuery

from .engine_contract import entry, keys

pytestmark = pytest.mark.django_db

HAN = [chr(0x4E00 + place) for place in range(700)]
ALL_PAIRS = "".join(itertools.chain.from_iterable(itertools.product(HAN[:420], repeat=2)))
"""176,400 pairs: more different tokens than a vector of PostgreSQL holds."""


def found(typed: str) -> set[str]:
    return keys(embedded(), typed)


def test_words_far_behind_are_found_where_they_stand_in_a_row() -> None:
    far = "停水通知。" * 8_000
    embedded().write([entry(1, "长文", far + "储水三日"), entry(2, "长文", far + "储水。水三日")])
    assert found("储水三日") == {"1:main"}


def test_a_word_that_stood_a_thousand_times_before_is_found_in_a_new_row() -> None:
    often = "供水 " * 1_000
    embedded().write([entry(1, "长文", often + "供水站"), entry(2, "长文", often + "水站")])
    assert found("供水站") == {"1:main"}


def test_a_text_with_too_many_different_pairs_is_found_exactly() -> None:
    embedded().write(
        [entry(1, "全部的字", ALL_PAIRS + "。储水三日"), entry(2, "短文", "储水。三日")]
    )
    assert found("储水三日") == {"1:main"}
    assert found("储水") == {"1:main", "2:main"}
    assert found("全部的字") == {"1:main"}
    assert found(HAN[419] + HAN[417]) == {"1:main"}
    assert found(HAN[600] + HAN[3]) == set()


def test_a_text_with_too_many_different_pairs_is_forgotten_when_it_changes() -> None:
    embedded().write([entry(1, "全部的字", ALL_PAIRS + "储水三日")])
    embedded().write([entry(1, "全部的字", "停水")])
    assert (found("储水三日"), found("停水")) == (set(), {"1:main"})


def test_a_word_of_three_thousand_letters_is_stored_and_found() -> None:
    word = "ab" * 1_500
    embedded().write([entry(1, "字母", word), entry(2, "字母", "ab")])
    assert found("ab" * 90) == {"1:main"}


def test_an_overlong_text_is_no_obstacle_to_related_ones() -> None:
    embedded().write([entry(1, "全部的字", ALL_PAIRS), entry(2, "储水三日", "储水")])
    hits = embedded().search(SearchQuery.typed("储水的办法三日")).hits
    assert "2:main" in {hit.key for hit in hits}
