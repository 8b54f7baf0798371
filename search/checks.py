"""System checks: options known, database able to hold the index, index made by this analysis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connection

from .conf import OPTIONS, embedded, url


@register("search")
def check_options(**_kwargs: Any) -> Iterable[CheckMessage]:
    """E001 unknown option, E002 an engine this version does not have, E003 another database."""
    unknown = sorted(set(getattr(settings, "SEARCH", {})) - OPTIONS)
    if unknown:
        yield Error(
            f"SEARCH has unknown options: {', '.join(unknown)}.",
            hint=f"Known are: {', '.join(sorted(OPTIONS))}.",
            id="search.E001",
        )
    if url():
        yield Error(
            "SEARCH_URL names an external engine, which this version cannot use.",
            hint="Leave SEARCH_URL empty: the embedded engine needs no server.",
            id="search.E002",
        )
    if connection.vendor not in {"sqlite", "postgresql"}:
        yield Error(
            f"The embedded search engine has no index for {connection.vendor} yet.",
            hint="Use PostgreSQL or SQLite, or take 'search' out of INSTALLED_APPS: "
            "the portal runs without it.",
            id="search.E003",
        )


@register("search", "database")
def check_index(databases: Iterable[str] | None = None, **_kwargs: Any) -> Iterable[CheckMessage]:
    """W001 when the index was made by another analysis; asked only with `--database`."""
    if not databases:
        return
    health = embedded().health()
    if health.ready and health.outdated:
        yield Warning(
            "The search index was made by another version of the text analysis.",
            hint="Run manage.py search_rebuild.",
            id="search.W001",
        )
