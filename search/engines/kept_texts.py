"""Documents as they were read to be judged, kept in memory until they change (留存).

The same few thousand documents are judged again and again: the newest, and those that hold what
people look for. What is shown of a document is never taken from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from threading import Lock
from typing import Any

from django.db import connection

from search.ranking import Candidate

from . import lookup
from .lookup import Place, Reading

MOST_DOCUMENTS = 80_000
MOST_CHARACTERS = 12_000_000
MOST_AHEAD, AHEAD_AT_ONCE = 50_000, 500
"""So many titles are read before they are asked for, some after each answer."""

_page_of = attrgetter("page_id")


@dataclass
class _Kept:
    """What is kept from one state of the index to the next; `stamp` names the newest state.

    Rows by what was read of them, and slot; the other places by which a server that has not been
    told yet names some; how many documents and pages a question found last. Of pages at and above
    a slot the titles were read ahead.
    """

    stamp: str
    rows: dict[str, dict[int, Candidate]] = field(default_factory=lambda: defaultdict(dict))
    elsewhere: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    sizes: dict[Hashable, tuple[int, int]] = field(default_factory=dict)
    characters: int = 0
    ahead_down_to: int = 1 << 62
    lock: Lock = field(default_factory=Lock)

    @property
    def readings(self) -> list[dict[int, Candidate]]:
        """The rows of each reading; another thread may begin a new one meanwhile."""
        return list(self.rows.values())


@dataclass
class Shelf:
    """What is remembered in one state of the index, whose stamp never comes back.

    Places that are `gone` for good, or till the stamp is another: a server that has not been told
    yet names them again and again. A shelf begun within a transaction is `passing`: what it holds
    may never have been.
    """

    stamp: str
    generation: int = 0
    kept: _Kept = field(default_factory=lambda: _Kept(""))
    gone: set[Place] = field(default_factory=set)
    passing: bool = False

    @classmethod
    def new(cls, state: Mapping[str, Any], *, passing: bool) -> Shelf:
        """An empty one."""
        stamp = state["stamp"]
        return cls(stamp, state["generation"], _Kept(stamp), passing=passing)

    @property
    def sizes(self) -> dict[Hashable, tuple[int, int]]:
        """How many documents and pages a question found last."""
        return self.kept.sizes

    @property
    def is_full(self) -> bool:
        """Whether it is time to begin anew."""
        kept = sum(map(len, self.kept.readings)) + len(self.sizes) + len(self.gone)
        return kept > MOST_DOCUMENTS or self.kept.characters > MOST_CHARACTERS

    @property
    def elsewhere(self) -> Mapping[str, set[Place]]:
        """By key the places by which the server names documents that do not stand there."""
        return self.kept.elsewhere

    def at(
        self,
        places: Sequence[Place],
        read: Reading,
        soon: Callable[[], Iterable[Place]] = tuple,
    ) -> list[Candidate | None]:
        """The documents in the order of their places, None where there is none; without a score.

        Where something must be read, what is needed `soon` is read with it.
        """
        known = self.kept.rows[read.sql]
        slots, pages = zip(*places, strict=True) if places else ((), ())
        found = list(map(known.get, slots))
        if all(found) and tuple(map(_page_of, found)) == pages:
            return found
        wanted = {*places, *soon()}
        there = {
            (slot, page): one
            for slot, page in wanted
            if (one := known.get(slot)) and one.page_id == page
        }
        if missing := wanted - there.keys() - self.gone:
            fresh = lookup.by_place(missing, read)
            self.keep(fresh, read)
            there |= fresh
        return list(map(there.get, places))

    def keep(self, found: Mapping[Place, Candidate], read: Reading) -> None:
        """Remember documents under the places by which the server names them.

        Whoever still reads in an older state may have read what has changed since: that is not
        kept.
        """
        with self.kept.lock:
            if self.kept.stamp == self.stamp:
                self.kept.rows[read.sql] |= {slot: one for (slot, _), one in found.items()}
                self.kept.characters += sum(len(one.folded) for one in found.values())

    def keep_elsewhere(self, found: Mapping[Place, Candidate], read: Reading) -> None:
        """Remember documents that stand at other places by now."""
        for place, one in found.items():
            self.kept.elsewhere[one.key].add(place)
        self.keep(found, read)

    def holds_until(self, state: Mapping[str, Any]) -> bool:
        """Whether all that changed up to a later state can be told, and it is worth it."""
        later = state["left_at"] <= self.generation < state["generation"]
        return later and bool(self.kept.rows) and not (self.passing or self.is_full)

    def follow(self, state: Mapping[str, Any]) -> Shelf:
        """The same in a later state, without what has changed."""
        changed = lookup.changed_after(self.generation)
        with self.kept.lock:
            self.kept.stamp = state["stamp"]
            for rows in self.kept.readings:
                for slot, _page in changed:
                    rows.pop(slot, None)
        return Shelf(state["stamp"], state["generation"], self.kept)


class KeptTexts:
    """One memory for all threads of a process."""

    def __init__(self) -> None:
        self.shelf = Shelf("")

    def at(self, state: Mapping[str, Any]) -> Shelf:
        """What is remembered of this state of the index.

        A publication takes away what it changed. Where a document has left its place everything
        is read anew, and so it is within a transaction, whose changes may be taken back.
        """
        shelf = self.shelf
        if shelf.stamp != state["stamp"] or shelf.is_full:
            within = connection.in_atomic_block
            if shelf.holds_until(state) and not within:
                shelf = shelf.follow(state)
            else:
                shelf = Shelf.new(state, passing=within)
            self.shelf = shelf
        return shelf

    def read_ahead(self) -> None:
        """The titles of the newest pages that were not read yet, till there are enough."""
        shelf, read = self.shelf, Reading(lookup.titles())
        kept = shelf.kept
        if shelf.passing or not kept.ahead_down_to:
            return
        places = lookup.newest_pages(kept.ahead_down_to, AHEAD_AT_ONCE)
        shelf.at(places, read)
        is_enough = len(places) < AHEAD_AT_ONCE or len(kept.rows[read.sql]) >= MOST_AHEAD
        kept.ahead_down_to = 0 if is_enough else places[-1][0]
