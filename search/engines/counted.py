"""Counts of an answer, whichever engine counted: by (facet, value).

The total stands under ("", ""), the number of pages under ("", "page").
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from search.query import FACETS, FacetCount, SearchQuery

Counts = Mapping[tuple[str, str], int]
TOTAL, PAGES = ("", ""), ("", "page")


def facets_of(number: Counts, query: SearchQuery) -> Mapping[str, tuple[FacetCount, ...]]:
    """Counts as facets, most frequent value first; years newest first; chosen values stay."""
    result: dict[str, tuple[FacetCount, ...]] = {}
    for facet in FACETS:
        chosen = query.filters.get(facet, ())
        found = {value: count for (name, value), count in number.items() if name == facet}
        found = dict.fromkeys(chosen, 0) | found
        counts = [FacetCount(value, count, value in chosen) for value, count in found.items()]
        if facet == "year":
            counts.sort(key=lambda item: item.value, reverse=True)
        else:
            counts.sort(key=lambda item: (-item.count, item.value))
        result[facet] = tuple(counts)
    return MappingProxyType(result)
