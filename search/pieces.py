"""What a question falls into when texts are judged by it: pieces, and wordings made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, repeat
from operator import add

from .expansion import Alternative
from .text import han_pairs, holds_stem, words


@dataclass(frozen=True)
class Word:
    """One word looked for: Latin by its stems, which must all be there, other text as it is."""

    text: str
    stems: frozenset[str] | None

    @classmethod
    def of(cls, text: str) -> Word:
        """How a folded word is looked for."""
        return cls(text, frozenset(words(text)) if text.isascii() else None)

    def stands_in(self, folded: str) -> bool:
        """Whether a text holds the word."""
        if self.stems is None:
            return self.text in folded
        return all(map(holds_stem, repeat(folded), self.stems))


@dataclass(frozen=True)
class Piece:
    """A pair of characters, a stemmed word or number, or a word that has synonyms."""

    word: Word
    others: tuple[Word, ...] = ()

    @property
    def is_pair(self) -> bool:
        """Two Han characters cut out of a run, which may be no word at all."""
        return not self.others and self.word.stems is None and len(self.word.text) == 2

    def may_stand_in(self, folded: str) -> bool:
        """Whether one of several texts, told in one, may hold the piece or another word for it."""
        return any(map(Word.stands_in, (self.word, *self.others), repeat(folded)))

    def credits(self, texts: Sequence[str], synonym: float) -> Sequence[float]:
        """For each text 1 where the piece stands, `synonym` where another word for it, or 0."""
        if self.others:
            return [self._credit(text, synonym) for text in texts]
        if self.word.stems is None:
            piece = self.word.text
            return [piece in text for text in texts]
        return list(map(self.word.stands_in, texts))

    def _credit(self, folded: str, synonym: float) -> float:
        if self.word.stands_in(folded):
            return 1.0
        return synonym if any(one.stands_in(folded) for one in self.others) else 0.0


@dataclass(frozen=True)
class Wording:
    """One way to say what is asked: its phrases, and the places of its pieces in a common list."""

    text: str
    phrases: tuple[str, ...]
    places: tuple[int, ...]
    weight: float

    def whole_in(self, texts: Sequence[str]) -> list[float]:
        """For each text the share of the phrases that stand whole in it."""
        if len(self.phrases) == 1:
            return [float(self.phrases[0] in text) for text in texts]
        most = len(self.phrases) or 1
        held = [0] * len(texts)
        for phrase in self.phrases:
            held = list(map(add, held, [phrase in text for text in texts]))
        return [number / most for number in held]


@lru_cache(maxsize=1_000)
def wordings_of(
    subjects: tuple[str, ...], alternatives: tuple[Alternative, ...], *, regional: float
) -> tuple[tuple[Wording, ...], tuple[Piece, ...]]:
    """The wordings of a question, and all their pieces, each once.

    Every wording but the first, which is the reader's, weighs `regional`.
    """
    known: dict[Piece, int] = {}
    wordings = tuple(
        Wording(
            text=text,
            phrases=_phrases(text.split()),
            places=tuple(
                dict.fromkeys(
                    known.setdefault(piece, len(known)) for piece in _pieces(text, alternatives)
                )
            ),
            weight=regional if place else 1.0,
        )
        for place, text in enumerate(subjects)
    )
    return wordings, tuple(known)


def _pieces(text: str, alternatives: Sequence[Alternative]) -> Iterable[Piece]:
    """Words with synonyms stay whole; the rest falls into pairs and stemmed words."""
    rest, none = text, True
    for found in sorted(alternatives, key=lambda found: -len(found.word)):
        if found.word in rest:
            none = False
            yield Piece(Word.of(found.word), tuple(map(Word.of, found.others)))
            rest = rest.replace(found.word, " ") if len(found.word) > 1 else rest
    for piece in (*(pair for pair in han_pairs(rest) if len(pair) > 1), *words(rest)):
        none = False
        yield Piece(Word.of(piece))
    if none:
        yield from (Piece(Word.of(term)) for term in text.split())


def _phrases(terms: Sequence[str]) -> tuple[str, ...]:
    """What should stand whole: each term; of Latin words each with its neighbour."""
    if len(terms) > 1 and all(map(str.isascii, terms)):
        return tuple(f"{first} {second}" for first, second in pairwise(terms))
    return tuple(terms)
