"""Whether answers are good enough (检索达标): the bounds of relevance, and where two runs differ.

A run is what `evaluation.evaluate` returns, fresh or as it was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

LEAST = 0.90
"""nDCG@10 over all queries, on each engine."""
LEAST_OF_KIND = 0.75
MOST_APART = 0.02
"""Between two engines, over all queries."""

Run = Mapping[str, Any]


class Difference(NamedTuple):
    """A query whose nDCG@10 differs between two runs."""

    query: str
    kind: str
    before: float
    after: float


def differences(before: Run, after: Run) -> list[Difference]:
    """Queries that both runs asked and answered unlike, the greatest loss first.

    A run kept without its queries differs in none.
    """
    known = {row["query"]: row["ndcg_at_10"] for row in before.get("queries", ())}
    found = [
        Difference(row["query"], row["kind"], known[row["query"]], row["ndcg_at_10"])
        for row in after["queries"]
        if row["query"] in known
    ]
    unlike = [one for one in found if round(one.before, 3) != round(one.after, 3)]
    return sorted(unlike, key=lambda one: (one.after - one.before, one.query))


def broken(runs: Mapping[str, Run]) -> list[str]:
    """A line for each bound that the run of an engine breaks, or the runs of two together."""
    alone = [line for engine, run in runs.items() for line in _broken_by(engine, run)]
    return [*alone, *_apart(runs)]


def _broken_by(engine: str, run: Run) -> Iterator[str]:
    if run["ndcg_at_10"] < LEAST:
        yield f"{engine}: all queries have {run['ndcg_at_10']:.4f}, less than {LEAST:.2f}"
    for kind, values in run["kinds"].items():
        if values["ndcg_at_10"] < LEAST_OF_KIND:
            yield f"{engine}: {kind} has {values['ndcg_at_10']:.4f}, less than {LEAST_OF_KIND:.2f}"
    if empty := [row["query"] for row in run["queries"] if row["empty"]]:
        yield f"{engine}: {len(empty)} without any answer: {'; '.join(empty)}"


def _apart(runs: Mapping[str, Run]) -> Iterator[str]:
    for one, other in combinations(runs, 2):
        apart = round(abs(runs[one]["ndcg_at_10"] - runs[other]["ndcg_at_10"]), 4)
        if apart > MOST_APART:
            yield f"{one} and {other} are {apart:.4f} apart, more than {MOST_APART:.2f}"
