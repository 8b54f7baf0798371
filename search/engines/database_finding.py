"""What a query finds in the embedded index: tier 1, cited articles and related documents."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from search.cited import cited_order
from search.expansion import Asked
from search.ranking import Candidate, known_text
from search.text import fold, phrase_of

from . import lookup
from .dialect import dialect
from .listing import MOST_CHARACTERS, MOST_CITED, WINDOW, Brought, Candidates
from .lookup import Where

POSTINGS = 30_000
"""Related documents are sought by the rarest pieces that together stand in so many documents."""
PIECES = 64


class DatabaseFinding:
    """A query at work on the tables: its conditions, and which documents it may see."""

    total = 0

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
        where = where.numbered(query.number).in_force(query.on)
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

    def newest(self, first: int, last: int, *, but: Candidates) -> list[Candidate]:
        """Tier 1 by day; without texts."""
        return lookup.newest(self._tier_one_but(but), start=first, stop=last, read=lookup.UNREAD)

    def best(self, first: int, last: int, *, but: Candidates, judged: bool) -> Brought:
        """Tier 1 by bm25."""
        read = lookup.judged(known_text(self.asked)) if judged else lookup.UNREAD
        found = lookup.best(self._tier_one_but(but), start=first, stop=last, read=read)
        return Brought(found, known=read.known)

    def common(self, *, but: Candidates) -> Brought:
        """Of very many hits the newest, and the newest with the words in the title."""
        sources = [(self._tier_one_but(but), WINDOW // 2)]
        titled = self.titled()
        if titled is not None:
            sources.append((titled.but([item.slot for item in but]), WINDOW // 2))
        read = lookup.judged(known_text(self.asked))
        return Brought(lookup.newest_of_each(sources, read=read), known=read.known)

    def _tier_one_but(self, but: Candidates) -> Where:
        return self.tier_one().but([item.slot for item in but])

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

    def related(self) -> Brought:
        """Documents that hold pieces of any wording but are not in tier 1; not ordered yet."""
        pieces = [
            *map(dialect().piece_of_pair, self.asked.pairs),
            *map(dialect().piece_of_word, self.asked.words),
            *map(dialect().piece_of_synonym, self.asked.synonyms),
        ]
        telling = self._telling(pieces[:PIECES]) or self._characters()
        if not telling:
            return Brought([])
        where = Where.holding_any(telling, but=self.asked.phrases)
        return Brought(lookup.best(self.narrowed(where), start=0, stop=WINDOW))

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
