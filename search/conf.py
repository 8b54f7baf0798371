"""The engine that the options choose: see `search.options`."""

from __future__ import annotations

from functools import cache

from .engines.base import Engine
from .engines.database import DatabaseEngine
from .engines.indices import Indices
from .options import DEFAULTS, url

__all__ = ["OPTIONS", "embedded", "engine", "outside", "url"]

OPTIONS = frozenset(DEFAULTS)


@cache
def embedded() -> Engine:
    """The engine in the portal's database; it is always written."""
    return DatabaseEngine()


def outside() -> Indices | None:
    """The indices on the search server, for whoever keeps them; None without SEARCH_URL."""
    return Indices() if url() else None


def engine() -> Engine:
    """The engine that answers readers."""
    return embedded()
