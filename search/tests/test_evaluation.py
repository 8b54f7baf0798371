"""The measures of relevance, and the judged queries of the project itself."""

from __future__ import annotations

from collections import Counter
from math import log2
from pathlib import Path

import pytest
from django.conf import settings

from portal.problems import Refused
from search.evaluation import Wanted, measures, part_number, read

OWN = Path(settings.BASE_DIR) / "fixtures" / "search_eval.json"
KINDS = {
    "exact", "cross-script", "colloquial question", "citation", "number with unit", "English",
    "misspelt", "regional word", "place or page",
}  # fmt: skip


def wanted(grade: int, *keys: str) -> Wanted:
    return Wanted(grade, keys=frozenset(keys))


@pytest.mark.parametrize(
    ("keys", "ndcg", "mrr", "recall"),
    [
        (["a", "b"], 1.0, 1.0, 1.0),
        (["b", "a"], (1 + 3 / log2(3)) / (3 + 1 / log2(3)), 1.0, 1.0),
        (["x", "a"], (3 / log2(3)) / (3 + 1 / log2(3)), 0.5, 0.5),
        (["x"], 0.0, 0.0, 0.0),
        (["a", "a"], 3 / (3 + 1 / log2(3)), 1.0, 0.5),
        (["x"] * 10 + ["a"], 0.0, 0.0, 0.0),
    ],
)
def test_an_answer_is_worth_more_the_earlier_it_comes(keys, ndcg, mrr, recall):
    found = measures(keys, [wanted(2, "a"), wanted(1, "b")])
    assert found["ndcg_at_10"] == pytest.approx(ndcg)
    assert (found["mrr"], found["recall_at_10"], found["empty"]) == (mrr, recall, 0.0)


def test_nothing_found_is_said():
    assert measures([], [wanted(2, "a")])["empty"] == 1.0


def test_a_whole_regulation_is_met_once_by_any_part_that_is_not_expected_itself():
    expected = [Wanted(1, page_id=7), wanted(2, "7:article-1")]
    assert measures(["7:article-1", "7:article-2", "7:main"], expected)["ndcg_at_10"] == 1.0


@pytest.mark.parametrize(
    ("name", "number"),
    [("第三篇", 3), ("社区管理办法篇8", 8), ("3/5", 3), ("main", 0), ("", 0), ("第十篇", 10)],
)
def test_a_part_of_a_collection_is_known_by_any_of_its_names(name, number):
    assert part_number(name) == number


def test_the_projects_own_queries_are_many_and_of_every_kind():
    judged = read(OWN)
    counts = Counter(one.kind for one in judged)
    assert set(counts) == KINDS
    assert len(judged) >= 100 and min(counts.values()) >= 6
    assert len({one.query for one in judged}) == len(judged)
    assert all(one.expected and {e.grade for e in one.expected} <= {1, 2} for one in judged)


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", '[{"query": "a"}]'])
def test_a_file_that_is_no_list_of_judged_queries_is_refused_by_name(tmp_path, text):
    path = tmp_path / "judged.json"
    path.write_text(text)
    if text == "{}":
        assert read(path) == []
        return
    with pytest.raises(Refused, match="judged.json"):
        read(path)
