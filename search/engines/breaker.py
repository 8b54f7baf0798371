"""Leaves a server in peace that does not answer (断路器): failures, a pause, then one trial."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum
from threading import Lock


class Way(Enum):
    """Whether to ask: as usual, once as a trial, or not at all."""

    OPEN = "open"
    TRIAL = "trial"
    CLOSED = "closed"


class Breaker:
    """The memory of one process about one server, shared by its threads.

    After `failures` in a row nobody asks for `pause()` seconds; then one does, and the others go
    on without until that one knows more.
    """

    def __init__(
        self,
        pause: Callable[[], float],
        *,
        failures: int = 3,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.pause, self.most, self.clock = pause, failures, clock
        self.failures = 0
        self.closed_until = 0.0
        self.lock = Lock()

    @property
    def is_closed(self) -> bool:
        """Whether the server counts as away."""
        return self.failures >= self.most

    def way(self) -> Way:
        """Whether the caller may ask; a trial belongs to the caller who is told so."""
        with self.lock:
            if not self.is_closed:
                return Way.OPEN
            now = self.clock()
            if now < self.closed_until:
                return Way.CLOSED
            self.closed_until = now + self.pause()  # others wait for what the trial finds
            return Way.TRIAL

    def worked(self) -> None:
        """The server answered: everybody may ask."""
        with self.lock:
            self.failures = 0

    def failed(self) -> None:
        """The server did not answer."""
        with self.lock:
            self.failures = min(self.failures + 1, self.most)
            if self.is_closed:
                self.closed_until = self.clock() + self.pause()
