"""The options of search and the engine they choose.

`SEARCH = {"URL": ""}` in the settings: empty means the embedded engine in the portal's database.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings

from .engines.base import Engine
from .engines.database import DatabaseEngine

OPTIONS = frozenset({"URL"})


def url() -> str:
    """Address of an external engine; empty for the embedded one."""
    return str(getattr(settings, "SEARCH", {}).get("URL", ""))


@cache
def embedded() -> Engine:
    """The engine in the portal's database; it is always written."""
    return DatabaseEngine()


def engine() -> Engine:
    """The engine that answers readers."""
    return embedded()
