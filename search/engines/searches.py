"""What is asked of Elasticsearch for one query, each search by its name (检索请求).

Lists of places only: by score or by day, of tier 1, of what holds a piece, of what is cited.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property

from search.expansion import Asked
from search.query import FACETS, MAX_POSITION, NEWEST
from search.text import fold, phrase_of

from . import dsl
from .listing import MOST_CHARACTERS, MOST_CITED, WINDOW
from .lookup import Place

PIECES = 64
LARGEST_NUMBER = (1 << 31) - 1


class Searches:
    """The searches of one query; what is past its date at `now` is in none of them."""

    def __init__(self, asked: Asked, now: datetime) -> None:
        self.asked, self.query = asked, asked.query
        self.bounds, self.gone = dsl.bounded(self.query), dsl.expired(now)
        self.narrowed = [*self.bounds, *dsl.chosen(self.query.filters)]
        self.held = dsl.holds_all(asked.phrases)

    def of_a_page(self) -> dict[str, dsl.Search]:
        """What a page may need: by day one list, by relevance all that may turn out so."""
        start, stop = self.query.start, self.query.start + self.query.size + 1
        if self.query.grouped:
            start, stop = 0, WINDOW
        if self.query.sort == NEWEST or not self.asked.phrases:
            return {"newest": self.newest(start, stop)} | self._related()
        more = MOST_CITED if self.asked.cited else 0
        near = start < WINDOW
        return {
            "best": self.best(0 if near else start, max(WINDOW, stop) + more if near else stop),
            "newest": self.newest(0, min(max(WINDOW // 2, stop) + more, MAX_POSITION)),
            **self._titled(more),
            **self._related(),
            **self._cited(),
        }

    def _tier_one(self) -> list[dsl.Query]:
        return [*self.held, *self.narrowed]

    def newest(self, start: int, stop: int, but: Collection[Place] = ()) -> dsl.Search:
        """Tier 1 by day, positions `start` up to but without `stop`, without some places."""
        condition = dsl.all_of(filtered=self._tier_one(), but=[self.gone, *_slots(but)])
        return dsl.newest(condition, start=start, size=stop - start)

    def best(self, start: int, stop: int, but: Collection[Place] = ()) -> dsl.Search:
        """Tier 1 by the server's score, in the same way."""
        condition = dsl.scored(self.asked.phrases, self.narrowed, [self.gone, *_slots(but)])
        return dsl.best(condition, start=start, size=stop - start)

    def _titled(self, more: int) -> dict[str, dsl.Search]:
        """Where grams can tell: the newest with every term whole in the title."""
        if any(phrase.short for phrase in self.asked.phrases):
            return {}
        found = [*dsl.holds_all(self.asked.phrases, dsl.TITLE), *self.narrowed]
        condition = dsl.all_of(filtered=found, but=[self.gone])
        return {"titled": dsl.newest(condition, start=0, size=WINDOW // 2 + more)}

    def _related(self) -> dict[str, dsl.Search]:
        """Where there are pieces: as many as are judged, and as many again as tier 1 may be."""
        if self.pieces is None:
            return {}
        more = min(self.query.start + self.query.size + 1, WINDOW)
        return {"related": self.holding(self.pieces, WINDOW + more)}

    def holding(self, pieces: dsl.Query, size: int, *but: dsl.Query) -> dsl.Search:
        """The best of what holds pieces."""
        found = dsl.all_of(pieces, filtered=self.narrowed, but=[self.gone, *but])
        return dsl.best(found, start=0, size=size)

    @cached_property
    def pieces(self) -> dsl.Query | None:
        """What holds a piece of any wording."""
        pairs = self.asked.pairs[:PIECES]
        stems = self.asked.words[: PIECES - len(pairs)]
        others = self.asked.synonyms[: PIECES - len(pairs) - len(stems)]
        if not (pairs or stems or others):
            return None
        whole = [dsl.holds_synonym(one, tuple(map(phrase_of, one.split()))) for one in others]
        return dsl.holds_any(pairs, stems, whole)

    def with_characters(self) -> dsl.Search | None:
        """For a word no text has: what holds each of its characters."""
        pairs = self.asked.pairs[:PIECES]
        characters = list(dict.fromkeys(char for pair in pairs for char in pair))
        if not characters:
            return None
        each = dsl.holds_all(list(map(phrase_of, characters[:MOST_CHARACTERS])))
        but = [self.gone, dsl.all_of(filtered=self.held)]
        condition = dsl.all_of(filtered=[*each, *self.narrowed], but=but)
        return dsl.newest(condition, start=0, size=WINDOW)

    def _cited(self) -> dict[str, dsl.Search]:
        """A regulation by its title, or articles by number: of the title named, and of any."""
        cited = self.asked.cited
        if cited is None:
            return {}
        titled = dsl.holds_all(list(map(phrase_of, fold(cited.title).split())), dsl.TITLE)
        if cited.number is None:
            main = [dsl.is_one_of("part", ["main"]), dsl.is_one_of("kind", ["regulation"])]
            return {"named": self._cited_by([*titled, *main])} if titled else {}
        if cited.number > LARGEST_NUMBER:
            return {}
        numbered = [dsl.is_one_of("article_no", [cited.number])]
        if cited.suffix:
            numbered.append(dsl.is_one_of("part", [f"article-{cited.number}-{cited.suffix}"]))
        found = {"numbered": self._cited_by(numbered)}
        if titled:
            found["named"] = self._cited_by([*titled, *numbered])
        return found

    def _cited_by(self, conditions: Sequence[dsl.Query]) -> dsl.Search:
        found = dsl.all_of(filtered=[*conditions, *self.narrowed], but=[self.gone])
        return dsl.newest(found, start=0, size=MOST_CITED)

    def counted(self, led: str, keys: dsl.Search) -> dsl.Search:
        """The counts, and the list `led` of the same documents: they are walked over once."""
        query = self.query
        counts = dsl.counts(query.filters, FACETS, grouped=query.grouped)
        if keys and not query.filters:
            return dsl.counted(keys, counts)
        condition = (
            dsl.scored(self.asked.phrases, self.bounds, [self.gone])
            if led == "best"
            else dsl.all_of(filtered=[*self.held, *self.bounds], but=[self.gone])
        )
        return dsl.counted(keys, counts, condition, query.filters)


def _slots(but: Collection[Place]) -> list[dsl.Query]:
    return [dsl.is_one_of("slot", [slot for slot, _ in but])] if but else []
