"""One page of an answer, put together from cited articles, tier 1 and related documents.

Positions run through all three. Tier 1 by relevance is a window of the best, re-ranked, and then a
tail in the engine's own order; very common words have a window of titles and of the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat, starmap
from typing import Any, NamedTuple, Protocol

from django.utils import timezone

from search import stages
from search.expansion import Asked
from search.query import MAX_POSITION, NEWEST, Hit
from search.ranking import Candidate, rank

WINDOW = 200
"""So many of the best are judged again; search engines agree on sets, people on the first page."""
COMMON = 2_000
"""From so many hits on, scoring all of them costs more than it tells: bm25 is linear in hits."""
MOST_CITED = 400
MOST_CHARACTERS = 6
Candidates = Sequence[Candidate]
Item = tuple[Candidate, int, bool]
"""A document with the tier in which it counts, and whether the query cites it."""
GROUP_STEP, GROUP_STEPS = WINDOW, 10
MEMBERS = 3


class Brought(NamedTuple):
    """Documents to be judged, with the engine's scores where they do not carry them themselves.

    `known` is what the texts of pages hold beside what was read of them.
    """

    found: Candidates
    scores: Sequence[float] = ()
    known: str = ""

    def without(self, others: Candidates) -> Brought:
        """Without some of them."""
        if not others:
            return self
        keys = {one.key for one in others}
        places = [place for place, one in enumerate(self.found) if one.key not in keys]
        scores = [self.scores[place] for place in places] if self.scores else ()
        return Brought([self.found[place] for place in places], scores, self.known)


class Finding(Protocol):
    """A query at work on an index: what it found there, in stretches; drafts are never in it.

    Documents `but` are left out before positions are counted.
    """

    asked: Asked

    @property
    def total(self) -> int:
        """How many documents tier 1 has."""

    def cited(self) -> list[Candidate]:
        """The articles, or the regulation, that the query names; best first."""

    def newest(self, first: int, last: int, *, but: Candidates) -> list[Candidate]:
        """Tier 1 by day, positions `first` up to but without `last`; without texts."""

    def best(self, first: int, last: int, *, but: Candidates, judged: bool) -> Brought:
        """Tier 1 by the engine's own score; with texts where it will be `judged`."""

    def common(self, *, but: Candidates) -> Brought:
        """Of very many hits the newest, and the newest with every term whole in the title."""

    def related(self) -> Brought:
        """Documents that hold pieces of any wording but are not in tier 1; not ordered yet."""


class Listing:
    """The ordered answer of which one page is shown."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.asked = finding.asked
        self.query = finding.asked.query
        self.total = finding.total

    def page(self) -> tuple[tuple[Hit, ...], bool]:
        """The hits of the query's page, and whether there are more."""
        start = self.query.start
        if start >= MAX_POSITION:
            return (), False
        stop = start + self.query.size
        found = self._groups(stop + 1) if self.query.grouped else self._singles(stop + 1)
        return tuple(map(_hit_of_group, found[start:stop])), len(found) > stop

    def _singles(self, stop: int) -> list[list[Item]]:
        """Finds up to a position; places before the page stay empty when nobody will see them."""
        found = [[item] for item in self._led]
        first = max(0, self.query.start - len(found))
        last = min(stop - len(found), self._rest)
        found += [[]] * min(first, self._rest)
        if last > first:
            found += [[(one, 1, False)] for one in self._tier_one(first, last)]
        if len(found) < stop and self._has_related:
            found += [[(one, 2, False)] for one in self._related]
        return found

    def _groups(self, wanted: int) -> list[list[Item]]:
        """What was found of each of the first pages, in the order of its best."""
        groups: dict[int, list[Item]] = {}
        for some in self._stretches(wanted, groups):
            for item in some:
                page_id = item[0].page_id
                if page_id in groups:
                    groups[page_id].append(item)
                elif len(groups) < wanted:
                    groups[page_id] = [item]
        return list(groups.values())

    def _stretches(self, wanted: int, groups: Mapping[int, Any]) -> Iterator[Iterable[Item]]:
        """The answer in stretches, until there are groups enough."""
        yield self._led
        for step in range(GROUP_STEPS):
            first = step * GROUP_STEP
            if first >= self._rest or len(groups) >= wanted:
                break
            last = min(first + GROUP_STEP, self._rest)
            yield zip(self._tier_one(first, last), repeat(1), repeat(False))
        if len(groups) < wanted and self._has_related:
            yield zip(self._related, repeat(2), repeat(False))

    @property
    def _has_related(self) -> bool:
        """Related documents follow by relevance; a list by day has them only instead of nothing."""
        wanted = self.query.sort != NEWEST or not self.total
        return wanted and stages.is_on(stages.RELATED)

    @cached_property
    def lead(self) -> list[Candidate]:
        """What the query cites; nothing leads a list by day."""
        return [] if self.query.sort == NEWEST else self.finding.cited()

    @cached_property
    def _led(self) -> list[Item]:
        return [(one, self._tier(one), True) for one in self.lead]

    @cached_property
    def _rest(self) -> int:
        """How many documents of tier 1 do not lead."""
        return self.total - sum(tier == 1 for _, tier, _ in self._led)

    def _tier(self, candidate: Candidate) -> int:
        """Whether a cited document holds every term whole as well."""
        lines = candidate.folded.split("\n")
        return 1 if all(any(term in line for line in lines) for term in self.query.terms) else 2

    def _tier_one(self, first: int, last: int) -> list[Candidate]:
        """Tier 1 without what leads, by the query's order, positions `first` to `last`."""
        if self.query.sort == NEWEST or not self.asked.phrases:
            return self.finding.newest(first, last, but=self.lead)
        if self.total > COMMON:
            return self._common(first, last)
        found = self._window[first:last] if first < WINDOW else []
        if last > WINDOW:
            start = max(first, WINDOW)
            found += self.finding.best(start, last, but=self.lead, judged=False).found
        return found

    @cached_property
    def _window(self) -> list[Candidate]:
        return self._ranked(self.finding.best(0, WINDOW, but=self.lead, judged=True))

    def _common(self, first: int, last: int) -> list[Candidate]:
        window = self._common_window
        found = window[first:last]
        if last > len(window):
            start = max(0, first - len(window))
            but = [*self.lead, *window]
            found += self.finding.newest(start, last - len(window), but=but)
        return found

    @cached_property
    def _common_window(self) -> list[Candidate]:
        return self._ranked(self.finding.common(but=self.lead))

    @cached_property
    def _related(self) -> list[Candidate]:
        return self._ranked(self.finding.related().without(self.lead))

    def _ranked(self, brought: Brought) -> list[Candidate]:
        found, scores, known = brought
        today = timezone.localdate()
        return rank(found, self.asked, today=today, known=known, engine_scores=scores)


def _hit_of_group(group: Sequence[Item]) -> Hit:
    """The best of a page, with the next few of it as members."""
    first, *others = group
    if not others:
        return _hit(*first)
    alike = sum([tier == 1 for _, tier, _ in group])
    return _hit(*first, members=tuple(starmap(_hit, others[:MEMBERS])), alike=max(1, alike))


def _hit(
    candidate: Candidate, tier: int, cited: bool, *, members: tuple[Hit, ...] = (), alike: int = 1
) -> Hit:
    return Hit(
        key=candidate.key,
        page_id=candidate.page_id,
        part=candidate.part,
        kind=candidate.kind,
        tier=tier,
        article_no=candidate.article_no,
        status=candidate.status,
        cited=cited,
        members=members,
        alike=alike,
    )
