"""The order of what was found, the same for every engine (排序).

An engine brings at most some hundred candidates with its own scores; here they are judged by how
much of the query they hold, where, and whether the text still holds. All weights stand in `BOOSTS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, compress, repeat
from math import log
from operator import contains
from typing import Any, NamedTuple

from . import stages
from .expansion import Asked
from .pieces import Piece, wordings_of


@dataclass(frozen=True)
class Boosts:
    """Every weight of the ranking in one place. Sums are compared, never shown."""

    engine: float = 0.5
    coverage: float = 0.5
    whole: float = 0.4
    synonym: float = 0.9
    regional: float = 0.95
    title_share: float = 0.25
    title_whole: float = 0.15
    title_is_query: float = 0.6
    repeated_title: float = 0.3
    rarity: float = 0.8
    cohesion: float = 0.4
    chance: float = 0.2
    recent: float = 0.1
    recent_days: int = 365
    recent_kinds: frozenset[str] = frozenset({"notice", "minutes"})
    status: Mapping[str, float] = field(
        default_factory=lambda: {
            "in_force": 1.0,
            "": 1.0,
            "not_yet_in_force": 0.97,
            "amended": 0.95,
            "unverified": 0.95,
            "expired": 0.8,
            "repealed": 0.7,
            "draft": 0.6,
        }
    )


BOOSTS = Boosts()


class Candidate(NamedTuple):
    """A document an engine proposes. `folded` has its title, heading and body as three lines.

    `slot` rises with the day of publication, whose number is `day` (proleptic ordinal, 0 for
    undated); `engine_score` is higher for better, of any scale.
    """

    slot: int
    key: str
    page_id: int
    part: str
    kind: str
    folded: str
    article_no: int | None = None
    status: str = ""
    day: int = 0
    engine_score: float = 0.0

    @property
    def title(self) -> str:
        """The folded title."""
        return self.folded.partition("\n")[0]


def rank(
    found: Sequence[Candidate],
    asked: Asked,
    *,
    today: date,
    known: str = "",
    engine_scores: Sequence[float] = (),
) -> list[Candidate]:
    """Candidates by what speaks for them; best first, equal ones newest first.

    `known` is what the text of a page holds beside what was read of it; `engine_scores` stand for
    those of the candidates themselves.
    """
    scores = scores_of(found, asked, today=today, known=known, engine_scores=engine_scores)
    slots = [one.slot for one in found]
    order = sorted(range(len(found)), key=slots.__getitem__, reverse=True)
    order.sort(key=scores.__getitem__, reverse=True)
    return [found[place] for place in order]


def scores_of(
    found: Sequence[Candidate],
    asked: Asked,
    *,
    today: date,
    known: str = "",
    engine_scores: Sequence[float] = (),
) -> Sequence[float]:
    """What speaks for each candidate."""
    own = engine_scores or [candidate.engine_score for candidate in found]
    if not found or not stages.is_on(stages.RERANKING):
        return own
    return _Judge(found, asked, known).scores(own, today)


def known_text(asked: Asked) -> str:
    """The words of a query where they tell all of a text that holds each of them whole.

    Of such a page only the title must be read to judge it: no other wording counts for more. Empty
    where the text alone can tell, as of stems.
    """
    terms = asked.query.terms
    wordings, pieces = wordings_of(asked.subjects, asked.alternatives, regional=BOOSTS.regional)
    if not wordings:
        return ""
    typed = wordings[0]
    own = [pieces[place].word for place in typed.places]
    looked_for = [*typed.phrases, *[word.text for word in own]]
    told = all(map(_stands_in, looked_for, repeat(terms)))
    return " ".join(terms) if told and {word.stems for word in own} <= {None} else ""


class _Judge:
    """Scores the candidates of one query; a piece that few of them hold tells more.

    Works on columns: for each piece one list with what every text holds of it. Where all that is to
    be judged is `told`, only titles are looked at.
    """

    def __init__(self, found: Sequence[Candidate], asked: Asked, known: str) -> None:
        self.columns: Any = Candidate._make(zip(*found, strict=True))
        self.asked, self.known = asked, known
        self.wordings, self.pieces = wordings_of(
            asked.subjects, asked.alternatives, regional=BOOSTS.regional
        )
        self.mains = [part == "main" for part in self.columns.part]
        self.told = bool(known) and all(self.mains)
        self.characters: dict[str, int] = {}

    @cached_property
    def titles(self) -> list[str]:
        """The title of each text."""
        return [text[: text.index("\n")] for text in self.columns.folded]

    @cached_property
    def texts(self) -> list[str]:
        """All that can be told of each text."""
        if not self.known:
            return list(self.columns.folded)
        return [
            text + self.known if is_main else text
            for text, is_main in zip(self.columns.folded, self.mains, strict=True)
        ]

    @cached_property
    def everywhere(self) -> Sequence[str]:
        """The terms that every text holds."""
        terms = self.asked.query.terms
        if self.told:
            return terms
        return [term for term in terms if all(map(contains, self.texts, repeat(term)))]

    @cached_property
    def held(self) -> list[Sequence[float]]:
        """For each piece how far each text holds it."""
        return self._held(self.texts, everywhere=self.everywhere)

    @cached_property
    def weights(self) -> list[float]:
        """How much each piece tells."""
        return list(map(self._weight, range(len(self.pieces))))

    @cached_property
    def totals(self) -> list[float]:
        """How much all pieces of each wording tell."""
        return [sum(self.weights[place] for place in one.places) or 1.0 for one in self.wordings]

    def _held(
        self, texts: Sequence[str], *, everywhere: Sequence[str] = (), together: str = ""
    ) -> list[Sequence[float]]:
        """For each piece how far each text holds it; all hold the pieces of a term `everywhere`.

        What does not stand in the texts told `together` needs not be looked for in each.
        """
        all_hold, none_holds = [True] * len(texts), [False] * len(texts)
        return [
            all_hold
            if piece.word.stems is None and _stands_in(piece.word.text, everywhere)
            else none_holds
            if together and not piece.may_stand_in(together)
            else piece.credits(texts, BOOSTS.synonym)
            for piece in self.pieces
        ]

    def _weight(self, place: int) -> float:
        """How much a piece tells: more when few candidates hold it, less for a chance meeting.

        The last character of one word and the first of the next stand together less often than
        their own frequencies would let expect (的钱 in 社区的钱); such a pair is no word.
        """
        piece, size = self.pieces[place], len(self.mains) + 1
        count = size - 1 - self.held[place].count(False)
        rare = 1.0 + BOOSTS.rarity * log(size / (1 + count))
        if piece.others:
            return rare * max(1, min(len(piece.word.text) - 1, 3))
        if not piece.is_pair:
            return rare
        first, second = map(self._holding, piece.word.text)
        together = log((count + 0.2) * size / ((first + 1) * (second + 1)))
        return rare * min(1.0, max(BOOSTS.chance, 0.6 + BOOSTS.cohesion * together))

    def _holding(self, char: str) -> int:
        """How many texts hold a character; neighbouring pairs share theirs."""
        if _stands_in(char, self.everywhere):
            return len(self.mains)
        if char not in self.characters:
            self.characters[char] = sum([char in text for text in self.texts])
        return self.characters[char]

    def scores(self, engine_scores: Sequence[float], today: date) -> list[float]:
        """For each candidate the sum of all that speaks for it, times the state of its text."""
        best = max(engine_scores) or 1.0
        engine, coverage, status = BOOSTS.engine, BOOSTS.coverage, BOOSTS.status
        states = [status.get(state, 1.0) for state in self.columns.status]
        recent = _recency(self.columns.kind, self.columns.day, today.toordinal())
        return [
            (engine * (score / best) + coverage * value + worth + new) * state
            for score, value, worth, new, state in zip(
                engine_scores, self._covered(), self._titled(), recent, states, strict=True
            )
        ]

    def _covered(self) -> list[float]:
        """What each text holds of the query; that of a part without the title, which repeats."""
        if self.told:
            return [1.0 + BOOSTS.whole] * len(self.mains)
        own = [
            text if is_main else text[len(title) + 1 :]
            for text, title, is_main in zip(self.texts, self.titles, self.mains, strict=True)
        ]
        return self._values(self.held, own, share=1.0, whole=BOOSTS.whole)

    def _values(
        self, held: Sequence[Sequence[float]], texts: Sequence[str], *, share: float, whole: float
    ) -> list[float]:
        """For each text the best wording's share of what is asked, and of its phrases whole."""
        columns = [
            [
                one.weight * (share * part + whole * complete)
                for part, complete in zip(
                    self._shares(place, held, len(texts)), one.whole_in(texts), strict=True
                )
            ]
            for place, one in enumerate(self.wordings)
        ]
        if len(columns) == 1:
            return columns[0]
        return list(map(max, zip(*columns, strict=True))) if columns else [0.0] * len(texts)

    def _shares(self, wording: int, held: Sequence[Sequence[float]], size: int) -> list[float]:
        """For each text the weight of the pieces it holds, of the weight of all pieces.

        Of texts that hold the words whole every one holds the same pieces: one sum stands for all.
        """
        common, sums = 0.0, [0.0] * size
        places = self.wordings[wording].places
        for place in places:
            if held[place].count(True) < size:
                break
            common += self.weights[place]
        else:
            return [common / self.totals[wording]] * size
        for place in places:
            weight, column = self.weights[place], held[place]
            for text in compress(range(size), column):
                sums[text] += weight * column[text]
        return [found / self.totals[wording] for found in sums]

    def _titled(self) -> list[float]:
        """What the title of each text says for the page itself; less for a part, which repeats."""
        together = "\n".join(self.columns.folded if self.told else self.titles)
        if not self._may_be_told_by(together):
            return [0.0] * len(self.mains)
        asked = {one.text for one in self.wordings}
        titles = list(dict.fromkeys(self.titles))
        held = self._held(titles, together=together)
        values = self._values(held, titles, share=BOOSTS.title_share, whole=BOOSTS.title_whole)
        worths = dict(zip(titles, values, strict=True))
        return [
            worths[title] + (BOOSTS.title_is_query if title in asked else 0.0)
            if is_main
            else BOOSTS.repeated_title * worths[title]
            for title, is_main in zip(self.titles, self.mains, strict=True)
        ]

    def _may_be_told_by(self, titles: str) -> bool:
        """Whether titles, told in one, hold anything that was asked; a lone character is none."""
        if any(map(Piece.may_stand_in, self.pieces, repeat(titles))):
            return True
        phrases = chain.from_iterable([one.phrases for one in self.wordings])
        return any(one in titles for one in phrases if len(one) > 1 or one.isascii())


def _stands_in(piece: str, terms: Sequence[str]) -> bool:
    """Whether one of the terms holds a piece."""
    return any(map(contains, terms, repeat(piece)))


def _recency(kinds: Sequence[str], days: Sequence[int], today: int) -> list[float]:
    """What texts of some kinds gain while they are new; `today` is the number of the day."""
    lasting, gaining = BOOSTS.recent_days, BOOSTS.recent_kinds
    most = BOOSTS.recent * lasting
    return [
        most / (lasting + today - day if day < today else lasting)
        if day and kind in gaining
        else 0.0
        for kind, day in zip(kinds, days, strict=True)
    ]
