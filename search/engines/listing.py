"""One page of an answer, put together from cited articles, tier 1 and related documents.

Positions run through all three. Tier 1 by relevance is a window of the best, re-ranked, and then a
tail in the engine's own order; very common words have a window of titles and of the newest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from django.core.cache import cache
from django.utils import timezone

from search.expansion import Asked
from search.query import MAX_POSITION, NEWEST, Hit
from search.ranking import Candidate, cited_order, rank
from search.text import fold, phrase_of

from . import lookup
from .dialect import dialect
from .lookup import Where

WINDOW = 200
"""So many of the best are judged again; search engines agree on sets, people on the first page."""
COMMON = 2_000
"""From so many hits on, scoring all of them costs more than it tells: bm25 is linear in hits."""
MOST_CITED = 400
POSTINGS = 30_000
"""Related documents are sought by the rarest pieces that together stand in so many documents."""
PIECES = 64
MOST_CHARACTERS = 6
GROUP_STEP, GROUP_STEPS = WINDOW, 10
MEMBERS = 3


class Finding:
    """A query at work on the index: its conditions, and which documents it may see."""

    def __init__(self, asked: Asked, state: Mapping[str, Any]) -> None:
        self.asked = asked
        self.state = state
        self.now = timezone.now() if state["expired"] else None

    def narrowed(self, where: Where) -> Where:
        """With the query's days and choices, and without what is past its date."""
        return self._dated(where).chosen(self.asked.query)

    def _dated(self, where: Where) -> Where:
        query = self.asked.query
        if query.within is not None:
            where = where.also("d.page_id = %s", query.within)
        return where.dated(query.since, query.until).unexpired(self.now)

    def tier_one_of_all_choices(self) -> Where:
        """Tier 1 before any facet is chosen."""
        return self._dated(Where.holding(self.asked.phrases))

    def tier_one(self) -> Where:
        """Documents that hold every term whole."""
        return self.narrowed(Where.holding(self.asked.phrases))

    def titled(self) -> Where | None:
        """Tier 1 with every term whole in the title; None where grams cannot tell."""
        if not self.asked.phrases or any(phrase.short for phrase in self.asked.phrases):
            return None
        return self.narrowed(Where.holding(self.asked.phrases, in_title=True))

    def cited(self) -> list[Candidate]:
        """The articles, or the regulation, that the query names; best first."""
        if self.asked.cited is None:
            return []
        title, number = fold(self.asked.cited.title), self.asked.cited.number
        if number is None:
            terms = [phrase_of(term) for term in title.split()]
            where = Where.holding(terms, in_title=True)
            where = where.also("d.part = %s AND d.kind = %s", "main", "regulation")
            return self._in_cited_order(where) if terms else []
        where = Where().also("d.article_no = %s", number)
        if suffix := self.asked.cited.suffix:
            where = where.also("d.part = %s", f"article-{number}-{suffix}")
        named = self._in_cited_order(where.titled(title)) if title else []
        return named or self._in_cited_order(where)

    def _in_cited_order(self, where: Where) -> list[Candidate]:
        found = lookup.newest(self.narrowed(where), start=0, stop=MOST_CITED, read=lookup.UNCUT)
        return cited_order(found, self.asked)

    def related(self) -> list[Candidate]:
        """Documents that hold pieces of any wording but are not in tier 1; not ordered yet."""
        pieces = [
            *map(dialect().piece_of_pair, self.asked.pairs),
            *map(dialect().piece_of_word, self.asked.words),
            *map(dialect().piece_of_synonym, self.asked.synonyms),
        ]
        telling = self._telling(pieces[:PIECES]) or self._characters()
        if not telling:
            return []
        where = Where.holding_any(telling, but=self.asked.phrases)
        return lookup.best(self.narrowed(where), start=0, stop=WINDOW)

    def _characters(self) -> list[str]:
        """The last resort for a word no text has: documents with each of its characters."""
        found = dict.fromkeys(char for pair in self.asked.pairs for char in pair)
        pieces = list(map(dialect().piece_of_pair, list(found)[:MOST_CHARACTERS]))
        return [dialect().all_of(pieces)] if pieces else []

    def _telling(self, pieces: list[str]) -> list[str]:
        """Pieces in few documents, rarest first; common ones only where there are no others."""
        many = self.state["documents"] // 10 + 1
        counts = self._frequencies(pieces, many)
        found = sorted((counts[piece], piece) for piece in pieces if counts[piece])
        rare = [(count, piece) for count, piece in found if count < many] or found[:4]
        kept: list[str] = []
        postings = 0
        for count, piece in rare:
            postings += count
            if postings > POSTINGS and len(kept) >= 3:
                break
            kept.append(piece)
        return kept

    def _frequencies(self, pieces: list[str], many: int) -> dict[str, int]:
        names = {piece: self._frequency_key(piece) for piece in pieces}
        known = cache.get_many(names.values())
        unknown = [piece for piece in pieces if names[piece] not in known]
        if unknown:
            numbers = dialect().frequencies(unknown, most=many)
            fresh = {names[piece]: n for piece, n in zip(unknown, numbers, strict=True)}
            cache.set_many(fresh)
            known |= fresh
        return {piece: known[names[piece]] for piece in pieces}

    def _frequency_key(self, piece: str) -> str:
        digest = sha256(piece.encode()).hexdigest()[:24]
        return f"search-piece-{self.state['stamp']}-{digest}"


class Found(NamedTuple):
    """A document in its place of the list."""

    item: Candidate
    tier: int
    is_cited: bool = False


