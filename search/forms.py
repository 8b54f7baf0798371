"""What an address asks of the search page: strict reading of untrusted parameters.

Nothing here fails: what is unknown, private or nonsense is left out, what is too big is cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from portal.models.open_info import Validity

from .days import day_of
from .query import (
    FACETS,
    GROUPS_PER_PAGE,
    LONGEST_NUMBER,
    MAX_CHOICES,
    MAX_POSITION,
    PAGE_SIZE,
    RELEVANCE,
    SORTS,
    SearchQuery,
)
from .text import clean, number_key

DAYS = ("since", "until", "on")
BOUNDS = (*DAYS, "number")
LONGEST_VALUE = 200
LONGEST_DAY = 40
Mistakes = dict[str, tuple[str, str]]
LAST_PAGE = MAX_POSITION // GROUPS_PER_PAGE + 1


@dataclass(frozen=True)
class Asking:
    """One visit to the search page: words, choices, order, page, as the reader may change them.

    `as_typed` means that the reader declined a correction. `mistakes` holds by field what was typed
    for a day or number and cannot be used, and why: it asks nothing and is shown again.
    """

    words: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    since: date | None = None
    until: date | None = None
    sort: str = RELEVANCE
    page: int = 1
    within: int | None = None
    number: str = ""
    on: date | None = None
    as_typed: bool = False
    wants_json: bool = False
    wants_feed: bool = False
    mistakes: Mapping[str, tuple[str, str]] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, parameters: QueryDict) -> Asking:
        """The parameters that are understood; everything else is ignored."""
        given: dict[str, Any] = parameters.dict()
        days, mistakes = _days(given)
        sort = given.get("sort", "")
        words = _words(given)
        number, unread = _document_number(given.get("number", ""))
        return cls(
            words=words,
            filters=MappingProxyType(_choices(parameters)),
            **days,
            sort=sort if sort in SORTS else RELEVANCE,
            page=min(_number(given.get("page")) or 1, LAST_PAGE),
            within=_number(given.get("within")),
            number=number,
            mistakes=mistakes | unread,
            as_typed=_insists(given.get("typed", ""), words),
            wants_json=given.get("format") == "json",
            wants_feed=given.get("format") == "atom",
        )

    def query(self, *, grouped: bool) -> SearchQuery:
        """The question for an engine."""
        return SearchQuery.typed(
            self.words,
            filters=self.filters,
            since=self.since,
            until=self.until,
            sort=self.sort,
            page=self.page,
            size=GROUPS_PER_PAGE if grouped and self.within is None else PAGE_SIZE,
            within=self.within,
            number=self.number,
            on=self.on,
            grouped=grouped and self.within is None,
        )

    @property
    def asks_something(self) -> bool:
        """Whether there is anything to look for."""
        bounds = (self.words, self.filters, self.since, self.until, self.number, self.on)
        return any(bounds)

    @property
    def feed_address(self) -> str:
        """The parameters of the feed of what is asked for; empty where nothing is."""
        if not self.asks_something:
            return ""
        return self.address_of(page=1) + "&format=atom"

    def without(self, facet: str, value: str) -> Asking:
        """The same with one choice taken back, from the first page."""
        kept = {name: values for name, values in self.filters.items() if name != facet}
        rest = tuple(one for one in self.filters.get(facet, ()) if one != value)
        if rest:
            kept[facet] = rest
        return replace(self, filters=MappingProxyType(kept), page=1)

    @property
    def address(self) -> str:
        """The parameters as the end of an address; defaults are left out."""
        return self.address_of(page=self.page)

    def address_of(self, *, page: int, sort: str | None = None) -> str:
        """The address of another page, or of the same in another order."""
        sort = sort or self.sort
        parts = [
            self._asked_for,
            f"sort={sort}" if sort != RELEVANCE else "",
            f"within={self.within}" if self.within else "",
            "typed=1" if self.as_typed else "",
            f"page={page}" if page > 1 else "",
        ]
        return "?" + "&".join(filter(None, parts))

    @cached_property
    def _asked_for(self) -> str:
        """Words and choices as parameters."""
        pairs = [("q", self.words)]
        pairs += [(name, value) for name, values in self.filters.items() for value in values]
        pairs += [(name, str(getattr(self, name) or "")) for name in DAYS]
        pairs += [("number", self.number)]
        return urlencode([(name, value) for name, value in pairs if value])


def _choices(parameters: QueryDict) -> dict[str, tuple[str, ...]]:
    """Chosen facet values that can exist at all."""
    chosen = {}
    for facet in filter(parameters.__contains__, FACETS):
        values = (clean(value[:LONGEST_VALUE]) for value in parameters.getlist(facet)[:MAX_CHOICES])
        possible = [value for value in values if value and _is_possible(facet, value)]
        if possible:
            chosen[facet] = tuple(dict.fromkeys(possible))[:MAX_CHOICES]
    return chosen


def _words(given: Mapping[str, str]) -> str:
    """What is asked: the words, or what was found instead of just these while choices are made."""
    words = clean(given.get("q", ""))
    if words and clean(given.get("instead_of", "")) == words:
        return clean(given.get("meant", "")) or words
    return words


def _insists(typed: str, words: str) -> bool:
    """Whether no correction is wanted: of these words, or as an address says."""
    return typed == "1" or (bool(typed) and clean(typed) == words)


def _is_possible(facet: str, value: str) -> bool:
    if facet == "status":
        return value in Validity.values
    if facet == "year":
        return len(value) == 4 and _number(value) is not None
    if facet == "community":
        return _number(value) is not None
    if facet in ("kind", "language"):
        return value.isascii() and len(value) <= 20
    return True


def _number(text: str | None) -> int | None:
    """A positive whole number in ASCII digits; more than nine of them are the largest number."""
    if not text or not (text.isascii() and text.isdigit()):
        return None
    return (int(text) if len(text) <= 9 else 10**9) or None


def _document_number(text: str) -> tuple[str, Mistakes]:
    """A document number as it was typed; a mistake where no part of one can be read."""
    typed = clean(text[:LONGEST_VALUE])[:LONGEST_NUMBER] if text else ""
    if not typed or number_key(typed):
        return typed, {}
    return "", {"number": (typed, "no_number")}


def _days(given: Mapping[str, str]) -> tuple[dict[str, date | None], Mistakes]:
    """The days that can be used, and those that cannot, each with what was typed and why."""
    if given.keys().isdisjoint(DAYS):
        return dict.fromkeys(DAYS), {}
    typed = {name: clean(given.get(name, "")[:LONGEST_DAY]) for name in DAYS}
    days = {name: day_of(text) if text else None for name, text in typed.items()}
    mistakes = {name: (typed[name], "no_day") for name in DAYS if typed[name] and not days[name]}
    if days["since"] and days["until"] and days["since"] > days["until"]:
        mistakes |= {name: (typed[name], "reversed") for name in ("since", "until")}
        days |= {"since": None, "until": None}
    return days, mistakes
