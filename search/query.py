"""What is asked of an engine and what it answers: frozen values, no database, no HTTP.

A query is made with `SearchQuery.typed`, which cleans and caps what a reader typed, so that every
engine may trust it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from .text import clean, number_key, terms_of

FACETS = ("kind", "topic", "community", "year", "status", "issuer", "language")
"""Facets (分面) in the order they are shown. Filters take the same names."""

RELEVANCE, NEWEST = "relevance", "date"
SORTS = (RELEVANCE, NEWEST)

PAGE_SIZE = 20
GROUPS_PER_PAGE = 10
"""Groups with their articles are long: ten fill some screens of a phone."""
MAX_PAGE_SIZE = 100
MAX_POSITION = 10_000
"""No list goes deeper than this many hits; a later page is empty."""
MAX_CHOICES = 120
"""Values taken of one filter; more are dropped."""

LONGEST_NUMBER = 80
ENDED = ("repealed", "expired")
"""States of validity of a text that is over; when, may be unknown."""
LARGEST_ID = 1 << 63

Filters = Mapping[str, tuple[str, ...]]
NO_FILTERS: Filters = MappingProxyType({})


@dataclass(frozen=True)
class SearchQuery:
    """A reader's question, cleaned. `terms` are its blank-separated words, folded.

    Values of one filter are alternatives, filters are added up. `since` and `until` are inclusive
    days of publication, `within` the id of the one page whose parts are asked for, `number` the
    parts of a document number that are known, `on` the day on which a text must have been in force.
    `grouped` makes one hit of all articles of a regulation.
    """

    text: str = ""
    terms: tuple[str, ...] = ()
    filters: Filters = field(default_factory=lambda: NO_FILTERS)
    since: date | None = None
    until: date | None = None
    within: int | None = None
    number: str = ""
    on: date | None = None
    sort: str = RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE
    grouped: bool = False

    @classmethod
    def typed(
        cls,
        text: str,
        *,
        filters: Mapping[str, tuple[str, ...]] | None = None,
        since: date | None = None,
        until: date | None = None,
        within: int | None = None,
        number: str = "",
        on: date | None = None,
        sort: str = RELEVANCE,
        page: int = 1,
        size: int = PAGE_SIZE,
        grouped: bool = False,
    ) -> SearchQuery:
        """Make a query of raw input: unknown facets and sorts are dropped, numbers bounded."""
        cleaned = clean(text)
        known = {
            name: tuple(dict.fromkeys(filter(None, map(clean, values))))[:MAX_CHOICES]
            for name, values in (filters or {}).items()
            if name in FACETS
        }
        return cls(
            text=cleaned,
            terms=terms_of(cleaned),
            filters=MappingProxyType({name: values for name, values in known.items() if values}),
            since=since,
            until=until,
            within=within if within is None or 0 < within < LARGEST_ID else 0,
            number=number and number_key(clean(number))[:LONGEST_NUMBER],
            on=on,
            sort=sort if sort in SORTS else RELEVANCE,
            page=max(1, min(page, MAX_POSITION)),
            size=max(1, min(size, MAX_PAGE_SIZE)),
            grouped=grouped,
        )

    @property
    def start(self) -> int:
        """Position of the first hit of the page, counted from zero."""
        return (self.page - 1) * self.size

    @property
    def is_narrowed(self) -> bool:
        """Something else than words bounds the answer."""
        bounds = (self.since, self.until, self.within, self.number, self.on)
        return bool(self.filters) or any(bound not in (None, "") for bound in bounds)

    @property
    def is_empty(self) -> bool:
        """Nothing was asked: neither words nor filters nor days nor a number."""
        bounds = (self.terms, self.filters, self.since, self.until, self.number, self.on)
        return not any(bounds)


class Hit(NamedTuple):
    """One thing found. `tier` 1 holds every word of the query whole, 2 is related.

    `cited`: the query names exactly this article or regulation. `members` are further hits of the
    same regulation in a grouped answer, `alike` how many tier 1 hits the group has in this answer's
    window (itself included). Holds no text to show: that is read from the database again.
    """

    key: str
    page_id: int
    part: str
    kind: str
    tier: int = 1
    article_no: int | None = None
    status: str = ""
    cited: bool = False
    members: tuple[Hit, ...] = ()
    alike: int = 1


class FacetCount(NamedTuple):
    """One value of a facet, how many tier 1 hits have it, and whether it is chosen.

    The facet's own choice is left out of its counts, so that alternatives stay visible.
    """

    value: str
    count: int  # type: ignore[assignment]  # nobody asks a tuple how often it holds something
    chosen: bool = False


@dataclass(frozen=True)
class SearchResult:
    """The answer: one page of `hits` (cited first, then tier 1, then related) and its counts.

    `total` counts the entries of tier 1, `groups` their pages (0 when the query is not grouped);
    neither counts related hits. `has_more` says whether a next page would hold anything. `forms`
    are the folded wordings that were looked for (as typed, regional, synonymous), for highlighting.
    `from_reserve`: the server that should have answered did not, and the embedded index did.
    `is_behind`: whoever answered had not heard of everything that is public or is so no more.
    """

    query: SearchQuery
    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    groups: int = 0
    has_more: bool = False
    engine: str = ""
    generation: int = 0
    forms: tuple[str, ...] = ()
    from_reserve: bool = False
    is_behind: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing found in either tier."""
        return not self.hits and not self.total
