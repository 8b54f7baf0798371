"""The options in SEARCH, each with its value where the settings leave it out.

`URL` holds one or several addresses, separated by commas and without secrets: empty means that the
embedded engine in the portal's database answers.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    "URL": "",
    "USER": "",
    "PASSWORD": "",
    "API_KEY": "",
    "CA_FILE": "",
    "PREFIX": "shequ",
    "TIMEOUT_SECONDS": 1.0,
    "BREAKER_SECONDS": 30.0,
}
SECRETS = frozenset({"PASSWORD", "API_KEY"})


class Secret(str):
    """A password or key (密钥): goes where a text goes, and never shows in a trace or a log."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "***" if self else "''"


def given() -> dict[str, Any]:
    """The options as the settings name them."""
    return dict(getattr(settings, "SEARCH", {}))


def option(name: str) -> Any:
    """The value of one option."""
    value = given().get(name, DEFAULTS[name])
    return Secret(value) if name in SECRETS else value


def hosts() -> list[str]:
    """The addresses of the search server's nodes; none for the embedded engine."""
    return [host for part in str(option("URL")).split(",") if (host := part.strip().rstrip("/"))]
