"""Search in Wagtail's admin that finds Chinese: for editors only, readers have an own engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from modelsearch.backends import database as stock

from .desk_tokens import asked_tokens, stored_tokens


def SearchBackend(params: Mapping[str, Any]) -> Any:
    """The backend for this database; those we know no tokens for keep stock search."""
    if connection.vendor == "postgresql":
        from . import wagtail_postgres  # imports the tables of PostgreSQL alone

        return wagtail_postgres.ChineseSearchBackend(params)
    if connection.vendor == "sqlite":
        from . import wagtail_sqlite

        return wagtail_sqlite.ChineseSearchBackend(params)
    return stock.SearchBackend(params)


__all__ = ["SearchBackend", "asked_tokens", "stored_tokens"]
