"""The options in SEARCH, each with its value where the settings leave it out.

`URL` holds one or several addresses, separated by commas and without secrets: empty means that the
embedded engine in the portal's database answers. Imports nothing of search, so that every module
may ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    "URL": "",
    "USER": "",
    "PASSWORD": "",
    "API_KEY": "",
    "CA_FILE": "",
    "PREFIX": "shequ",
    "TIMEOUT_SECONDS": 1.0,
    "BREAKER_SECONDS": 30.0,
    "BULK_SECONDS": 10.0,
    "DRAIN_EVERY_SECONDS": 0.2,
    "DRAIN_LEASE_SECONDS": 30.0,
    "DRAIN_PAUSE_SECONDS": (1.0, 30.0),
    "RETRY_SECONDS": (5.0, 60.0),
    "REBUILD_LEASE_SECONDS": 30.0,
    "REBUILD_PATIENCE_SECONDS": 300.0,
}
"""Pause and retry: the first wait, which doubles, and the longest; none outlasts a minute."""
SECRETS = frozenset({"PASSWORD", "API_KEY"})


class Secret(str):
    """A password or key (密钥): goes where a text goes, and never shows in a trace or a log."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "***" if self else "''"


def given() -> dict[str, Any]:
    """The options as the settings name them."""
    return dict(getattr(settings, "SEARCH", {}))


def value(name: str) -> Any:
    """An option as set, or as it is by itself."""
    found = given().get(name, DEFAULTS[name])
    return Secret(found) if name in SECRETS else found


def values(names: Iterable[str]) -> tuple[str, ...]:
    """Several options as texts."""
    found = {**DEFAULTS, **given()}
    return tuple([(Secret if name in SECRETS else str)(found[name]) for name in names])


def url() -> str:
    """Addresses of an index outside the database; empty for the embedded one alone."""
    return str(value("URL"))


def is_address(text: str) -> bool:
    """Whether this is an address of a server, of which no part can be a piece of a password."""
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and parts.hostname and parts.port
    except ValueError:
        return False
    return bool(named) and not (parts.query or parts.fragment or "@" in parts.path)


def hosts() -> list[str]:
    """The addresses of the search server's nodes; none for the embedded engine."""
    return [host for part in url().split(",") if (host := part.strip().rstrip("/"))]
