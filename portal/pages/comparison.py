"""Two versions of a regulation beside each other (版本比较), article by article.

Articles are paired by what they say, not by their number, so that a renumbered article is shown
as renumbered and not as removed and added. Knows no database: anything with `number`, `suffix`
and `text` can be compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Literal, Protocol, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq


class Numbered(Protocol):
    """An article as far as comparison goes."""

    @property
    def number(self) -> int | None:
        """The printed number, if there is one."""

    @property
    def suffix(self) -> int:
        """1 for 之一."""

    @property
    def text(self) -> str:
        """The text as printed."""


A = TypeVar("A", bound=Numbered)

SAME_NUMBER_LIKENESS = 35.0
OTHER_NUMBER_LIKENESS = 60.0
"""Percent of common characters from which two articles count as the same, by rapidfuzz `ratio`."""
SHORT_TEXT = 60
SHORT_TEXT_LIKENESS = 15.0
SHORT_TEXT_KEPT, SHORT_TEXT_GROWTH = 0.85, 4
"""An article of at most so many characters needs less in common under the same number, and under
another one if nearly all its words are kept and it has not grown beyond measure."""
_SHINGLE = 4
_COMMON = 24
_CANDIDATES = 8
_SHORTEST_COMMON = 2
_LARGEST_TABLE = 6_000_000
_TOKEN = re.compile(r"[A-Za-z0-9]+|\s|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of an article's text: the same in both versions, removed, or added."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True)
class Row(Generic[A]):
    """One article in both versions; `old` is None when it was added, `new` when removed."""

    old: A | None
    new: A | None

    @cached_property
    def fragments(self) -> tuple[Fragment, ...]:
        """What is the same and what differs; found when it is first asked for."""
        old, new = self.old.text if self.old else "", self.new.text if self.new else ""
        if self.old is None or self.new is None:
            kind: Literal["removed", "added"] = "removed" if self.new is None else "added"
            return (Fragment(kind, old or new),) if old or new else ()
        return fragments_of(old, new)

    @property
    def is_added(self) -> bool:
        """Only the new version has it."""
        return self.old is None

    @property
    def is_removed(self) -> bool:
        """Only the old version has it."""
        return self.new is None

    @property
    def is_renumbered(self) -> bool:
        """Both versions have it, under different numbers."""
        return bool(self.old and self.new) and _key(self.old) != _key(self.new)

    @property
    def is_changed(self) -> bool:
        """Both versions have it, with different words."""
        return self.old is not None and self.new is not None and self.old.text != self.new.text

    @property
    def is_unchanged(self) -> bool:
        """Both versions have it with the same words and number."""
        return not (self.is_added or self.is_removed or self.is_changed or self.is_renumbered)


@dataclass(frozen=True, slots=True)
class Comparison(Generic[A]):
    """All articles of two versions in the order of the new one, each removed one where it stood.

    An article that is renumbered and reworded is counted under both.
    """

    rows: tuple[Row[A], ...]

    @property
    def changed(self) -> int:
        """How many articles have other words."""
        return sum(row.is_changed for row in self.rows)

    @property
    def added(self) -> int:
        """How many articles are new."""
        return sum(row.is_added for row in self.rows)

    @property
    def removed(self) -> int:
        """How many articles are gone."""
        return sum(row.is_removed for row in self.rows)

    @property
    def renumbered(self) -> int:
        """How many articles have another number."""
        return sum(row.is_renumbered for row in self.rows)

    @property
    def unchanged(self) -> int:
        """How many articles are the same in number and words."""
        return sum(row.is_unchanged for row in self.rows)


def compare(old: Iterable[A], new: Iterable[A]) -> Comparison[A]:
    """Pair the articles of two versions and show what differs in each."""
    olds, news = list(old), list(new)
    partner = _pairs(olds, news)
    by_new = {after: before for before, after in partner.items()}
    rows: list[Row[A]] = []
    waiting = 0
    for place, article in enumerate(news):
        match = by_new.get(place)
        if match is not None:
            rows += _removed_before(olds, partner, waiting, match)
            waiting = max(waiting, match + 1)
        before = olds[match] if match is not None else None
        rows.append(Row(before, article))
    rows += _removed_before(olds, partner, waiting, len(olds))
    return Comparison(tuple(rows))


def _removed_before(
    olds: Sequence[A], partner: dict[int, int], start: int, stop: int
) -> Iterator[Row[A]]:
    return (Row(olds[place], None) for place in range(start, stop) if place not in partner)


def _key(article: Numbered | None) -> tuple[int | None, int]:
    return (article.number, article.suffix) if article else (None, 0)


def _pairs(olds: Sequence[A], news: Sequence[A]) -> dict[int, int]:
    """Place in the old version to place in the new one: equal text first, then the most alike."""
    partner = _equal_pairs(olds, news)
    free_old = [place for place in range(len(olds)) if place not in partner]
    taken = set(partner.values())
    free_new = [place for place in range(len(news)) if place not in taken]
    likely = sorted(_alike(olds, news, free_old, free_new), reverse=True)
    for _likeness, _distance, old, new in likely:
        if old not in partner and new not in taken:
            partner[old] = new
            taken.add(new)
    return partner | _left_over(olds, news, partner)


def _left_over(olds: Sequence[A], news: Sequence[A], partner: dict[int, int]) -> dict[int, int]:
    """Short articles under one number that stayed alone: 自发布之日起施行, 自2025年3月1日起施行.

    Of so few words little is left alike; in the same place they still are one article.
    """
    taken = set(partner.values())
    waiting = {
        _key(article): place
        for place, article in enumerate(olds)
        if place not in partner and article.number is not None
    }
    pairs: dict[int, int] = {}
    for place, article in enumerate(news):
        old = waiting.get(_key(article)) if place not in taken else None
        if old is not None and old not in pairs and _is_short_change(olds[old], article):
            pairs[old] = place
    return pairs


def _is_short_change(old: Numbered, new: Numbered) -> bool:
    shortest = min(len(old.text), len(new.text))
    likeness = fuzz.ratio(old.text, new.text)
    return shortest <= SHORT_TEXT and likeness >= SHORT_TEXT_LIKENESS


def _equal_pairs(olds: Sequence[A], news: Sequence[A]) -> dict[int, int]:
    """Pairs with the same words: those with the same number first, the others in their order."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for place, article in enumerate(olds):
        waiting[article.text].append(place)
    partner: dict[int, int] = {}
    for same_number in (True, False):
        taken = set(partner.values())
        for place, article in enumerate(news):
            candidates = waiting[article.text] if place not in taken else []
            match = next(
                (one for one in candidates if not same_number or _key(olds[one]) == _key(article)),
                None,
            )
            if match is not None:
                candidates.remove(match)
                partner[match] = place
    return partner


