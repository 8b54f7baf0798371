"""What a reader may have meant (您要找的是不是): corrections of a query that finds nothing.

Candidates come from the vocabulary by shared pieces, then by distance: characters that sound alike
are near, swapped neighbours are one step. Whether a correction finds anything is asked of the
engine by the caller; here nothing is searched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from math import ceil
from operator import add, or_

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone
from rapidfuzz.distance import OSA

from .engines.standing import Offer, standing
from .models import FacetValue, IndexedDocument, Vocabulary
from .sounds import sound
from .text import HAN, fold, han_pairs
from .vocabulary import HEADING, SYNONYM, TERM, TITLE, TOPIC

MOST_TERMS = 6
MOST_CANDIDATES = 400
MOST_PIECES = 12
LONGEST_TERM = 30
SOUNDS_ALIKE = 0.5
"""A step between characters of one sound counts half."""

MOST_TRIED = 4
"""So many times the words that are shown are looked at; the table may be behind the texts."""

_CANDIDATES = """
    SELECT folded, weight FROM search_vocabulary
    WHERE ({shared}) AND (length(folded) <= %s OR source IN (%s, %s)) AND length(folded) >= %s
    ORDER BY CASE WHEN folded = %s THEN 0 ELSE 1 END, weight DESC LIMIT %s
