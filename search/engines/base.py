"""The Engine protocol: what every index can do, whoever keeps it.

All engines agree on tier 1 exactly (sets, totals, facet counts, dates order, cited first); they may
differ in scores. An engine stores entries as given: whether a thing is public was decided by the
builders, and is asked again of the database before anything is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, runtime_checkable

from search.documents.entry import Entry
from search.query import SearchQuery, SearchResult


@dataclass(frozen=True)
class Health:
    """How an index is: whether it can answer, how much it holds, whether it must be rebuilt.

    `schema` is the hash of analysis and layout it was built with; `expected` the one of this code.
    """

    name: str
    ready: bool
    documents: int
    generation: int
    schema: str
    expected: str
    detail: str = ""

    @property
    def outdated(self) -> bool:
        """The index was made by another analysis and must be rebuilt."""
        return self.schema != self.expected


class EngineDown(Exception):
    """An engine gave no answer at all, or refused a whole request; the words are safe to log."""


@dataclass(frozen=True)
class Change:
    """What an outside index is to take over: the entry as it is, or that it is gone (None)."""

    key: str
    seq: int
    document: dict[str, Any] | None


@dataclass(frozen=True)
class Outcome:
    """What an outside index said of one change: an HTTP status, and why it refused."""

    key: str
    status: int
    reason: str = ""


class Rebuild(Protocol):
    """A rebuild under way: give it batches, then leave the `with` block.

    A clean exit removes entries that were not given; an exception keeps what readers saw before,
    except for whole batches already written.
    """

    def __enter__(self) -> Rebuild: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def write(self, entries: Iterable[Entry]) -> int:
        """Store one batch whole; returns how many entries it had."""


@runtime_checkable
class Engine(Protocol):
    """An index of entries. Writes join the caller's transaction where the engine has one."""

    @property
    def name(self) -> str:
        """How options and reports call it."""

    def write(self, entries: Iterable[Entry]) -> int:
        """Store entries, replacing those of the same key; returns how many."""

    def replace(self, pages: Collection[int], entries: Iterable[Entry]) -> None:
        """Make these all the entries of the pages: store them, remove others."""

    def delete(self, *, pages: Collection[int] = (), keys: Collection[str] = ()) -> int:
        """Remove all entries of the pages, and the entries named; returns how many went."""

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer one page of a query. Never raises on what a reader typed."""

    def complete(self, typed: str, *, limit: int = 8) -> tuple[str, ...]:
        """Words of the vocabulary that begin with, or hold, what was typed; best first."""

    def versions(self) -> Iterator[tuple[str, int]]:
        """(key, seq) of every entry, by key: what a comparison with the database needs."""

    def begin_rebuild(self, *, fresh: bool = False) -> Rebuild:
        """Start a rebuild; `fresh` throws everything away inside one transaction."""

    def health(self) -> Health:
        """How the index is, without raising."""
