"""The gram index in the words of the database (方言): FTS5 in SQLite, tsvector in PostgreSQL.

Pieces are opaque texts made by a dialect for itself; only it can read them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from django.db import connection

from search.text import Phrase

from . import postgres, sqlite
from .row import Row
from .source import Source


class Dialect(Protocol):
    """What the tables of the index ask of a database."""

    JOIN_IN_ORDER: str
    """A join that reads its left side first."""
    POSITION: str
    """The function that says where a text stands in another, 0 for nowhere."""
    ONE_OF: str
    """A condition: one of many values, which are one parameter, so that it always reads alike."""
    TITLE: str
    """The beginning of a document's folded title, just as the index `search_by_title` has it."""

    def many(self, values: Sequence[Any]) -> Any:
        """Many values as that parameter."""

    def keep(self, rows: Sequence[Row], known: Mapping[str, Row]) -> None:
        """Write documents; `known` holds, by key, what is there of some of them."""

    def take_turn(self) -> None:
        """Wait until nobody else writes the index, to the end of the transaction."""

    def insert(self, rows: Iterable[tuple[int, str]]) -> None:
        """Add (slot, folded) rows that are not kept beside their documents."""

    def forget(self, rows: Iterable[tuple[int, str]]) -> None:
        """Remove (slot, folded) rows that are not kept beside their documents."""

    def clear(self) -> None:
        """Forget everything."""

    def room_for_loading(self) -> AbstractContextManager[None]:
        """Room for long loads of many batches, given back at the end."""

    def settle(self) -> None:
        """Tidy the index after many writes."""

    def holding(self, phrases: Sequence[Phrase], *, in_title: bool = False) -> Source:
        """Documents that hold every phrase whole."""

    def holding_any(self, pieces: Sequence[str], *, but: Sequence[Phrase] = ()) -> Source:
        """Documents that hold one of the pieces, without those that hold every phrase of `but`."""

    def all_of(self, pieces: Sequence[str]) -> str:
        """One piece of several that must all be there."""

    def piece_of_pair(self, pair: str) -> str:
        """A pair of Han characters, or a single one."""

    def piece_of_word(self, word: str) -> str:
        """A stemmed word or number."""

    def piece_of_synonym(self, wording: str) -> str:
        """A synonym, which stands whole; of a Latin one every word."""

    def frequencies(self, pieces: Sequence[str], *, most: int) -> list[int]:
        """How many documents hold each piece, counted no further than `most`; one statement."""


def dialect() -> Dialect:
    """The dialect of the database in use."""
    return postgres if connection.vendor == "postgresql" else sqlite
