"""The bounds of relevance, and what differs between two runs."""

from __future__ import annotations

from typing import Any

import pytest

from search.verdict import Difference, broken, differences


def run(whole: float, *rows: tuple[str, str, float], empty: tuple[str, ...] = ()) -> dict[str, Any]:
    """A run as it is measured; each kind has the mean of its queries."""
    queries = [
        {"query": query, "kind": kind, "ndcg_at_10": value, "empty": float(query in empty)}
        for query, kind, value in rows
    ]
    kinds: dict[str, dict[str, float]] = {}
    for kind in {kind for _, kind, _ in rows}:
        values = [value for _, one, value in rows if one == kind]
        kinds[kind] = {"ndcg_at_10": round(sum(values) / len(values), 4)}
    return {"ndcg_at_10": whole, "kinds": kinds, "queries": queries}


@pytest.mark.parametrize(
    ("runs", "lines"),
    [
        ({"database": run(0.90, ("a", "exact", 0.75))}, []),
        (
            {"database": run(0.8999)},
            ["database: all queries have 0.8999, less than 0.90"],
        ),
        (
            {"elastic": run(0.95, ("a", "exact", 0.7499), ("b", "English", 1.0))},
            ["elastic: exact has 0.7499, less than 0.75"],
        ),
        (
            {"database": run(0.95, ("a", "exact", 0.9), ("b", "exact", 0.9), empty=("a", "b"))},
            ["database: 2 without any answer: a; b"],
        ),
        ({"database": run(0.95), "elastic": run(0.93)}, []),
        (
            {"database": run(0.93), "elastic": run(0.9501)},
            ["database and elastic are 0.0201 apart, more than 0.02"],
        ),
    ],
)
def test_each_broken_bound_has_its_line(runs, lines):
    assert broken(runs) == lines


def test_queries_that_differ_come_the_greatest_loss_first():
    before = run(0.9, ("same", "exact", 1.0), ("worse", "exact", 1.0), ("better", "exact", 0.2),
                 ("worst", "English", 0.9), ("gone", "exact", 1.0))  # fmt: skip
    after = run(0.9, ("better", "exact", 0.4), ("same", "exact", 1.0), ("worse", "exact", 0.7),
                ("worst", "English", 0.1), ("new", "exact", 0.0))  # fmt: skip
    assert differences(before, after) == [
        Difference("worst", "English", 0.9, 0.1),
        Difference("worse", "exact", 1.0, 0.7),
        Difference("better", "exact", 0.2, 0.4),
    ]


def test_a_run_that_was_kept_without_its_queries_differs_in_none():
    assert differences({"ndcg_at_10": 0.1}, run(0.9, ("a", "exact", 1.0))) == []
