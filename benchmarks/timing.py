"""How long something takes: the median and the 95th percentile of many calls, in milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from statistics import quantiles
from time import perf_counter
from typing import Any


def milliseconds(call: Callable[[], Any], times: int) -> list[float]:
    """The duration of each of `times` calls after three to warm up."""
    for _ in range(3):
        call()
    found = []
    for _ in range(times):
        begun = perf_counter()
        call()
        found.append((perf_counter() - begun) * 1000)
    return found


def p50(values: list[float]) -> float:
    """The median."""
    return quantiles(values, n=2)[0]


def p95(values: list[float]) -> float:
    """The value that 95 of 100 stay under."""
    return quantiles(values, n=20)[18]
