"""Documents as they were read to be judged, kept in memory while the index does not change (留存).

The same few thousand documents are judged again and again: the newest, and those that hold what
people look for. What is shown of a document is never taken from here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from search.ranking import Candidate

from . import lookup
from .lookup import Place, Reading, Row

MOST_DOCUMENTS = 20_000
MOST_CHARACTERS = 4_000_000


@dataclass
class Shelf:
    """What was read in one state of the index, whose stamp never comes back.

    Rows by what was read of them, and where; places that are `gone` for good, or till the stamp is
    another: a server that has not been told yet names them again and again.
    """

    stamp: str
    rows: dict[tuple[str, Place], Row] = field(default_factory=dict)
    gone: set[Place] = field(default_factory=set)
    characters: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to begin anew."""
        documents = len(self.rows) + len(self.gone)
        return documents > MOST_DOCUMENTS or self.characters > MOST_CHARACTERS

    def by_place(self, places: Collection[Place], read: Reading) -> dict[Place, Candidate]:
        """Documents by slot and page, as far as there are any; without a score."""
        rows = {place: row for place in places if (row := self.rows.get((read.sql, place)))}
        if missing := {place for place in places if place not in rows} - self.gone:
            fresh = lookup.by_place(missing, read)
            self.keep(fresh, read)
            rows |= fresh
        return dict(zip(rows, lookup.candidates(rows.values(), read), strict=True))

    def keep(self, rows: Mapping[Place, Row], read: Reading) -> None:
        """Remember documents under the places by which the server names them."""
        self.rows |= {(read.sql, place): row for place, row in rows.items()}
        self.characters += sum(len(row[lookup.TEXT]) for row in rows.values())


class KeptTexts:
    """One memory for all threads of a process."""

    def __init__(self) -> None:
        self.shelf = Shelf("")

    def at(self, stamp: str) -> Shelf:
        """What is remembered of this state of the index."""
        shelf = self.shelf
        if shelf.stamp != stamp or shelf.is_full:
            shelf = self.shelf = Shelf(stamp)
        return shelf
