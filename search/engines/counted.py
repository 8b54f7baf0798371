"""Counts of an answer, whichever engine counted: by (facet, value).

The total stands under ("", ""), the number of pages under ("", "page").
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from types import MappingProxyType

from search.query import FACETS, FacetCount, SearchQuery

Counts = Mapping[tuple[str, str], int]
TOTAL, PAGES = ("", ""), ("", "page")


def facets_of(number: Counts, query: SearchQuery) -> Mapping[str, tuple[FacetCount, ...]]:
    """Counts as facets, most frequent value first; years newest first; chosen values stay."""
    by_facet: dict[str, dict[str, int]] = {
        facet: dict.fromkeys(query.filters.get(facet, ()), 0) for facet in FACETS
    }
    for (facet, value), count in number.items():
        if facet:
            by_facet[facet][value] = count
    result: dict[str, tuple[FacetCount, ...]] = {}
    for facet, found in by_facet.items():
        chosen = query.filters.get(facet, ())
        order = sorted(found.items(), reverse=facet == "year")
        if facet != "year":
            order.sort(key=itemgetter(1), reverse=True)
        result[facet] = tuple([FacetCount(value, count, value in chosen) for value, count in order])
    return MappingProxyType(result)
