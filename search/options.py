"""Options of search out of `SEARCH` in the settings, with what holds where nothing is written.

Imports nothing of search, so that every module may ask.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    "URL": "",
    "BREAKER_SECONDS": 30.0,
    "DRAIN_EVERY_SECONDS": 0.2,
    "DRAIN_LEASE_SECONDS": 30.0,
    "DRAIN_PAUSE_SECONDS": (1.0, 30.0),
    "RETRY_SECONDS": (5.0, 900.0),
    "REBUILD_LEASE_SECONDS": 30.0,
}
"""Pause and retry: the first wait, which doubles, and the longest."""


def value(name: str) -> Any:
    """An option as set, or as it is by itself."""
    return getattr(settings, "SEARCH", {}).get(name, DEFAULTS[name])


def url() -> str:
    """Address of an index outside the database; empty for the embedded one alone."""
    return str(value("URL"))
