"""The faults of a server and of the way to it that whole tests are repeated with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .fault_proxy import FaultProxy, hang, reset, slow, status

Spoil = Callable[[FaultProxy], object]

FAULTS: dict[str, Spoil] = {
    "refused": lambda proxy: proxy.stop(),
    "hanging": lambda proxy: setattr(proxy, "fault", hang()),
    "slow": lambda proxy: setattr(proxy, "fault", slow(2)),
    "reset": lambda proxy: setattr(proxy, "fault", reset),
    "429": lambda proxy: setattr(proxy, "fault", status(429)),
    "503": lambda proxy: setattr(proxy, "fault", status(503)),
    "401": lambda proxy: setattr(proxy, "fault", status(401)),
}
every_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
