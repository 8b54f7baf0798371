"""Stages can be left out for a measurement, and only for that."""

from __future__ import annotations

import pytest

from search import stages
from search.expansion import expand
from search.query import SearchQuery

GROUPS = [["低保", "最低生活保障"]]


def test_readers_get_every_stage() -> None:
    assert all(map(stages.is_on, stages.STAGES))


def test_a_stage_left_out_is_back_after_the_block_even_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), stages.without(["related"]):
        assert not stages.is_on("related")
        raise ZeroDivisionError
    assert stages.is_on("related")


def test_a_query_without_synonyms_stands_for_itself() -> None:
    query = SearchQuery.typed("低保")
    assert expand(query, GROUPS).synonyms == ("最低生活保障",)
    with stages.without(["synonyms"]):
        assert expand(query, GROUPS).synonyms == ()