"""


_PART = re.compile(rf"[{HAN}]|\d+|[^\W\d_{HAN}]+")
_NO_QUOTES = str.maketrans(dict.fromkeys("\"'“”‘’「」『』《》〈〉", " "))


@dataclass(frozen=True, order=True)
class Guess:
    """A possible correction of one term: nearer first, then the word used more often."""

    cost: float
    rarity: int
    text: str


def corrections(typed: str, *, limit: int = 3) -> list[str]:
    """Wordings the reader may have meant, likeliest first; empty when nothing is near.

    Marks of quotation stand for themselves as long as a text holds them; otherwise the words
    between them were meant.
    """
    terms = fold(typed).split()[:MOST_TERMS]
    bare = " ".join(" ".join(terms).translate(_NO_QUOTES).split())
    if bare and bare != " ".join(terms):
        return [bare]
    guesses = [_guesses(term) for term in terms]
    if not any(guesses):
        return []
    whole = [found[0].text if found else term for term, found in zip(terms, guesses, strict=True)]
    wordings = [whole]
    for place, found in enumerate(guesses):
        wordings += [[*terms[:place], guess.text, *terms[place + 1 :]] for guess in found[:limit]]
    typed_again = " ".join(terms)
    unique = dict.fromkeys(" ".join(wording) for wording in wordings)
    return [wording for wording in unique if wording != typed_again][:limit]


def _guesses(term: str) -> list[Guess]:
    """Corrections of one term, nearest first; none for words that the texts use, joined or not."""
    if not 2 <= len(term) <= LONGEST_TERM or term.isdigit():
        return []
    candidates = list(_candidates(term))
    words = {word for word, _ in candidates}
    if _is_joined(term, words):
        return []
    guess = _latin_guess if term.isascii() else _han_guess
    likely = (pair for pair in candidates if not _is_another_word(term, pair[0], words))
    found = (guess(term, word, weight) for word, weight in likely)
    best: dict[str, Guess] = {}
    for one in sorted(one for one in found if one is not None):
        best.setdefault(one.text, one)
    return list(best.values())


def _is_joined(term: str, words: Collection[str]) -> bool:
    """Whether a term is nothing but such words one after the other."""
    ends = {0}
    for end in range(1, len(term) + 1):
        if any(term[start:end] in words for start in ends):
            ends.add(end)
    return len(term) in ends


def _candidates(term: str) -> Iterator[tuple[str, int]]:
    """(folded word, weight) of the vocabulary that share a piece with the term."""
    pieces = list(dict.fromkeys(_pieces(term)))[:MOST_PIECES]
    if not pieces:
        return
    shared = " OR ".join(["folded LIKE %s ESCAPE '\\'"] * len(pieces))
    holding = [f"%{connection.ops.prep_for_like_query(piece)}%" for piece in pieces]
    shortest = 2 if not term.isascii() else len(term) - 2
    values: list[str | int] = [
        *holding,
        len(term) + 2,
        TITLE,
        HEADING,
        shortest,
        term,
        MOST_CANDIDATES,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES.format(shared=shared), values)
        yield from cursor.fetchall()


def _pieces(term: str) -> Iterable[str]:
    if term.isascii():
        size = 3 if len(term) > 4 else 2
        return (term[at : at + size] for at in range(len(term) - size + 1))
    return term if len(term) <= 3 else han_pairs(term)


def _allowed(size: int) -> float:
    """How far a correction of Chinese may lie: two characters must sound alike."""
    return SOUNDS_ALIKE if size <= 2 else 1


def _latin_guess(term: str, word: str, weight: int) -> Guess | None:
    if len(term) < 4 or " " in word:
        return None
    cost = OSA.distance(term, word, score_cutoff=2)
    return Guess(cost, -weight, word) if 0 < cost <= (1 if len(term) < 6 else 2) else None


def _han_guess(term: str, word: str, weight: int) -> Guess | None:
    """The word instead of the term, or instead of the part of it that is nearly the word."""
    cost = _distance(term, word)
    if 0 < cost <= _allowed(min(len(term), len(word))):
        return Guess(cost, -weight, word)
    if len(word) < len(term):
        return _inside(term, word, weight)
    return _part_of(term, word, weight)


def _is_another_word(term: str, word: str, words: Collection[str]) -> bool:
    """Of three characters one is another, which the texts use with its neighbour.

    医保卡 is no correction of 社保卡 where they speak of 社保; 优待证 is one of 优侍证.
    """
    if not len(term) == len(word) == 3 or sound(term) == sound(word):
        return False
    others = [place for place in range(3) if term[place] != word[place]]
    starts = [start for start in (0, 1) if start <= others[0] <= start + 1]
    pairs = [term[start : start + 2] for start in starts]
    return len(others) == 1 and any(pair in one for pair in pairs for one in words)


def _inside(term: str, word: str, weight: int) -> Guess | None:
    if word in term:
        return None
    size = len(word)
    windows = ((at, term[at : at + size]) for at in range(len(term) - size + 1))
    costs = [(_distance(window, word), at) for at, window in windows]
    cost, at = min(costs)
    if cost > (SOUNDS_ALIKE if size <= 3 else 1):
        return None
    return Guess(cost + 0.25, -weight, term[:at] + word + term[at + size :])


def _part_of(term: str, word: str, weight: int) -> Guess | None:
    """The part of a longer title that is nearly the term; a short one must sound like it.

    Any three characters of a title are no word: 社保窗 of a title is none for 社保卡.
    """
    size = len(term)
    windows = {word[at : at + size] for at in range(len(word) - size + 1)} if size > 2 else set()
    found = [Guess(_distance(term, window) + 0.25, -weight, window) for window in windows]
    best = min(found, default=None)
    allowed = SOUNDS_ALIKE if size <= 3 else 1
    return best if best and 0.25 < best.cost <= allowed + 0.25 else None


def _distance(typed: str, word: str) -> float:
    """Steps from one to the other; half for characters that only look different."""
    steps = OSA.distance(typed, word, score_cutoff=2)
    if steps == 0 or steps > 2:
        return float(steps)
    heard = OSA.distance(sound(typed), sound(word), score_cutoff=2)
    return steps * SOUNDS_ALIKE if heard == 0 else max(float(steps), float(heard))


def _is_topic() -> Exists:
    """Whether a word is the topic of a public text that is not past its date."""
    lasting = IndexedDocument.objects.filter(
        Q(expires=None) | Q(expires__gt=timezone.now()), topic_set=OuterRef("facet_set")
    )
    values = FacetValue.objects.filter(facet="topic", value=OuterRef("word"))
    return Exists(values.filter(Exists(lasting)))


def near_words(typed: str, *, limit: int = 4) -> list[str]:
    """Words of topics, definitions and synonyms that share a piece with a query that found nothing.

    Each is the topic of a public text or stands in one, so that it leads to something.
    """
    pieces = [piece for term in fold(typed).split()[:MOST_TERMS] for piece in _pieces(term)]
    if not pieces:
        return []
    shared = reduce(or_, (Q(folded__contains=piece) for piece in pieces[:MOST_PIECES]))
    rows = Vocabulary.objects.filter(shared, source__in=(TOPIC, TERM, SYNONYM))
    found = rows.annotate(is_topic=_is_topic()).order_by("-weight")
    offers = {
        Offer(*offer): is_topic
        for *offer, is_topic in found.values_list(*Offer._fields, "is_topic")[: MOST_TRIED * limit]
    }
    words = standing([offer for offer, is_topic in offers.items() if not is_topic])
    return [offer.word for offer, is_topic in offers.items() if is_topic or offer.word in words][
        :limit
    ]


def common_topics(*, limit: int = 8) -> list[str]:
    """The topics of most public texts."""
    rows = Vocabulary.objects.filter(_is_topic(), source=TOPIC).order_by("-weight", "folded")
    return list(rows.values_list("word", flat=True)[:limit])


def near_titles(typed: str, *, limit: int = 4) -> list[str]:
    """Titles of public texts that share most of a query that found nothing; none for a mere echo.

    The query falls into characters of Chinese, numbers and Latin words. A title must share half of
    them and at least two, of a query of one or two all; of a longer one it must hold two
    neighbouring characters together, in either order.
    """
    asked, pairs = _parts_of(typed), han_pairs(fold(typed))
    needed = len(asked) if len(asked) <= 2 else max(2, ceil(len(asked) / 2))
    near = [
        (shared, Offer(word, folded, TITLE))
        for word, folded in _titles_with_any(asked)
        if (shared := _shared(asked, folded)) >= needed
        and (len(asked) <= 2 or not pairs or any(_joined(pair, folded) for pair in pairs))
    ]
    near.sort(key=lambda row: -row[0])
    offers = [offer for _, offer in near[: MOST_TRIED * limit]]
    words = standing(offers)
    return [offer.word for offer in offers if offer.word in words][:limit]


def _titles_with_any(asked: list[tuple[str, ...]]) -> Iterable[tuple[str, str]]:
    """(title, folded) of the titles that hold most pieces of the parts; none without parts."""
    pieces = [piece for pieces in asked for piece in pieces][:MOST_PIECES]
    if not pieces:
        return ()
    shared = [Case(When(folded__contains=piece, then=1), default=0) for piece in pieces]
    rows = Vocabulary.objects.filter(source=TITLE).annotate(shared=reduce(add, shared))
    rows = rows.filter(shared__gt=0).order_by("-shared", "-weight", "folded")
    return rows.values_list("word", "folded")[:MOST_CANDIDATES]


def _parts_of(typed: str) -> list[tuple[str, ...]]:
    """The parts of a query, each once, as the pieces by which it is known again."""
    parts = dict.fromkeys(_PART.findall(fold(typed)))
    return [_pieces_of_part(part) for part in list(parts)[:MOST_PIECES]]


def _pieces_of_part(part: str) -> tuple[str, ...]:
    """A Latin word of some length is known again misspelt, by its pieces; all else whole."""
    return tuple(dict.fromkeys(_pieces(part))) if len(part) > 4 and part.isalpha() else (part,)


def _shared(asked: list[tuple[str, ...]], folded: str) -> int:
    """How many parts of a query a title holds: of a long word at least half of its pieces."""
    whole = set(_PART.findall(folded))
    return sum(
        pieces[0] in whole
        if len(pieces) == 1
        else 2 * sum(piece in folded for piece in pieces) >= len(pieces)
        for pieces in asked
    )


def _joined(pair: str, folded: str) -> bool:
    return pair in folded or pair[::-1] in folded
