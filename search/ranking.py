"""The order of what was found, the same for every engine (排序).

An engine brings at most some hundred candidates with its own scores; here they are judged by how
much of the query they hold, where, and whether the text still holds. All weights stand in `BOOSTS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import log

from .expansion import Alternative, Asked
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


@dataclass(frozen=True)
class Candidate:
    """A document an engine proposes. `folded` has its title, heading and body as three lines.

    `engine_score` is higher for better, of any scale; `slot` rises with the day of publication.
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


@dataclass(frozen=True)
class _Piece:
    """A piece of what is asked: a pair of characters, a word, or a word with its synonyms.

    A Latin piece is found among the stemmed words of a text, another anywhere in it.
    """

    text: str
    others: tuple[str, ...] = ()

    def credit(self, text: _Text) -> float:
        """1 where the piece stands, a little less where another word for it does, else 0."""
        if text.holds(self.text):
            return 1.0
        return BOOSTS.synonym if any(map(text.holds, self.others)) else 0.0


class _Text:
    """A text that is looked through for pieces; each is looked for once."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self.known: dict[str, bool] = {}

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stemmed words and numbers of the text."""
        return frozenset(words(self.folded))

    def holds(self, piece: str) -> bool:
        """Whether the piece stands in the text, a Latin one word by word."""
        if piece not in self.known:
            latin = piece.isascii()
            self.known[piece] = (
                self.stems.issuperset(words(piece)) if latin else piece in self.folded
            )
        return self.known[piece]


@dataclass(frozen=True)
class _Form:
    """A wording, its phrases and its pieces."""

    text: str
    phrases: tuple[str, ...]
    pieces: tuple[_Piece, ...]
    weight: float

    @classmethod
    def of(cls, text: str, alternatives: Sequence[Alternative], weight: float) -> _Form:
        """Words with synonyms stay whole; the rest falls into pairs and stemmed words."""
        pieces, rest = [], text
        for found in sorted(alternatives, key=lambda found: -len(found.word)):
            if found.word in rest:
                pieces.append(_Piece(found.word, found.others))
                rest = rest.replace(found.word, " ") if len(found.word) > 1 else rest
        pieces += [_Piece(pair) for pair in dict.fromkeys(han_pairs(rest)) if len(pair) > 1]
        pieces += [_Piece(word) for word in dict.fromkeys(words(rest))]
        terms = tuple(text.split())
        return cls(text, _phrases(terms), tuple(pieces) or tuple(map(_Piece, terms)), weight)


def rank(found: Sequence[Candidate], asked: Asked, *, today: date) -> list[Candidate]:
    """Candidates with their scores, best first; equal ones newest first."""
    judge = _Judge(found, asked, today)
    scored = (replace(candidate, score=judge.score(candidate)) for candidate in found)
    return sorted(scored, key=lambda candidate: (-candidate.score, -candidate.slot))


class _Judge:
    """Scores the candidates of one query; a piece that few of them hold tells more."""

    def __init__(self, found: Sequence[Candidate], asked: Asked, today: date) -> None:
        self.today = today
        self.best = max((candidate.engine_score for candidate in found), default=0.0) or 1.0
        self.forms = [
            _Form.of(text, asked.alternatives, BOOSTS.regional if place else 1.0)
            for place, text in enumerate(asked.subjects)
        ]
        self.texts = {one.key: _Text(one.folded) for one in found}
        self.titles = {title: _Text(title) for title in {one.title for one in found}}
        self.characters: dict[str, int] = {}
        pieces = {piece for form in self.forms for piece in form.pieces}
        self.weights = {piece: self._weight(piece) for piece in pieces}

    def _weight(self, piece: _Piece) -> float:
        """How much a piece tells: more when few candidates hold it, less for a chance meeting.

        The last character of one word and the first of the next stand together less often than
        their own frequencies would let expect (的钱 in 社区的钱); such a pair is no word.
        """
        size = len(self.texts) + 1
        count = sum(piece.credit(text) > 0 for text in self.texts.values())
        rare = 1.0 + BOOSTS.rarity * log(size / (1 + count))
        if piece.others:
            return rare * max(1, min(len(piece.text) - 1, 3))
        if len(piece.text) != 2 or piece.text.isascii():
            return rare
        first, second = map(self._count_character, piece.text)
        together = log((count + 0.2) * size / ((first + 1) * (second + 1)))
        return rare * min(1.0, max(BOOSTS.chance, 0.6 + BOOSTS.cohesion * together))

    def _count_character(self, char: str) -> int:
        if char not in self.characters:
            self.characters[char] = sum(char in text.folded for text in self.texts.values())
        return self.characters[char]

    def score(self, candidate: Candidate) -> float:
        """The sum of all that speaks for a candidate, times the state of its text."""
        text, title = self.texts[candidate.key], self.titles[candidate.title]
        score = BOOSTS.engine * candidate.engine_score / self.best
        own = text if candidate.part == "main" else _Text(candidate.folded.partition("\n")[2])
        covered = (self._covered(form, text, own) for form in self.forms)
        score += BOOSTS.coverage * max(covered, default=0.0)
        score += self._titled(title, candidate)
        if candidate.kind in BOOSTS.recent_kinds and candidate.published:
            age = max(0, (self.today - candidate.published).days)
            score += BOOSTS.recent * BOOSTS.recent_days / (BOOSTS.recent_days + age)
        return score * BOOSTS.status.get(candidate.status, 1.0)

    def _covered(self, form: _Form, text: _Text, own: _Text) -> float:
        """The share of what is asked, and of the phrases that stand whole in the own text."""
        return form.weight * (self._share(form, text) + BOOSTS.whole * _whole(form, own))

    def _share(self, form: _Form, text: _Text) -> float:
        """The weight of the pieces held, of the weight of all pieces."""
        total = sum(self.weights[piece] for piece in form.pieces)
        held = sum(self.weights[piece] * piece.credit(text) for piece in form.pieces)
        return held / total if total else 0.0

    def _titled(self, title: _Text, candidate: Candidate) -> float:
        """What the title says for the page itself; less for a part, which only repeats it."""
        is_main = candidate.part == "main"
        values = (self._title_of(form, title, is_main) for form in self.forms)
        return (1.0 if is_main else BOOSTS.repeated_title) * max(values, default=0.0)

    def _title_of(self, form: _Form, title: _Text, is_main: bool) -> float:
        value = BOOSTS.title_share * self._share(form, title)
        value += BOOSTS.title_whole * _whole(form, title)
        if is_main and form.text == title.folded:
            value += BOOSTS.title_is_query
        return form.weight * value


def _phrases(terms: Sequence[str]) -> tuple[str, ...]:
    """What should stand whole: each term; of Latin words each with its neighbour."""
    if len(terms) > 1 and all(map(str.isascii, terms)):
        return tuple(f"{first} {second}" for first, second in pairwise(terms))
    return tuple(terms)


def _whole(form: _Form, text: _Text) -> float:
    """The share of a wording's phrases that stand whole in a text."""
    found = sum(phrase in text.folded for phrase in form.phrases)
    return found / len(form.phrases) if form.phrases else 0.0


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
