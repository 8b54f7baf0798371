"""The one door to the query language of Elasticsearch (`elasticsearch.dsl`).

Conditions that have the meaning of those of the embedded engine. A reader's text arrives as our own
tokens only, always as a value: the `whitespace` analyzer takes them apart again and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from elasticsearch import dsl

from search.query import ENDED, NO_FILTERS, SearchQuery
from search.text import Phrase, in_full, safe, words

from .slots import SLOT_BITS, first_slot

__all__ = [
    "Fields", "Mapping", "Query", "Search", "all_of", "best", "bounded", "chosen",
    "counted", "counts", "expired", "holds_all", "holds_any", "holds_synonym", "is_one_of",
    "keys_of", "newest", "scored", "unless_more",
]  # fmt: skip

Query = dsl.query.Query
Search = dict[str, Any]
"""The body of one search; conditions and counts in it are made by the DSL."""
Mapping = dsl.Mapping
Fields = dsl.field

TEXT, TITLE, SHORTS, WORDS = "text", "title", "shorts", "words"
MOST_EXPANSIONS = 20_000
"""A gram cut short is completed by whatever follows it in the texts: never cut off."""
MOST_VALUES = 5_000
EXACT_PAGES = 3_000
"""Up to here pages are counted one by one, beyond it nearly: nobody is told so many to the page."""
TITLE_BOOST = 0.5
WORDS_BOOST = 4.0
"""Measured on the judged queries: a title is short, and few pieces in it already tell much."""
NEWEST_FIRST: list[Any] = [{"slot": "desc"}, {"page_id": "asc"}]
"""As the index itself is sorted. What a list is sorted by comes with it, and names its documents:
a slot may be another's by now, but hardly one of the same page."""
BEST_FIRST: list[Any] = [{"_score": "desc"}, *NEWEST_FIRST]


def all_of(*must: Query, filtered: Sequence[Query] = (), but: Sequence[Query] = ()) -> Query:
    """Documents that meet all conditions and none of `but`; only `must` gives a score."""
    return _bool({"must": must, "filter": filtered, "must_not": but})


def _bool(parts: Mapped[str, Sequence[Query]], **others: Any) -> Query:
    """Only of what there is: what is left out need not be looked through."""
    needed: dict[str, Any] = {name: list(part) for name, part in parts.items() if part}
    return dsl.query.Bool(**needed, **others)


def any_of(*queries: Query) -> Query:
    """Documents that meet one condition at least; the scores are added."""
    return dsl.query.Bool(should=list(queries), minimum_should_match=1)


def is_one_of(field: str, values: Sequence[Any]) -> Query:
    """Documents with one of the values."""
    one_of: dict[str, Any] = {field: list(values)}
    return dsl.query.Terms(**one_of)


def within(field: str, low: int | None, high: int | None) -> Query:
    """Documents with a number from `low` up to but without `high`."""
    bounds = {"gte": low, "lt": high}
    return dsl.query.Range(**{field: {k: v for k, v in bounds.items() if v is not None}})


@lru_cache(maxsize=1_000)
def holds(phrase: Phrase, field: str = TEXT, *, boost: float = 1.0) -> Query:
    """Documents that hold a term whole, exactly as the embedded index does.

    A page asks for the same term in several searches; a condition is never changed.
    """
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
    found: list[Query] = [dsl.query.Term(**{WORDS: safe(word)}) for word in words(wording)]
    return all_of(*found) if found else dsl.query.MatchNone()


def chosen(filters: Mapped[str, Sequence[str]]) -> list[Query]:
    """Documents with one of the chosen values in every facet named."""
    return [is_one_of(facet, values) for facet, values in filters.items()]


@lru_cache(maxsize=4)
def expired(now: datetime) -> Query:
    """Past its date at `now`, which is the same for many queries."""
    return within("expires", None, int(now.timestamp() * 1000) + 1)


def bounded(query: SearchQuery) -> list[Query]:
    """Published in the span of days of a query, on its page, of its number, in force on its day."""
    found: list[Query] = []
    if query.within is not None:
        found.append(is_one_of("page_id", [query.within]))
    if query.since or query.until:
        found.append(within("slot", *_slots(query.since, query.until)))
    found += [_numbered(part) for part in query.number.split()]
    if query.on is not None:
        found += _in_force(query.on.toordinal())
    return found


def _numbered(part: str) -> Query:
    """With this part in the document number."""
    whole = in_full(part)
    return is_one_of("number", whole) if whole else dsl.query.Prefix(number={"value": part})


def _in_force(day: int) -> list[Query]:
    """Begun and not ended; of what is repealed the end must be known."""
    unknown = all_of(but=[dsl.query.Exists(field="ends"), is_one_of("status", ENDED)])
    return [within("effective", None, day + 1), any_of(within("ends", day, None), unknown)]


