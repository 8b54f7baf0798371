"""What a query finds in Elasticsearch: one request brings all that a page of an answer may need.

The server gives places and scores; the documents themselves are read from the database by place,
and what the database does not hold is dropped. A page far down may need a second request, and so
do a word of which no text has a piece and what got another place since the server was told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

from search.cited import cited_order
from search.expansion import Asked
from search.query import FACETS, MAX_POSITION, NEWEST
from search.ranking import Candidate, known_text
from search.text import fold
from search.waiting import meanwhile

from . import dsl, lookup
from .counted import PAGES, TOTAL
from .kept_texts import Shelf
from .listing import COMMON, WINDOW, Brought, Candidates
from .lookup import Place, Reading
from .searches import Searches

Ask = Callable[[Sequence[dsl.Search]], list[Mapping[str, Any]]]


class Stretch(NamedTuple):
    """Places with their scores from a position on; `whole` when the list ends with them."""

    start: int
    places: tuple[Place, ...] = ()
    scores: tuple[float, ...] = ()
    whole: bool = False

    def part(self, first: int, last: int, but: Collection[Place]) -> Stretch | None:
        """Positions of the list without some places; None where that cannot be told from here."""
        if but and self.start:
            return None
        places, scores = self.places, self.scores
        if but:
            kept = [place not in but for place in places]
            places, scores = tuple(compress(places, kept)), tuple(compress(scores, kept))
        begin, end = first - self.start, last - self.start
        if begin < 0 or (end > len(places) and not self.whole):
            return None
        return Stretch(first, places[begin:end], scores[begin:end])


class ElasticFinding:
    """A query at work on the server."""

    def __init__(self, asked: Asked, ask: Ask, shelf: Shelf, now: datetime) -> None:
        self.asked, self.query = asked, asked.query
        self.ask, self.shelf = ask, shelf
        self.searches = Searches(asked, now)
        self.brought: dict[str, tuple[dsl.Search, Mapping[str, Any]]] = {}
        self.stretches: dict[str, Stretch] = {}
        self.left_out: dict[str, dsl.Search] = {}
        self.counts: dict[tuple[str, str], int] = {}
        with meanwhile(lambda: self._known):
            self._ask_all()

    @property
    def total(self) -> int:
        """How many documents tier 1 has."""
        return self.counts[TOTAL]

    # --- The one request ------------------------------------------------------------------------
    def _ask_all(self) -> None:
        searches = self.searches.of_a_page() if self.query.start < MAX_POSITION else {}
        needed = self._needed(searches)
        self.left_out = {name: searches.pop(name) for name in [*searches] if name not in needed}
        led = next((name for name in ("newest", "best") if name in searches), "")
        if led == "newest" and "best" in searches:
            searches["best"] = dsl.unless_more(searches["best"], COMMON)
        lines = {led: self.searches.counted(led, searches.pop(led, {})), **searches}
        answers = self.ask([*lines.values()])
        self.counts = _counts(answers[0])
        for (name, search), found in zip(lines.items(), answers, strict=True):
            self.brought[name] = (search, found)
        self.shelf.sizes[self._asked] = (self.total, self.counts.get(PAGES, self.total))

    @cached_property
    def _asked(self) -> Hashable:
        query = self.query
        bounds = (query.since, query.until, query.within, query.number, query.on)
        return query.terms, tuple(sorted(query.filters.items())), bounds, query.grouped

    def _needed(self, names: Collection[str]) -> set[str]:
        """What to ask at once: all, or what the size of the last answer to this query tells.

        Where that has changed meanwhile, what is missing is asked for afterwards.
        """
        remembered = self.shelf.sizes.get(self._asked)
        if remembered is None:
            return set(names)
        total, groups = remembered
        needed = {"named", "numbered"}
        if groups < self.query.start + self.query.size + 1:
            needed.add("related")
        if self._is_by_day:
            return needed | {"newest"}
        return needed | ({"newest", "titled"} if total > COMMON else {"best"})

    # --- What a listing asks --------------------------------------------------------------------
    def cited(self) -> list[Candidate]:
        """The articles, or the regulation, that the query names; best first."""
        if self.asked.cited is None:
            return []
        named, numbered = (self._stretch(name) for name in ("named", "numbered"))
        rows = self._rows((*named.places, *numbered.places), lookup.UNCUT)
        title, many = fold(self.asked.cited.title), len(named.places)
        found = [one for one in rows[:many] if one and title in one.title]
        return cited_order(found, self.asked) or cited_order(
            list(filter(None, rows[many:])), self.asked
        )

    def newest(self, first: int, last: int, *, but: Candidates) -> list[Candidate]:
        """Tier 1 by day; behind what was judged it was read together with that."""
        places = self._places(but)
        found = self._stretch("newest").part(first, last, places)
        if found is None:
            found = self._again(self.searches.newest(first, last, places), first)
        return [*self._read(found, lookup.UNREAD if self._is_by_day else self.judged).found]

    def best(self, first: int, last: int, *, but: Candidates, judged: bool) -> Brought:
        """Tier 1 by the server's score."""
        places = self._places(but)
        found = self._stretch("best").part(first, last, places)
        if found is None:
            found = self._again(self.searches.best(first, last, places), first)
        return self._read(found, self.judged if judged else lookup.UNREAD)

    def common(self, *, but: Candidates) -> Brought:
        """Of very many hits the newest, and the newest with the words in the title."""
        led = self._places(but)
        found: dict[Place, None] = {}
        for name in ("newest", "titled"):
            places: Sequence[Place] = self._stretch(name).places
            kept = [place for place in places if place not in led] if led else places
            found |= dict.fromkeys(kept[: WINDOW // 2])
        return self._read(Stretch(0, tuple(found), (0.0,) * len(found)), self.judged)

    def related(self) -> Brought:
        """Documents with pieces of any wording; else with each of its characters."""
        return self._read(self._beside_tier_one, lookup.JUDGED)

    @cached_property
    def _beside_tier_one(self) -> Stretch:
        """Related documents without tier 1: taken out here where that is short and known whole.

        The server would look at each of very many texts for it, mostly for a page without related.
        """
        pieces, held = self.searches.pieces, self.searches.held
        if pieces is None:
            return Stretch(0)
        tier_one = self._tier_one_whole()
        found = None if tier_one is None else self._stretch("related").part(0, WINDOW, tier_one)
        if found is None:
            but = dsl.all_of(filtered=held)
            found = self._again(self.searches.holding(pieces, WINDOW, but), 0)
        if not found.places and (search := self.searches.with_characters()):
            found = self._again(search, 0)
        return found

    def _tier_one_whole(self) -> set[Place] | None:
        """All places of tier 1; None where they were not brought."""
        for name in ("newest", "best"):
            if name in self.brought and len(places := self._stretch(name).places) == self.total:
                return set(places)
        return None if self.total else set()

    # --- Reading --------------------------------------------------------------------------------
    def _stretch(self, name: str) -> Stretch:
        """A list that was brought, or left out; most pages need but two of them."""
        if name not in self.stretches:
            if (search := self.left_out.pop(name, None)) is not None:
                (answer,) = self.ask([search])
                self.brought[name] = (search, answer)
            self.stretches[name] = Stretch(0, whole=True)
            if name in self.brought:
                search, answer = self.brought[name]
                self.stretches[name] = _stretch(answer, search["from"], search["size"])
        return self.stretches[name]

    def _again(self, search: dsl.Search, start: int) -> Stretch:
        (answer,) = self.ask([search])
        return _stretch(answer, start, 0)

    def _read(self, found: Stretch, read: Reading) -> Brought:
        """The documents at places, each once, with the server's scores."""
        rows = self._rows(found.places, read, tuple if read is lookup.UNREAD else self._read_soon)
        there = list(filter(None, rows))
        if len(there) == len(rows) and not self.shelf.elsewhere:
            return Brought(there, found.scores, read.known)
        scored: dict[str, tuple[Candidate, float]] = {}
        for row, score in zip(rows, found.scores, strict=True):
            if row is not None and row.key not in scored:
                scored[row.key] = (row, score)
        kept, scores = zip(*scored.values(), strict=True) if scored else ((), ())
        return Brought(kept, scores, read.known)

    def _rows(
        self, places: Sequence[Place], read: Reading, soon: Callable[[], Iterable[Place]] = tuple
    ) -> list[Candidate | None]:
        """The documents in the order of their places; what is not there is sought by its key."""
        rows = self.shelf.at(places, read, soon)
        if all(rows):
            return rows
        known = dict(zip(places, rows, strict=True))
        if moved := {place for place in places if not known[place]} - self.shelf.gone:
            (answer,) = self.ask([dsl.keys_of([slot for slot, _ in moved])])
            keys = _keys(answer)
            by_key = lookup.by_key([keys[place] for place in moved if place in keys], read)
            found = {place: by_key[key] for place, key in keys.items() if key in by_key}
            self.shelf.keep_elsewhere(found, read)
            self.shelf.gone |= moved - found.keys()
            rows = [known[place] or found.get(place) for place in places]
        return rows

    def _places(self, items: Candidates) -> set[Place]:
        """Where documents that were read stand on the server."""
        elsewhere = self.shelf.elsewhere
        others = [place for item in items for place in elsewhere.get(item.key, ())]
        return {(item.slot, item.page_id) for item in items}.union(others)

    @cached_property
    def judged(self) -> Reading:
        """How tier 1 is read to be judged: whole where related documents are read with it."""
        return lookup.JUDGED if self._is_short else lookup.judged(self._known)

    @cached_property
    def _known(self) -> str:
        """The words that tell all of a text; the question is taken apart for it."""
        return known_text(self.asked)

    @property
    def _is_by_day(self) -> bool:
        """Whether nothing of the answer is judged."""
        return self.query.sort == NEWEST or not self.asked.phrases

    @property
    def _is_short(self) -> bool:
        """Whether related documents follow tier 1 on the same page."""
        return self.total < self.query.start + self.query.size + 1

    def _read_soon(self) -> Sequence[Place]:
        """What a page by relevance needs next, so that one statement reads both."""
        if self._is_by_day:
            return ()
        if self.query.grouped and self.total > COMMON:
            return self._stretch("newest").places[:WINDOW]
        return self._beside_tier_one.places if self._is_short else ()


def _keys(answer: Mapping[str, Any]) -> dict[Place, str]:
    hits = answer.get("hits", {}).get("hits", [])
    return {(hit["sort"][0], hit["sort"][1]): hit["fields"]["key"][0] for hit in hits}


def _stretch(answer: Mapping[str, Any], start: int, size: int) -> Stretch:
    """What a list is sorted by: a score where there is one, slot and page."""
    sorts = [hit["sort"] for hit in answer.get("hits", {}).get("hits", [])]
    whole = len(sorts) < size
    if not sorts:
        return Stretch(start, whole=whole)
    *scores, slots, pages = zip(*sorts, strict=True)
    places = tuple(zip(slots, pages, strict=True))
    return Stretch(start, places, scores[0] if scores else (0.0,) * len(places), whole)


def _counts(answer: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    found = answer["aggregations"]
    everything = found.get("all", found)
    counts = {TOTAL: int(answer["hits"]["total"]["value"])}
    if "page" in everything:
        counts[PAGES] = int(everything["page"]["value"])
    for facet in FACETS:
        place = found.get(f"but_{facet}", everything)
        for bucket in place[facet]["buckets"]:
            counts[(facet, str(bucket["key"]))] = int(bucket["doc_count"])
    return counts
