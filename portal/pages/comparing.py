"""The page that shows two versions of a regulation beside each other (版本比较)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator

from .comparison import compare
from .listing import whole_number

PAGE = 100


@dataclass(frozen=True)
class Unchanged:
    """A run of articles that are the same in both versions (未变), shown in one line."""

    rows: list[Any]


def comparison_of(regulation: Any, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The two versions asked for (by default the last two) and their comparison, in pages.

    `?show=all` shows the whole text, otherwise unchanged articles are gathered in lines.
    """
    by_no = {version.no: version for version in regulation.published_versions}
    old, new = _numbers(sorted(by_no), parameters)
    if old not in by_no or new not in by_no:
        return {"old": None, "new": None, "comparison": None}
    pair = [list(by_no[no].articles.filter(kind="article").order_by("seq")) for no in (old, new)]
    comparison = compare(pair[0], pair[1])
    is_all = parameters.get("show") == "all"
    items = list(comparison.rows) if is_all else _gathered(comparison.rows)
    paginated = Paginator(items, PAGE).get_page(parameters.get("page"))
    return {
        "old": by_no[old],
        "new": by_no[new],
        "comparison": comparison,
        "is_all": is_all,
        "paginated": paginated,
    }


def _numbers(known: list[int], parameters: Mapping[str, str]) -> tuple[int | None, int | None]:
    """The last two versions; with only the newer one given, the one before it."""
    new = whole_number(parameters.get("new", "")) or (known[-1] if known else None)
    before = [no for no in known if new is not None and no < new]
    old = whole_number(parameters.get("old", "")) or (before[-1] if before else None)
    return old, new


def _gathered(rows: Iterable[Any]) -> list[Any]:
    items: list[Any] = []
    for is_unchanged, run in groupby(rows, key=lambda row: row.is_unchanged):
        same = list(run)
        items += [Unchanged(same)] if is_unchanged else same
    return items
