"""The one door to the query language of Elasticsearch (`elasticsearch.dsl`).

Conditions that have the meaning of those of the embedded engine. A reader's text arrives as our own
tokens only, always as a value: the `whitespace` analyzer takes them apart again and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from elasticsearch import dsl

from search.query import SearchQuery
from search.text import Phrase, words

from .store import SLOT_BITS, first_slot

__all__ = [
    "Fields", "Mapping", "Query", "Search", "all_of", "any_of", "chosen", "dated", "holds",
    "holds_all", "holds_synonym", "is_one_of", "match_all", "match_none", "within",
]  # fmt: skip

Query = dsl.query.Query
Search = dsl.Search
Mapping = dsl.Mapping
Fields = dsl.field
match_all, match_none = dsl.query.MatchAll(), dsl.query.MatchNone()

TEXT, TITLE, SHORTS, WORDS = "text", "title", "shorts", "words"
MOST_EXPANSIONS = 20_000
"""A gram cut short is completed by whatever follows it in the texts: never cut off."""


def all_of(*must: Query, filtered: Sequence[Query] = (), but: Sequence[Query] = ()) -> Query:
    """Documents that meet all conditions and none of `but`; only `must` gives a score."""
    return dsl.query.Bool(must=list(must), filter=list(filtered), must_not=list(but))


def any_of(*queries: Query) -> Query:
    """Documents that meet one condition at least; the scores are added."""
    return dsl.query.Bool(should=list(queries), minimum_should_match=1)


def is_one_of(field: str, values: Sequence[Any]) -> Query:
    """Documents with one of the values."""
    return dsl.query.Terms(**{field: list(values)})


def within(field: str, low: int | None, high: int | None) -> Query:
    """Documents with a number from `low` up to but without `high`."""
    bounds = {"gte": low, "lt": high}
    return dsl.query.Range(**{field: {k: v for k, v in bounds.items() if v is not None}})


def holds(phrase: Phrase, field: str = TEXT, *, boost: float = 1.0) -> Query:
    """Documents that hold a term whole, exactly as the embedded index does."""
    if phrase.short:
        return dsl.query.Term(**{SHORTS: {"value": phrase.short, "boost": boost}})
    text = " ".join(phrase.grams)
    if phrase.open_end and len(phrase.grams) == 1:
        return dsl.query.Prefix(**{field: {"value": text, "boost": boost}})
    if phrase.open_end:
        asked = {"query": text, "boost": boost, "max_expansions": MOST_EXPANSIONS}
        return dsl.query.MatchPhrasePrefix(**{field: asked})
    if len(phrase.grams) == 1:
        return dsl.query.Term(**{field: {"value": text, "boost": boost}})
    return dsl.query.MatchPhrase(**{field: {"query": text, "boost": boost}})


def holds_all(phrases: Sequence[Phrase], field: str = TEXT) -> list[Query]:
    """One condition for each term."""
    return [holds(phrase, field) for phrase in phrases]


def holds_synonym(wording: str, phrases: Sequence[Phrase]) -> Query:
    """Documents that hold a synonym whole; of a Latin one every word."""
    if not wording.isascii():
        return all_of(*holds_all(phrases))
    found = words(wording)
    return all_of(*(dsl.query.Term(**{WORDS: word}) for word in found)) if found else match_none


def chosen(filters: Mapped[str, Sequence[str]]) -> list[Query]:
    """Documents with one of the chosen values in every facet named."""
    return [is_one_of(facet, values) for facet, values in filters.items()]


def dated(query: SearchQuery, now: datetime) -> list[Query]:
    """Published in the span of days of a query, on its page, and not past its date at `now`."""
    found = [all_of(but=[within("expires", None, int(now.timestamp() * 1000) + 1)])]
    if query.within is not None:
        found.append(is_one_of("page_id", [query.within]))
    if query.since or query.until:
        found.append(within("slot", *_slots(query.since, query.until)))
    return found


def _slots(since: date | None, until: date | None) -> tuple[int, int | None]:
    """Undated documents are in no span."""
    low = max(first_slot(since), 1 << SLOT_BITS)
    return low, first_slot(until) + (1 << SLOT_BITS) if until else None
