"""Processes of their own that work in the database of the test, as workers do beside a server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from django.conf import settings
from django.db import connection


def same_database() -> dict[str, str]:
    """The environment in which a child of the test opens the test's own database."""
    name = connection.settings_dict["NAME"]
    address = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        address = f"{server}/{name}"
    own = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    return {**os.environ, **own}


def killed(program: str, *words: object) -> None:
    """Runs a program that ends by killing itself, and fails when it came to any other end."""
    child = subprocess.run(
        [sys.executable, "-c", program, *map(str, words)],
        env=same_database(),
        cwd=settings.BASE_DIR,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
