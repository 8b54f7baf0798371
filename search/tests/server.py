"""A real search server behind the fault proxy, with indices of the test's own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from search.conf import outside
from search.drain import Drain
from search.engines.base import EngineDown
from search.engines.client import connect
from search.engines.indices import Indices
from search.models import IndexEvent
from search.rebuilding import Rebuilt, rebuild_outside
from search.reconcile import Comparison, reconcile

from .fault_proxy import FaultProxy, fault_proxy

QUICK = {
    "TIMEOUT_SECONDS": 0.6,
    "BULK_SECONDS": 0.6,
    "BREAKER_SECONDS": 0.3,
    "DRAIN_PAUSE_SECONDS": (0.05, 0.2),
    "RETRY_SECONDS": (0.05, 0.2),
    "DRAIN_LEASE_SECONDS": 1.0,
    "REBUILD_LEASE_SECONDS": 5.0,
    "REBUILD_PATIENCE_SECONDS": 5.0,
}
"""Waiting times that a test can sit out."""
PATIENT = {"TIMEOUT_SECONDS": 10.0, "BULK_SECONDS": 10.0}
"""For tests in which the server is slow by itself and nothing is spoilt."""


@dataclass
class Server:
    """The server as the portal reaches it, through `proxy`; `direct` goes around."""

    proxy: FaultProxy
    prefix: str
    settings: Any
    direct: Any

    @property
    def indices(self) -> Indices:
        """The portal's own hold on its indices, as the options stand now."""
        found = outside()
        assert found is not None
        return found

    def worker(self) -> Drain:
        """A worker that says nothing."""
        return Drain(self.indices, lambda _line: None)

    def drained(self) -> int:
        """Work off what waits; returns how many entries went."""
        worker, went = self.worker(), 0
        while number := worker.round():
            went += number
        return went

    def caught_up(self, worker: Drain | None = None, *, rounds: int = 200) -> None:
        """A worker's own steps with all their pauses, until nothing waits."""
        worker = worker or self.worker()
        for _ in range(rounds):
            worker._sleep(worker.step())
            if not IndexEvent.objects.filter(parked=False).exists():
                return
        raise AssertionError("something still waits")

    def rebuilt(self) -> Rebuilt:
        """A rebuild."""
        return rebuild_outside(self.indices)

    def mended(self) -> None:
        """Nothing is spoilt any more."""
        self.proxy.fault = None
        if self.proxy.server is None:
            self.proxy.start()

    def recovered(self) -> None:
        """Nothing is spoilt any more; the worker goes on by itself until nothing waits."""
        self.mended()
        self.be(**PATIENT)
        self.caught_up()

    def compared(self) -> Comparison:
        """Both sides beside each other."""
        return reconcile(self.indices)

    @property
    def held(self) -> dict[str, int]:
        """Key and version of what the server finds, around the proxy."""
        self.direct.refresh()
        return dict(self.direct.versions())

    def be(self, **options: Any) -> None:
        """Other options from here on."""
        self.settings.SEARCH = {**self.settings.SEARCH, **options}


@contextmanager
def behind_a_proxy(settings: Any, options: dict[str, Any]) -> Iterator[Server]:
    """An empty index of its own on a real server, which is reached through a proxy."""
    prefix = f"try-{os.getpid()}-{secrets.token_hex(4)}"
    with fault_proxy(options["URL"]) as proxy:
        settings.SEARCH = {**options, "PREFIX": prefix, **QUICK, **PATIENT}
        direct = Indices(connect(), prefix=prefix)
        rebuild_outside(direct)
        settings.SEARCH = {**settings.SEARCH, "URL": proxy.url, **QUICK}
        yield Server(proxy, prefix, settings, direct)
    try:
        direct.delete(direct.all())
    except EngineDown:
        return


@pytest.fixture
def server(settings: Any, db: None) -> Iterator[Server]:
    """An empty index on the tests' common server, with quick waiting times."""
    with behind_a_proxy(settings, {"URL": os.environ["SEARCH_TEST_URL"]}) as found:
        yield found
