"""The engine that the options choose: see `search.options`."""

from __future__ import annotations

from functools import cache

from .engines.base import Engine
from .engines.database import DatabaseEngine
from .options import DEFAULTS, url

__all__ = ["OPTIONS", "embedded", "engine", "url"]

OPTIONS = frozenset(DEFAULTS)


@cache
def embedded() -> Engine:
    """The engine in the portal's database; it is always written."""
    return DatabaseEngine()


def engine() -> Engine:
    """The engine that answers readers."""
    return embedded()
