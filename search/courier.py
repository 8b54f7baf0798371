"""Brings parcels to an index being built, patiently (投递): a server that is away is waited for.

Keeps what was refused, with the reason. Whoever builds gives a sign of life with every parcel and
while it waits; when the right to build has gone to another, it stops.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

from . import options, watch
from .engines.base import Change, EngineDown, Outcome
from .engines.indices import Indices
from .events import Verdict, backed_off, verdict_on

TRIES = 5
"""So often a parcel goes again of which single entries were refused for the moment."""
SHORTEST = 0.2

Found = TypeVar("Found")
Waits = Callable[[EngineDown], object]


class NotRebuilt(Exception):
    """The old index goes on answering, for the reason given."""


@dataclass
class Courier:
    """Sends to the index being built under `name`; `errors` holds what it refuses, by key.

    `waits` is told, once for each outage, that the server is waited for.
    """

    outside: Indices
    name: str
    errors: dict[str, str] = field(default_factory=dict)
    waits: Waits = lambda _reason: None
    gave_sign_at: float = 0.0

    def send(self, changes: Sequence[Change]) -> list[Outcome]:
        """One try, fit for a thread: no database is asked."""
        return self.outside.bulk(changes, building=True)

    def deliver(self, changes: Sequence[Change]) -> None:
        """Send, and take down what became of it."""
        if changes:
            self.take_down(changes, self.patiently(lambda: self.send(changes)))

    def arrived(self, changes: Sequence[Change], answer: Future[list[Outcome]]) -> None:
        """Take down what a thread has sent; a parcel that did not get through goes again."""
        try:
            self.take_down(changes, answer.result())
        except EngineDown:
            self.deliver(changes)
        self.sign_of_life()

    def take_down(self, changes: Sequence[Change], outcomes: Sequence[Outcome]) -> None:
        """Refusals for the moment are sent again a few times; the others stand."""
        left = self._left_of(changes, outcomes)
        for times in range(TRIES):
            if not left:
                return
            self.rest(backed_off(*self.pauses, times))
            parcel = list(left)
            left = self._left_of(parcel, self.patiently(lambda: self.send(parcel)))  # noqa: B023

    def _left_of(self, changes: Sequence[Change], outcomes: Sequence[Outcome]) -> list[Change]:
        by_key = {change.key: change for change in changes}
        left = []
        for outcome in outcomes:
            change = by_key[outcome.key]
            said = verdict_on(outcome, gone=change.document is None)
            if said is Verdict.DONE:
                self.errors.pop(outcome.key, None)
                continue
            self.errors[outcome.key] = f"{outcome.status} {outcome.reason}".strip()[:300]
            if said is Verdict.LATER:
                left.append(change)
        return left

    # --- Patience -------------------------------------------------------------------------------
    @property
    def pauses(self) -> tuple[float, float]:
        """The first pause and the longest."""
        first, longest = options.value("DRAIN_PAUSE_SECONDS")
        return float(first), float(longest)

    def patiently(self, call: Callable[[], Found]) -> Found:
        """Call until the server answers; after minutes without one the rebuild ends."""
        deadline = time.monotonic() + float(options.value("REBUILD_PATIENCE_SECONDS"))
        times = 0
        while True:
            try:
                return call()
            except EngineDown as reason:
                if time.monotonic() > deadline:
                    raise NotRebuilt(f"the search server stays away: {reason}") from reason
                if not times:
                    self.waits(reason)
                self.rest(backed_off(*self.pauses, times))
                times += 1

    def rest(self, seconds: float) -> None:
        """Wait, alive."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.sign_of_life()
            time.sleep(min(left, 1.0))

    def sign_of_life(self, *, at_once: bool = False) -> None:
        """Say that this rebuild goes on; not more often than is useful.

        Who was silent for too long may have missed changes, and builds no more.
        """
        now = time.monotonic()
        lease = float(options.value("REBUILD_LEASE_SECONDS"))
        if not at_once and now - self.gave_sign_at < max(SHORTEST, lease / 10):
            return
        self.gave_sign_at = now
        if not watch.still_building(self.name):
            raise NotRebuilt("it was silent for too long, or another rebuild has taken over")
