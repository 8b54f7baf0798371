"""Documents as they were read to be judged, kept in memory until they change (留存).

The same few thousand documents are judged again and again: the newest, and those that hold what
people look for. What is shown of a document is never taken from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from search.ranking import Candidate

from . import lookup
from .lookup import Place, Reading

MOST_DOCUMENTS = 60_000
MOST_CHARACTERS = 12_000_000


@dataclass
class Shelf:
    """What was read in one state of the index, whose stamp never comes back.

    Rows by what was read of them, and where; places that are `gone` for good, or till the stamp is
    another: a server that has not been told yet names them again and again. `sizes` are how many
    documents and pages a question found last. A shelf begun within a transaction is `passing`: what
    it holds may never have been.
    """

    stamp: str
    generation: int = 0
    rows: dict[str, dict[Place, Candidate]] = field(default_factory=lambda: defaultdict(dict))
    gone: set[Place] = field(default_factory=set)
    sizes: dict[Hashable, tuple[int, int]] = field(default_factory=dict)
    characters: int = 0
    passing: bool = False

    @property
    def is_full(self) -> bool:
        """Whether it is time to begin anew."""
        kept = sum(map(len, self.rows.values())) + len(self.gone) + len(self.sizes)
        return kept > MOST_DOCUMENTS or self.characters > MOST_CHARACTERS

    def by_place(self, places: Collection[Place], read: Reading) -> dict[Place, Candidate]:
        """Documents by slot and page, as far as there are any; without a score."""
        known = self.rows[read.sql]
        found = {place: row for place in places if (row := known.get(place))}
        if len(found) < len(places) and (missing := {*places}.difference(found, self.gone)):
            fresh = lookup.by_place(missing, read)
            self.keep(fresh, read)
            found |= fresh
        return found

    def keep(self, found: Mapping[Place, Candidate], read: Reading) -> None:
        """Remember documents under the places by which the server names them."""
        self.rows[read.sql] |= found
        self.characters += sum(len(one.folded) for one in found.values())

    def holds_until(self, state: Mapping[str, Any]) -> bool:
        """Whether all that changed up to a later state can be told, and it is worth it."""
        later = state["left_at"] <= self.generation < state["generation"]
        return later and bool(self.rows) and not (self.passing or self.is_full)

    def follow(self, state: Mapping[str, Any]) -> Shelf:
        """What still holds in a later state, in a shelf of its own: others may be reading here."""
        later = Shelf(state["stamp"], state["generation"], characters=self.characters)
        later.sizes |= self.sizes
        later.rows |= {sql: dict(rows) for sql, rows in self.rows.items()}
        for place in lookup.changed_after(self.generation):
            for rows in later.rows.values():
                rows.pop(place, None)
        return later


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
                shelf = Shelf(state["stamp"], state["generation"], passing=within)
            self.shelf = shelf
        return shelf