class Listing:
    """The ordered answer of which one page is shown."""

    def __init__(self, finding: Finding, *, total: int) -> None:
        self.finding = finding
        self.asked = finding.asked
        self.query = finding.asked.query
        self.total = total

    def page(self) -> tuple[tuple[Hit, ...], bool]:
        """The hits of the query's page, and whether there are more."""
        start = self.query.start
        if start >= MAX_POSITION:
            return (), False
        stop = start + self.query.size
        found = self._groups(stop + 1) if self.query.grouped else self._singles(stop + 1)
        return tuple(map(_hit_of_group, found[start:stop])), len(found) > stop

    def _singles(self, stop: int) -> list[list[Found]]:
        """Finds up to a position; places before the page stay empty when nobody will see them."""
        found = [[one] for one in self._led]
        rest = self.total - sum(group[0].tier == 1 for group in found)
        first = max(0, self.query.start - len(found))
        last = min(stop - len(found), rest)
        found += [[]] * min(first, rest)
        if last > first:
            found += [[Found(item, 1)] for item in self._tier_one(first, last)]
        if len(found) < stop and self._has_related:
            found += [[Found(item, 2)] for item in self._related]
        return found

    def _groups(self, wanted: int) -> list[list[Found]]:
        """What was found of each page, in the order of its best."""
        groups: dict[int, list[Found]] = defaultdict(list)
        for some in self._stretches(wanted, groups):
            for one in some:
                groups[one.item.page_id].append(one)
        return list(groups.values())

    def _stretches(self, wanted: int, groups: Mapping[int, list[Found]]) -> Iterator[list[Found]]:
        """The answer in stretches, until there are groups enough."""
        yield self._led
        rest = self.total - sum(one.tier == 1 for one in self._led)
        for step in range(GROUP_STEPS):
            first = step * GROUP_STEP
            if first >= rest or len(groups) >= wanted:
                break
            last = min(first + GROUP_STEP, rest)
            yield [Found(item, 1) for item in self._tier_one(first, last)]
        if len(groups) < wanted and self._has_related:
            yield [Found(item, 2) for item in self._related]

    @property
    def _has_related(self) -> bool:
        """Related documents follow by relevance; a list by day has them only instead of nothing."""
        return self.query.sort != NEWEST or not self.total

    @cached_property
    def lead(self) -> list[Candidate]:
        """What the query cites; nothing leads a list by day."""
        return [] if self.query.sort == NEWEST else self.finding.cited()

    @property
    def _led(self) -> list[Found]:
        """What leads, with the tier in which it counts."""
        return [Found(item, self._tier(item), is_cited=True) for item in self.lead]

    def _tier(self, candidate: Candidate) -> int:
        """Whether a cited document holds every term whole as well."""
        lines = candidate.folded.split("\n")
        return 1 if all(any(term in line for line in lines) for term in self.query.terms) else 2

    def _tier_one(self, first: int, last: int) -> list[Candidate]:
        """Tier 1 without what leads, by the query's order, positions `first` to `last`."""
        where = self.finding.tier_one().but([item.slot for item in self.lead])
        if self.query.sort == NEWEST or not self.asked.phrases:
            return lookup.newest(where, start=first, stop=last, read=0)
        if self.total > COMMON:
            return self._common(where, first, last)
        window = self._window if first < WINDOW else []
        found = window[first:last]
        if last > WINDOW:
            found += lookup.best(where, start=max(first, WINDOW), stop=last, read=0)
        return found

    @cached_property
    def _window(self) -> list[Candidate]:
        where = self.finding.tier_one().but([item.slot for item in self.lead])
        return self._ranked(lookup.best(where, start=0, stop=WINDOW))

    def _common(self, where: Where, first: int, last: int) -> list[Candidate]:
        window = self._common_window
        found = window[first:last]
        if last > len(window):
            tail = where.but([item.slot for item in window])
            start = max(0, first - len(window))
            found += lookup.newest(tail, start=start, stop=last - len(window))
        return found

    @cached_property
    def _common_window(self) -> list[Candidate]:
        """Of very many hits those with the words in the title, and the newest; then ranked."""
        but = [item.slot for item in self.lead]
        sources = [(self.finding.tier_one().but(but), WINDOW // 2)]
        titled = self.finding.titled()
        if titled is not None:
            sources.append((titled.but(but), WINDOW // 2))
        return self._ranked(lookup.newest_of_each(sources))

    @cached_property
    def _related(self) -> list[Candidate]:
        led = {item.key for item in self.lead}
        found = [item for item in self.finding.related() if item.key not in led]
        return self._ranked(found)

    def _ranked(self, found: list[Candidate]) -> list[Candidate]:
        return rank(found, self.asked, today=timezone.localdate())


def _hit_of_group(group: list[Found]) -> Hit:
    """The best of a page, with the next few of it as members."""
    first, *others = group
    alike = sum(one.tier == 1 for one in group)
    return _hit(first, tuple(map(_hit, others[:MEMBERS])), max(1, alike))


def _hit(found: Found, members: tuple[Hit, ...] = (), alike: int = 1) -> Hit:
    candidate = found.item
    return Hit(
        key=candidate.key,
        page_id=candidate.page_id,
        part=candidate.part,
        kind=candidate.kind,
        tier=found.tier,
        score=candidate.score,
        article_no=candidate.article_no,
        status=candidate.status,
        cited=found.is_cited,
        members=members,
        alike=alike,
    )
