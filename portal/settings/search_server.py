"""Settings of the search server, if there is one: its addresses, and apart from them its secrets.

A person and password written into the address are taken out of it at once, so that the address can
be shown and logged.
"""

import os
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from search.options import Secret, is_address

NO_ADDRESS = "-"
"""Stands for what cannot be read as an address: pieces of a password may be in it."""


def addresses(text: str) -> tuple[str, str, str]:
    """(addresses without secrets, person, password) of a comma-separated list."""
    shown, people = [], set()
    for address in filter(None, (part.strip() for part in text.split(","))):
        try:
            parts = urlsplit(address)
        except ValueError:
            shown.append(NO_ADDRESS)
            continue
        person, at, host = parts.netloc.rpartition("@")
        plain = parts._replace(netloc=host).geturl()
        shown.append(plain if is_address(plain) else NO_ADDRESS)
        if at:
            name, _colon, password = person.partition(":")
            people.add((unquote(name), unquote(password)))
    if len(people) > 1:
        raise ImproperlyConfigured(
            "SEARCH_URL names different persons or passwords: write the same person and password, "
            "or none, before every host."
        )
    name, password = people.pop() if people else ("", "")
    return ",".join(shown), name, password


def seconds(text: str | None, otherwise: float) -> float | str:
    """A number of seconds; what is no number is left for the checks to name."""
    try:
        return float(text) if text else otherwise
    except ValueError:
        return str(text)


def search_options() -> dict[str, object]:
    """What the environment says about the search server."""
    shown, name, password = addresses(os.environ.get("SEARCH_URL", ""))
    return {
        "URL": shown,
        "USER": name,
        "PASSWORD": Secret(password),
        "API_KEY": Secret(os.environ.get("SEARCH_API_KEY", "").strip()),
        "CA_FILE": os.environ.get("SEARCH_CA_FILE", "").strip(),
        "PREFIX": os.environ.get("SEARCH_PREFIX", "").strip() or "shequ",
        "TIMEOUT_SECONDS": seconds(os.environ.get("SEARCH_TIMEOUT_SECONDS"), 1.0),
        "BREAKER_SECONDS": seconds(os.environ.get("SEARCH_BREAKER_SECONDS"), 30.0),
        "BULK_SECONDS": seconds(os.environ.get("SEARCH_BULK_SECONDS"), 10.0),
        "REBUILD_PATIENCE_SECONDS": seconds(
            os.environ.get("SEARCH_REBUILD_PATIENCE_SECONDS"), 300.0
        ),
    }