def _alike(
    olds: Sequence[A], news: Sequence[A], free_old: Sequence[int], free_new: Sequence[int]
) -> Iterator[tuple[float, int, int, int]]:
    """Candidates with their likeness; only articles that share rare character runs are measured."""
    index: dict[str, list[int]] = defaultdict(list)
    numbered: dict[tuple[int | None, int], int] = {}
    for place in free_old:
        numbered.setdefault(_key(olds[place]), place)
        for shingle in _shingles(olds[place].text):
            index[shingle].append(place)
    for place in free_new:
        shared: Counter[int] = Counter()
        for shingle in _shingles(news[place].text):
            holders = index.get(shingle, ())
            if len(holders) <= _COMMON:
                shared.update(holders)
        candidates = {one for one, _count in shared.most_common(_CANDIDATES)}
        candidates |= {numbered[key]} if (key := _key(news[place])) in numbered else set()
        for one in candidates:
            likeness = _likeness(olds[one], news[place])
            if likeness:
                yield likeness, -abs(one - place), one, place


def _likeness(old: Numbered, new: Numbered) -> float:
    """Percent, or 0 when they are not the same article; the same number counts a little."""
    same = _key(old) == _key(new) and old.number is not None
    least = SAME_NUMBER_LIKENESS if same else OTHER_NUMBER_LIKENESS
    likeness = fuzz.ratio(old.text, new.text, score_cutoff=least)
    if not likeness and _is_contained(old.text, new.text):
        likeness = least
    return likeness + 5 if likeness and same else likeness


def _is_contained(old: str, new: str) -> bool:
    """Whether a short article kept its words in a longer one, or lost some of them."""
    shorter, longer = sorted((len(old), len(new)))
    if not 0 < shorter <= SHORT_TEXT or longer > SHORT_TEXT_GROWTH * shorter:
        return False
    return LCSseq.similarity(old, new) >= SHORT_TEXT_KEPT * shorter


def _shingles(text: str) -> set[str]:
    squeezed = re.sub(r"\s+", "", text)
    if len(squeezed) <= _SHINGLE:
        return {squeezed}
    return {squeezed[at : at + _SHINGLE] for at in range(len(squeezed) - _SHINGLE + 1)}


def fragments_of(old: str, new: str) -> tuple[Fragment, ...]:
    """What is common, removed and added, in reading order; joining it gives both texts again.

    Words of Latin letters and numbers are kept whole, and very short common runs between two
    differences are shown as changed, so that it can be read.
    """
    if old == new:
        return (Fragment("same", old),) if old else ()
    parts = list(_token_parts(_TOKEN.findall(old), _TOKEN.findall(new)))
    return tuple(_readable(parts))


def _token_parts(old: list[str], new: list[str]) -> Iterator[tuple[str, str, str]]:
    """(common, removed, added) stretches; texts too large for one table go by sentences."""
    if len(old) * len(new) > _LARGEST_TABLE:
        old_units = _SENTENCE.findall("".join(old))
        new_units = _SENTENCE.findall("".join(new))
        if len(old_units) * len(new_units) > _LARGEST_TABLE:
            yield "", "".join(old), "".join(new)
            return
    else:
        old_units, new_units = old, new
    numbers: dict[str, int] = {}
    left = [numbers.setdefault(unit, len(numbers)) for unit in old_units]
    right = [numbers.setdefault(unit, len(numbers)) for unit in new_units]
    for step in Indel.opcodes(left, right):
        removed = "".join(old_units[step.src_start : step.src_end])
        added = "".join(new_units[step.dest_start : step.dest_end])
        yield (removed, "", "") if step.tag == "equal" else ("", removed, added)


def _readable(parts: Sequence[tuple[str, str, str]]) -> Iterator[Fragment]:
    """Join neighbouring differences and those with next to nothing between them."""
    removed = added = ""
    for place, (common, gone, come) in enumerate(parts):
        between = removed or added
        inner = 0 < place < len(parts) - 1
        if common and between and inner and len(common.strip()) < _SHORTEST_COMMON:
            removed, added = removed + common, added + common
        elif common:
            yield from _difference(removed, added)
            removed = added = ""
            yield Fragment("same", common)
        else:
            removed, added = removed + gone, added + come
    yield from _difference(removed, added)


def _difference(removed: str, added: str) -> Iterator[Fragment]:
    if removed:
        yield Fragment("removed", removed)
    if added:
        yield Fragment("added", added)
