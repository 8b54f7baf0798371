"""An evaluation as people read it in a terminal: lines of tables, beside the last run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .verdict import LEAST, LEAST_OF_KIND, MOST_APART, Run, differences

HEADINGS = {
    "ndcg_at_10": "nDCG@10", "mrr": "MRR", "recall_at_10": "recall@10", "empty": "empty",
}  # fmt: skip


def of_one(run: Run, last: Run, *, worst: int = 0) -> Iterator[str]:
    """All measures by kind, those of the last run in brackets; then what changed since."""
    yield f"{'kind':<22}{'n':>5}" + "".join(f"{name:>22}" for name in HEADINGS.values())
    counts = Counter(row["kind"] for row in run["queries"])
    for kind, values in run["kinds"].items():
        yield _line(kind, counts[kind], values, last.get("kinds", {}).get(kind, {}))
    yield _line("all", counts.total(), run, last)
    yield from _changed(run, last)
    yield from _worst(run, worst)
    yield from _skipped(run)


def of_both(runs: Mapping[str, Run], lasts: Mapping[str, Run], *, worst: int = 0) -> Iterator[str]:
    """nDCG@10 of two engines side by side, their queries that differ, what changed since."""
    (one, first), (other, second) = runs.items()
    yield f"{'kind':<22}{'n':>5}{one:>12}{other:>12}{'apart':>10}"
    counts = Counter(row["kind"] for row in first["queries"])
    for kind, values in first["kinds"].items():
        yield _beside(kind, counts[kind], values, second["kinds"][kind])
    yield _beside("all", counts.total(), first, second)
    yield f"{'empty':<27}{first['empty']:>12.3f}{second['empty']:>12.3f}"
    yield f"Queries that differ, {one} -> {other}:"
    yield from _rows(first, second)
    for engine, run in runs.items():
        yield from _changed(run, lasts[engine], f" on {engine}")
        yield from _worst(run, worst, f"{engine}: ")
    yield from _skipped(first)


def of_stage(stage: str, run: Run, whole: Run) -> str:
    """What is left without a stage, and the kind of query that suffers most."""
    lost = {
        kind: values["ndcg_at_10"] - whole["kinds"][kind]["ndcg_at_10"]
        for kind, values in run["kinds"].items()
    }
    worst = min(lost, key=lambda kind: lost[kind])
    return (
        f"{f'without {stage}':<22}{run['ndcg_at_10']:>8.3f}  "
        f"{worst}: {lost[worst]:+.3f}; empty: {run['empty']:.3f}"
    )


def of_verdict(lines: list[str]) -> Iterator[str]:
    """The bounds that are broken, or that none is."""
    bounds = f"nDCG@10 {LEAST:.2f}, each kind {LEAST_OF_KIND:.2f}, apart {MOST_APART:.2f}, no empty"
    yield from lines or [f"Within all bounds ({bounds})."]


def _line(name: str, count: int, values: Mapping[str, Any], last: Mapping[str, Any]) -> str:
    cells = (
        f"{values[measure]:.3f}" + (f" ({last[measure]:.3f})" if measure in last else "")
        for measure in HEADINGS
    )
    return f"{name:<22}{count:>5}" + "".join(f"{cell:>22}" for cell in cells)


def _beside(name: str, count: int, one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    left, right = one["ndcg_at_10"], other["ndcg_at_10"]
    return f"{name:<22}{count:>5}{left:>12.3f}{right:>12.3f}{right - left:>+10.3f}"


def _changed(run: Run, last: Run, where: str = "") -> Iterator[str]:
    if "queries" not in last:
        return
    rows = list(_rows(last, run))
    since = f"since the run of {last['measured_at']}{where}"
    yield f"Changed {since}:" if rows else f"No query changed {since}."
    yield from rows


def _rows(before: Run, after: Run) -> Iterator[str]:
    for one in differences(before, after):
        yield f"{one.before:.3f} -> {one.after:.3f}  {one.kind}: {one.query}"


def _worst(run: Run, count: int, where: str = "") -> Iterator[str]:
    for row in sorted(run["queries"], key=lambda row: row["ndcg_at_10"])[:count]:
        yield f"{where}{row['ndcg_at_10']:.2f}  {row['kind']}: {row['query']}"


def _skipped(run: Run) -> Iterator[str]:
    if run["skipped"]:
        yield f"Not judged, their files are absent: {len(run['skipped'])}"
