"""How good the answers are (检索评测): judged queries and their measures.

A judged query says what should be found and how well it answers (grade 2 answers, 1 is useful).
Answers are judged as programs get them: one by one, corrections included.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from portal.citations import NUMERAL, to_int
from portal.pages.models import RegulationVersion
from portal.problems import Problem, Refused, gettext_noop

from .answers import answer
from .engines.base import Engine
from .models import IndexedDocument
from .query import SearchQuery

DEPTH = 10
MEASURES = ("ndcg_at_10", "mrr", "recall_at_10", "empty")
_PART = re.compile(rf"(?:第(?P<chinese>{NUMERAL})篇|篇(?P<tail>\d+)|(?P<of>\d+)/\d+)$")


@dataclass(frozen=True)
class Expected:
    """One thing that a good answer holds: a file of the library or of the demo, or its article.

    Of an office procedure the code of its matter; of a window or facility its heading.
    """

    grade: int
    source: str = ""
    part: str = ""
    fixture: str = ""
    article: int | None = None
    matter: str = ""
    near_by: str = ""


@dataclass(frozen=True)
class Judged:
    """One query with its kind and what was judged to answer it."""

    query: str
    kind: str
    expected: tuple[Expected, ...]


@dataclass(frozen=True)
class Wanted:
    """An expected thing as the index knows it: the keys that meet it, or any key of a page."""

    grade: int
    keys: frozenset[str] = frozenset()
    page_id: int | None = None

    def is_met_by(self, key: str) -> bool:
        """Whether a hit is this thing."""
        return key in self.keys or (self.page_id is not None and key.startswith(f"{self.page_id}:"))


def read(path: Path) -> list[Judged]:
    """The judged queries of a file; refuses a file that is no such list, naming it."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [_judged(row) for row in rows]
    except (OSError, ValueError, TypeError, KeyError) as error:
        message = gettext_noop("This file of judged queries cannot be read (%(reason)s).")
        reason = {"reason": f"{type(error).__name__}: {error}"}
        raise Refused(
            [Problem("evaluation.unreadable", message, params=reason, where=path.name)]
        ) from None


def _judged(row: Mapping[str, Any]) -> Judged:
    expected = tuple(
        Expected(
            grade=int(one.get("grade", 2)),
            source=str(one.get("source", "")),
            part=str(one.get("part", "")),
            fixture=str(one.get("fixture", "")),
            article=int(one["article"]) if one.get("article") is not None else None,
            matter=str(one.get("matter", "")),
            near_by=str(one.get("near_by", "")),
        )
        for one in row["expected"]
    )
    return Judged(query=str(row["query"]), kind=str(row["kind"]), expected=expected)


def evaluate(judged: Iterable[Judged], engine: Engine) -> dict[str, Any]:
    """Measures over all queries, per kind and per query; queries about absent files are named.

    `skipped` holds the queries none of whose expected things is in the index.
    """
    rows, skipped = [], []
    for one in judged:
        wanted = [found for found in map(_wanted, one.expected) if found is not None]
        if wanted:
            rows.append(_measured(one, wanted, engine))
        else:
            skipped.append(one.query)
    by_kind: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_kind[row["kind"]].append(row)
    kinds = {kind: _mean(group) for kind, group in sorted(by_kind.items())}
    return {**_mean(rows), "kinds": kinds, "queries": rows, "skipped": skipped}


def _measured(judged: Judged, wanted: Sequence[Wanted], engine: Engine) -> dict[str, Any]:
    query = SearchQuery.typed(judged.query, size=DEPTH)
    keys = [hit.key for hit in answer(query, engine).hits[:DEPTH]]
    return {"query": judged.query, "kind": judged.kind, **measures(keys, wanted)}


def measures(keys: Sequence[str], wanted: Sequence[Wanted]) -> dict[str, float]:
    """nDCG@10 with gain 2^grade − 1, reciprocal rank, recall@10 and whether nothing came.

    An expected thing counts once, at its first hit.
    """
    grades = _grades(keys[:DEPTH], wanted)
    ideal = sorted((one.grade for one in wanted), reverse=True)[:DEPTH]
    first = next((place for place, grade in enumerate(grades, 1) if grade), 0)
    return {
        "ndcg_at_10": _gain(grades) / _gain(ideal) if _gain(ideal) else 0.0,
        "mrr": 1 / first if first else 0.0,
        "recall_at_10": sum(1 for grade in grades if grade) / len(wanted),
        "empty": 0.0 if keys else 1.0,
    }


def _grades(keys: Sequence[str], wanted: Sequence[Wanted]) -> list[int]:
    left = sorted(wanted, key=lambda one: (one.page_id is not None, -one.grade))
    grades = []
    for key in keys:
        met = next((one for one in left if one.is_met_by(key)), None)
        if met is not None:
            left.remove(met)
        grades.append(met.grade if met else 0)
    return grades


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def _mean(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    return {
        name: round(sum(row[name] for row in rows) / len(rows), 4) if rows else 0.0
        for name in MEASURES
    }


def _wanted(expected: Expected) -> Wanted | None:
    """Where an expected thing stands in the index; None when its file is not there."""
    if expected.near_by:
        near = IndexedDocument.objects.filter(
            kind__in=("window", "facility"), heading=expected.near_by
        )
        return _of_keys(expected, near)
    page_id = _page_of(expected)
    if page_id is None:
        return None
    if expected.article is None:
        return Wanted(expected.grade, page_id=page_id)
    rows = IndexedDocument.objects.filter(
        page_id=page_id, kind="article", article_no=expected.article
    )
    return _of_keys(expected, rows)


def _of_keys(expected: Expected, rows: Any) -> Wanted | None:
    keys = frozenset(rows.values_list("key", flat=True))
    return Wanted(expected.grade, keys=keys) if keys else None


def _page_of(expected: Expected) -> int | None:
    if expected.fixture:
        return _page_of_fixture(expected.fixture)
    if expected.matter:
        return _page_of_matter(expected.matter)
    part = part_number(expected.part)
    rows = RegulationVersion.objects.filter(source_name__endswith=expected.source)
    for page_id, source_part in rows.values_list("regulation_id", "source_part"):
        if part_number(source_part) == part:
            return int(page_id)
    return None


def part_number(part: str) -> int:
    """Which part of a collection a name means (第三篇, …篇3, 3/5); 0 for `main` and none."""
    match = _PART.search(part)
    if match is None:
        return 0
    return to_int(match["chinese"] or match["tail"] or match["of"]) or 0


def _page_of_fixture(fixture: str) -> int | None:
    """The page a demo file made: its place in the tree is its place in the folder."""
    path = re.sub(r"(?:/(?:regulation|v\d+|city|district|community))?\.txt$", "", fixture)
    rows = IndexedDocument.objects.filter(part="main", page__url_path__endswith=f"/{path}/")
    return rows.values_list("page_id", flat=True).first()


def _page_of_matter(code: str) -> int | None:
    """The page of the office procedure of a matter; the city's where there are several."""
    rows = IndexedDocument.objects.filter(part="main", page__procedure__matter__code=code)
    return rows.order_by("page__depth", "page__path").values_list("page_id", flat=True).first()
