"""The engine that the options choose: see `search.options`."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .engines.base import Engine
from .engines.database import DatabaseEngine
from .options import DEFAULTS, url, values

if TYPE_CHECKING:
    from .engines.indices import Indices

__all__ = ["OPTIONS", "embedded", "engine", "outside", "url"]

OPTIONS = frozenset(DEFAULTS)
CONNECTION = ("URL", "USER", "PASSWORD", "API_KEY", "CA_FILE", "PREFIX", "TIMEOUT_SECONDS")


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
    """The engine that answers readers: the server where one is named, and its reserve."""
    connection = values(CONNECTION)
    return _failover(connection) if connection[0] else embedded()


@lru_cache(maxsize=4)
def _failover(_connection: tuple[str, ...]) -> Engine:
    """One client and one breaker for as long as the options stay."""
    from .engines.elastic import ElasticEngine
    from .engines.failover import FailoverEngine

    return FailoverEngine(ElasticEngine(embedded()), embedded())
