"""The order of what was found, the same for every engine (排序).

An engine brings at most some hundred candidates with its own scores; here they are judged by how
much of the query they hold, where, and whether the text still holds. All weights stand in `BOOSTS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log

from .expansion import Asked
from .pieces import wordings_of
from .text import fold, han_pairs, words


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
STATUS_ORDER = tuple(BOOSTS.status)
"""Which of several cited articles comes first: in force leads."""


@dataclass(slots=True)
class Candidate:
    """A document an engine proposes. `folded` has its title, heading and body as three lines.

    `engine_score` is higher for better, of any scale; `slot` rises with the day of publication;
    `score` is ours, given by `rank`.
    """

    slot: int
    key: str
    page_id: int
    part: str
    kind: str
    folded: str
    article_no: int | None = None
    status: str = ""
    published: date | None = None
    engine_score: float = 0.0
    score: float = 0.0

    @property
    def title(self) -> str:
        """The folded title."""
        return self.folded.partition("\n")[0]


def rank(found: Sequence[Candidate], asked: Asked, *, today: date) -> list[Candidate]:
    """Gives candidates their scores; best first, equal ones newest first."""
    judge = _Judge(found, asked, today)
    for place, candidate in enumerate(found):
        candidate.score = judge.score(candidate, judge.held[place])
    return sorted(found, key=lambda candidate: (-candidate.score, -candidate.slot))


class _Judge:
    """Scores the candidates of one query; a piece that few of them hold tells more.

    `held` says for each candidate how far it holds each piece.
    """

    def __init__(self, found: Sequence[Candidate], asked: Asked, today: date) -> None:
        self.today = today
        self.best = max((candidate.engine_score for candidate in found), default=0.0) or 1.0
        self.wordings, self.pieces = wordings_of(
            asked.subjects, asked.alternatives, regional=BOOSTS.regional
        )
        self.latin = bool(asked.words) or any(map(str.isascii, asked.synonyms))
        self.texts = [candidate.folded for candidate in found]
        self.held = list(map(self._held, self.texts))
        self.weights = list(map(self._weight, range(len(self.pieces))))
        self.totals = [
            sum(self.weights[place] for place in one.places) or 1.0 for one in self.wordings
        ]
        self.titles: dict[str, tuple[float, float]] = {}

    def _held(self, folded: str) -> list[float]:
        stems = frozenset(words(folded)) if self.latin else frozenset()
        return [piece.credit(folded, stems, BOOSTS.synonym) for piece in self.pieces]

    def _weight(self, place: int) -> float:
        """How much a piece tells: more when few candidates hold it, less for a chance meeting.

        The last character of one word and the first of the next stand together less often than
        their own frequencies would let expect (的钱 in 社区的钱); such a pair is no word.
        """
        piece, size = self.pieces[place], len(self.texts) + 1
        count = sum(held[place] > 0 for held in self.held)
        rare = 1.0 + BOOSTS.rarity * log(size / (1 + count))
        if piece.others:
            return rare * max(1, min(len(piece.word.text) - 1, 3))
        if not piece.is_pair:
            return rare
        first, second = (sum(char in text for text in self.texts) for char in piece.word.text)
        together = log((count + 0.2) * size / ((first + 1) * (second + 1)))
        return rare * min(1.0, max(BOOSTS.chance, 0.6 + BOOSTS.cohesion * together))

    def score(self, candidate: Candidate, held: Sequence[float]) -> float:
        """The sum of all that speaks for a candidate, times the state of its text."""
        is_main = candidate.part == "main"
        title, _, rest = candidate.folded.partition("\n")
        score = BOOSTS.engine * candidate.engine_score / self.best
        score += BOOSTS.coverage * self._covered(held, candidate.folded if is_main else rest)
        score += self._titled(title, is_main)
        if candidate.kind in BOOSTS.recent_kinds and candidate.published:
            age = max(0, (self.today - candidate.published).days)
            score += BOOSTS.recent * BOOSTS.recent_days / (BOOSTS.recent_days + age)
        return score * BOOSTS.status.get(candidate.status, 1.0)

    def _covered(self, held: Sequence[float], own: str) -> float:
        """The best wording's share of what is asked, and of its phrases whole in the own text."""
        return max(
            (
                one.weight * (self._share(place, held) + BOOSTS.whole * one.whole_in(own))
                for place, one in enumerate(self.wordings)
            ),
            default=0.0,
        )

    def _share(self, wording: int, held: Sequence[float]) -> float:
        """The weight of the pieces held, of the weight of all pieces."""
        weights = self.weights
        places = self.wordings[wording].places
        return sum([weights[place] * held[place] for place in places]) / self.totals[wording]

    def _titled(self, title: str, is_main: bool) -> float:
        """What the title says for the page itself; less for a part, which only repeats it."""
        if title not in self.titles:
            held = self._held(title)
            values = [
                one.weight
                * (
                    BOOSTS.title_share * self._share(place, held)
                    + BOOSTS.title_whole * one.whole_in(title)
                )
                for place, one in enumerate(self.wordings)
            ]
            same = any(one.text == title for one in self.wordings)
            worth = max(values, default=0.0)
            alike = BOOSTS.title_is_query if same else 0.0
            self.titles[title] = (worth + alike, BOOSTS.repeated_title * worth)
        return self.titles[title][0 if is_main else 1]


def cited_order(found: Sequence[Candidate], asked: Asked) -> list[Candidate]:
    """The articles a query names, of the title it names; in force first, then newest.

    A title matches when it stands in the regulation's title; if none does, the titles that share
    most with it, at least 60 %, are taken. Words beside the citation put their articles first.
    Article 19 comes before 19 之一, whose part has the longer name.
    """
    if asked.cited is None:
        return []
    wanted = fold(asked.cited.title)
    fits = {candidate.key: _title_fit(wanted, candidate.title) for candidate in found}
    best = max(fits.values(), default=0.0)
    if best < 0.6:
        return []
    pairs, stems = han_pairs(fold(asked.cited.rest)), set(words(fold(asked.cited.rest)))
    return sorted(
        (candidate for candidate in found if fits[candidate.key] >= min(best, 1.0)),
        key=lambda candidate: (
            -sum(pair in candidate.folded for pair in pairs)
            - len(stems.intersection(words(candidate.folded)) if stems else ()),
            STATUS_ORDER.index(candidate.status) if candidate.status in STATUS_ORDER else 99,
            len(candidate.part),
            -candidate.slot,
        ),
    )


def _title_fit(wanted: str, title: str) -> float:
    if not wanted or wanted in title:
        return 1.0
    pieces = set(han_pairs(wanted)) | set(words(wanted))
    have = set(han_pairs(title)) | set(words(title))
    return 0.99 * len(pieces & have) / len(pieces) if pieces else 0.0
