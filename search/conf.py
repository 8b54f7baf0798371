"""The engine that the options choose: see `search.options`."""

from __future__ import annotations

from functools import cache

from .engines.base import Engine
from .engines.database import DatabaseEngine
from .options import DEFAULTS, option

OPTIONS = frozenset(DEFAULTS)


def url() -> str:
    """Address of an external engine, without secrets; empty for the embedded one."""
    return str(option("URL"))


@cache
def embedded() -> Engine:
    """The engine in the portal's database; it is always written."""
    return DatabaseEngine()


def engine() -> Engine:
    """The engine that answers readers."""
    return embedded()
