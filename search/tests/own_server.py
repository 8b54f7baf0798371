"""A real Elasticsearch of the tests' own, with a password, that may be killed and started again."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from .real_server import SCRIPT, free_port

PERSON = "elastic"


class OwnServer:
    """One server on one port; its data stay until it is removed."""

    def __init__(self) -> None:
        self.port, self.password = free_port(), secrets.token_urlsafe(12)
        self.words = ["--port", str(self.port), "--heap", "256m"]

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def options(self) -> dict[str, str]:
        """What the portal must know of it."""
        return {"URL": self.url, "USER": PERSON, "PASSWORD": self.password}

    def do(self, verb: str) -> None:
        """start, stop, kill or remove."""
        subprocess.run(
            [sys.executable, str(SCRIPT), verb, *self.words],
            env={**os.environ, "ELASTICSEARCH_PASSWORD": self.password},
            check=True,
            capture_output=True,
        )


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Started now, removed with its data in the end."""
    server = OwnServer()
    try:
        server.do("start")
        yield server
    finally:
        server.do("remove")
