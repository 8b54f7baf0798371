"""Documents as they were read to be judged, kept in memory while the index does not change (留存).

The same few thousand documents are judged again and again: the newest, and those that hold what
people look for. What is shown of a document is never taken from here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from search.ranking import Candidate

from . import lookup
from .lookup import Place, Reading, Row

MOST_DOCUMENTS = 20_000
MOST_CHARACTERS = 4_000_000


@dataclass
class Shelf:
    """Rows by what was read of them, and where; of one state of the index.

    A stamp of the index never comes back.
    """

    stamp: str
    rows: dict[tuple[str, Place], Row] = field(default_factory=dict)
    characters: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to begin anew."""
        return len(self.rows) > MOST_DOCUMENTS or self.characters > MOST_CHARACTERS

    def add(self, rows: dict[Place, Row], read: Reading) -> None:
        """Keep some rows more."""
        self.rows |= {(read.sql, place): row for place, row in rows.items()}
        self.characters += sum(len(row[lookup.TEXT]) for row in rows.values())


class KeptTexts:
    """One memory for all threads of a process."""

    def __init__(self) -> None:
        self.shelf = Shelf("")

    def by_place(
        self, places: Collection[Place], read: Reading, *, stamp: str
    ) -> dict[Place, Candidate]:
        """Documents by slot and page, as far as there are any; without a score."""
        shelf = self.shelf
        if shelf.stamp != stamp or shelf.is_full:
            shelf = self.shelf = Shelf(stamp)
        rows = {place: row for place in places if (row := shelf.rows.get((read.sql, place)))}
        if missing := [place for place in places if place not in rows]:
            fresh = lookup.by_place(missing, read)
            shelf.add(fresh, read)
            rows |= fresh
        return dict(zip(rows, lookup.candidates(rows.values(), read), strict=True))
