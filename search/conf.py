"""The engine that the options choose: see `search.options`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .engines.base import Engine
from .engines.database import DatabaseEngine
from .options import DEFAULTS, url

if TYPE_CHECKING:
    from .engines.indices import Indices

__all__ = ["OPTIONS", "embedded", "engine", "outside", "url"]

OPTIONS = frozenset(DEFAULTS)


@cache
def embedded() -> Engine:
    """The engine in the portal's database; it is always written."""
    return DatabaseEngine()


def outside() -> Indices | None:
    """The indices on the search server, for whoever keeps them; None without SEARCH_URL."""
    if not url():
        return None
    from .engines.indices import Indices  # without a server its client is never loaded

    return Indices()


def engine() -> Engine:
    """The engine that answers readers."""
    return embedded()
