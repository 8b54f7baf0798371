"""How long something takes: the median and the 95th percentile of many calls, in milliseconds.

Twice: by the clock on the wall, and by the work of this process alone. On a quiet machine they are
the same; what other programs do to a run moves the first far more than the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any


@dataclass(eq=False)
class Times:
    """The durations of many calls, by the wall and of the processor."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, call: Callable[[], Any], times: int) -> None:
        """Add each of `times` calls after three to warm up."""
        for _ in range(3):
            call()
        for _ in range(times):
            self.once(call)

    def once(self, call: Callable[[], Any]) -> Any:
        """Add one call; returns what it gives."""
        begun, worked = perf_counter(), process_time()
        given = call()
        self.cpu.append((process_time() - worked) * 1000)
        self.wall.append((perf_counter() - begun) * 1000)
        return given

    def __str__(self) -> str:
        return (
            f"p50 {p50(self.wall):5.1f} ms, p95 {p95(self.wall):5.1f} ms "
            f"(processor {p50(self.cpu):5.1f}, {p95(self.cpu):5.1f})"
        )


def p50(values: list[float]) -> float:
    """The median."""
    return quantiles(values, n=2)[0]


def p95(values: list[float]) -> float:
    """The value that 95 of 100 stay under."""
    return quantiles(values, n=20)[18]