def _slots(since: date | None, until: date | None) -> tuple[int, int | None]:
    """Undated documents are in no span."""
    low = max(first_slot(since), 1 << SLOT_BITS)
    return low, first_slot(until) + (1 << SLOT_BITS) if until else None


def holds_any(pairs: Sequence[str], stems: Sequence[str], synonyms: Sequence[Query]) -> Query:
    """Documents with any piece; rare ones and those in the title tell more."""
    single = [pair for pair in pairs if len(pair) == 1]
    found: list[Query] = [dsl.query.Term(**{SHORTS: {"value": char}}) for char in single]
    if double := [pair for pair in pairs if len(pair) > 1]:
        text = " ".join(double)
        found.append(dsl.query.Match(**{TEXT: {"query": text, "boost": 1.0}}))
        found.append(dsl.query.Match(**{TITLE: {"query": text, "boost": TITLE_BOOST}}))
    if stems:
        found.append(
            dsl.query.Match(**{WORDS: {"query": safe(" ".join(stems)), "boost": WORDS_BOOST}})
        )
    return any_of(*found, *synonyms)


def scored(phrases: Sequence[Phrase], narrowed: Sequence[Query], but: Sequence[Query]) -> Query:
    """Tier 1 with a score: how often the terms stand in the text, and more in the title."""
    titled = [holds(phrase, TITLE, boost=TITLE_BOOST) for phrase in phrases if not phrase.short]
    parts: dict[str, Any] = {
        "must": holds_all(phrases), "should": titled, "filter": narrowed, "must_not": but,
    }  # fmt: skip
    return _bool(parts, minimum_should_match=0)


def newest(condition: Query, *, start: int, size: int) -> Search:
    """Places by day, newest first; an index sorted by day is read no further than needed."""
    return _places(condition, start, size) | {"sort": NEWEST_FIRST}


def best(condition: Query, *, start: int, size: int) -> Search:
    """Places and scores, best first, equal ones newest first."""
    return _places(condition, start, size) | {"sort": BEST_FIRST}


def keys_of(slots: Sequence[int]) -> Search:
    """The keys of the documents in some slots; untold of a change the server has two in one."""
    asked = newest(is_one_of("slot", slots), start=0, size=2 * len(slots))
    return asked | {"docvalue_fields": ["key"]}


def unless_more(search: Search, most: int) -> Search:
    """A list that is of use only while no more than so many are found: given up beyond them."""
    return {**search, "terminate_after": most + 1}


def _places(condition: Query, start: int, size: int) -> Search:
    return {
        "query": condition.to_dict(),
        "from": start,
        "size": size,
        "track_total_hits": False,
        "stored_fields": "_none_",
    }


def counts(
    filters: Mapped[str, Sequence[str]], facets: Sequence[str], *, grouped: bool
) -> dict[str, Any]:
    """The pages, and every facet's values without the choice in the facet itself."""
    if not filters:
        return _unchosen(tuple(facets), grouped)
    found = {"all": dsl.aggs.Filter(filter=all_of(filtered=chosen(filters)))}
    for name, one in _unchosen(tuple(f for f in facets if f not in filters), grouped).items():
        found["all"].bucket(name, dsl.A(one))
    for facet in filters:
        others = {name: values for name, values in filters.items() if name != facet}
        found[f"but_{facet}"] = dsl.aggs.Filter(filter=all_of(filtered=chosen(others)))
        found[f"but_{facet}"].bucket(facet, "terms", field=facet, size=MOST_VALUES)
    return {name: one.to_dict() for name, one in found.items()}


@cache
def _unchosen(facets: tuple[str, ...], grouped: bool) -> dict[str, Any]:
    """Counts that are the same for every query; a filter around them would cost a little."""
    found: dict[str, Any] = {
        facet: dsl.aggs.Terms(field=facet, size=MOST_VALUES).to_dict() for facet in facets
    }
    if grouped:
        pages = dsl.aggs.Cardinality(field="page_id", precision_threshold=EXACT_PAGES)
        found["page"] = pages.to_dict()
    return found


def counted(
    keys: Search,
    counts: dict[str, Any],
    condition: Query | None = None,
    filters: Mapped[str, Sequence[str]] = NO_FILTERS,
) -> Search:
    """A list, or none, with counts on the same walk over its documents.

    `condition` counts more than the list shall hold: that is narrowed by the choices afterwards.
    """
    counting = {**(keys or {"size": 0}), "track_total_hits": True, "aggs": counts}
    if condition is not None:
        counting["query"] = condition.to_dict()
    if filters:
        counting["post_filter"] = all_of(filtered=chosen(filters)).to_dict()
    return counting
