"""An outside index in memory that obeys versions as a server does, and refuses what it is told to.

The server itself is tried through `fault_proxy`; this one lets the worker's own rules be tried
where no server can be had.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from search.engines.base import Change, EngineDown, Outcome
from search.engines.mapping import expected_schema


class Shelf:
    """`held` and `built` map a key to its version and document (None: gone)."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[int, dict[str, Any] | None]] = {}
        self.built: dict[str, tuple[int, dict[str, Any] | None]] = {}
        self.refusals: dict[str, tuple[int, str]] = {}
        self.down = ""
        self.before: Callable[[], object] = lambda: None
        self.requests: list[list[str]] = []
        self.refreshed = 0

    @property
    def keys(self) -> set[str]:
        """What can be found here."""
        return {key for key, (_, document) in self.held.items() if document is not None}

    def bulk(self, changes: Sequence[Change], *, building: bool = False) -> list[Outcome]:
        """One answer a change; raises when the whole server is away."""
        self.requests.append([change.key for change in changes])
        self.before()
        if self.down:
            raise EngineDown(self.down)
        return [self._take(change, self.built if building else self.held) for change in changes]

    def _take(self, change: Change, place: dict[str, Any]) -> Outcome:
        if change.key in self.refusals:
            return Outcome(change.key, *self.refusals[change.key])
        known, _ = place.get(change.key, (0, None))
        if change.seq < known:
            return Outcome(change.key, 409, "version conflict")
        found = change.key in place
        place[change.key] = (change.seq, change.document)
        return Outcome(change.key, 200 if found or change.document else 404)

    def refresh(self, *, building: bool = False) -> None:
        """Counts how often readers were let see what is new."""
        self.refreshed += 1

    def schema_served(self) -> str:
        """That of this code."""
        return expected_schema()
