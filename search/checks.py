"""System checks of search, numbered, each with what to do.

Whether the options can be used is asked at every start; who answers at SEARCH_URL only by
`check --deploy` and `search_status`, for a server that is away must never keep the portal from
starting. No secret is ever printed.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

from .conf import embedded
from .options import DEFAULTS, SECRETS, given, hosts, is_address, value

LONGEST_WAITS = {
    "TIMEOUT_SECONDS": 1.0,
    "BREAKER_SECONDS": 600.0,
    "BULK_SECONDS": 25.0,  # less than the lease under which changes are sent
    "REBUILD_PATIENCE_SECONDS": 3600.0,
}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@register("search")
def check_options(**_kwargs: Any) -> Iterable[CheckMessage]:
    """The options in SEARCH: known, of the right kind, within their bounds."""
    messages = list(_unknown(given()))
    if not messages:
        messages = list(chain.from_iterable(ask() for ask in _BOUNDS))
    return messages


@register("search")
def check_database(**_kwargs: Any) -> Iterable[CheckMessage]:
    """E003: a database in which the embedded engine has no index."""
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


@register("search", Tags.security, deploy=True)
def check_server(**_kwargs: Any) -> Iterable[CheckMessage]:
    """E010 to E016: who answers at SEARCH_URL. One node of several that is away is a warning."""
    if any(isinstance(message, Error) for message in check_options()):
        return
    from .engines import probe

    servers = probe.ask_all()
    found = [server.finding for server in servers if server.finding]
    if len(found) < len(servers):
        found = [probe.as_warning(finding) for finding in found]
    for one in found:
        kind = Warning if one.number.startswith("W") else Error
        yield kind(one.text, hint=one.hint, id=f"search.{one.number}")


# --- Bounds of the options ------------------------------------------------------------------------
def _unknown(options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for name in sorted(options.keys() - DEFAULTS.keys()):
        hint = f"Known are: {', '.join(sorted(DEFAULTS))}."
        yield Error(f"SEARCH['{name}'] is not an option.", hint=hint, id="search.E001")
    for name, found in options.items():
        wanted = type(DEFAULTS.get(name, found))
        if not isinstance(found, (int, float) if wanted is float else wanted):
            shown = "" if name in SECRETS else f", not {found!r}"
            text = f"SEARCH['{name}'] must be {wanted.__name__}{shown}."
            yield Error(text, hint="See .env.example.", id="search.E001")


def _addresses() -> Iterator[CheckMessage]:
    """E002; W003 where a secret would travel in the clear."""
    for place, host in enumerate(hosts(), 1):
        if not is_address(host):
            text = f"SEARCH_URL: what stands in place {place} is no address."  # may be a password
            hint = (
                "Write https://user:password@host:9200, several separated by commas, without a "
                "query. Signs in a password are escaped: @ %40, / %2F, # %23, ? %3F, comma %2C."
            )
            yield Error(text, hint=hint, id="search.E002")
        elif _in_the_clear(host):
            text = f"The password or key goes to {host} without encryption."
            hint = "Write https:// in SEARCH_URL and switch TLS on at the server."
            yield Warning(text, hint=hint, id="search.W003")


def _in_the_clear(host: str) -> bool:
    parts = urlsplit(host)
    secret = value("PASSWORD") or value("API_KEY")
    return bool(secret and parts.scheme == "http" and parts.hostname not in LOOPBACK)


def _prefix() -> Iterator[CheckMessage]:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", value("PREFIX")):
        hint = "Small letters, digits, - and _, beginning with a letter or digit; at most 60."
        yield Error("SEARCH_PREFIX cannot begin an index name.", hint=hint, id="search.E004")


def _waits() -> Iterator[CheckMessage]:
    for name, longest in LONGEST_WAITS.items():
        if not 0 < value(name) <= longest:
            hint = f"More than 0, at most {longest:g} seconds."
            yield Error(f"SEARCH_{name} is out of bounds.", hint=hint, id="search.E005")


def _authority() -> Iterator[CheckMessage]:
    path = value("CA_FILE")
    if not path:
        return
    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError):
        text = f"SEARCH_CA_FILE: {path} is not there or holds no certificate."
        hint = "Name a readable file of certificates in PEM form."
        yield Error(text, hint=hint, id="search.E006")


def _one_way_in() -> Iterator[CheckMessage]:
    if not value("API_KEY").isascii():
        text = "SEARCH_API_KEY holds signs that no key has."
        yield Error(text, hint="Copy the key again, as the server gave it.", id="search.E007")
    if value("API_KEY") and value("USER"):
        text = "There is an API key and also a user with a password for the search server."
        hint = "Take the user out of SEARCH_URL, or leave SEARCH_API_KEY empty."
        yield Error(text, hint=hint, id="search.E007")


_BOUNDS: list[Callable[[], Iterator[CheckMessage]]] = [
    _addresses,
    _prefix,
    _waits,
    _authority,
    _one_way_in,
]
