"""Checks of the portal's own settings, numbered, each with a hint how to mend it.

`manage.py check` asks them at every start; the ones for installations only with `--deploy`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from portal.demo.accounts import accounts_file

OPTIONS: dict[str, type] = {
    "SOURCES": str,
    "UNIT_CODE": str,
    "DEMO_ACCOUNTS": bool,
    "SCHEDULER_INTERVAL_SECONDS": int,
    "PROXIES": int,
    "SECURITY_CONTACT": str,
    "LINKS_CHECKED_AT": str,
    "LINKS_MAY_BE_PRIVATE": bool,
    "SECOND_FACTOR": str,
}
LONGEST_INTERVAL_SECONDS = 3600
SHORTEST_PASSWORD = 12
AXES_BACKEND = "axes.backends.AxesStandaloneBackend"


@register(Tags.compatibility)
def check_portal_options(**_arguments: Any) -> list[CheckMessage]:
    """The options in PORTAL: all there, of the right kind, within their bounds."""
    options = settings.PORTAL
    messages = list(_wrong_names_and_kinds(options))
    if not messages:
        messages = [problem for ask in _BOUNDS for problem in ask(options)]
    return messages


@register(Tags.compatibility)
def check_database(**_arguments: Any) -> list[CheckMessage]:
    """SQLite must wait for its turn: without these options writers lose to each other."""
    if sqlite_waits(settings.DATABASES["default"]):
        return []
    hint = "Set transaction_mode IMMEDIATE, timeout 20 and PRAGMA journal_mode=WAL."
    return [Error("SQLite would refuse writers that meet.", hint=hint, id="portal.E006")]


def sqlite_waits(database: Mapping[str, Any]) -> bool:
    """Whether the database is another one, or SQLite set so that eight writers lose nothing."""
    if database["ENGINE"] != "django.db.backends.sqlite3":
        return True
    options = database.get("OPTIONS", {})
    return (
        options.get("transaction_mode") == "IMMEDIATE"
        and options.get("timeout", 0) >= 20
        and "journal_mode=WAL" in options.get("init_command", "")
    )


@register(Tags.security, deploy=True)
def check_demo_accounts(**_arguments: Any) -> list[CheckMessage]:
    """An installation must hold no account whose password lies in a file."""
    messages: list[CheckMessage] = []
    if settings.PORTAL["DEMO_ACCOUNTS"]:
        hint = "Use portal.settings.production, or set PORTAL['DEMO_ACCOUNTS'] to False."
        messages.append(Error("Demo accounts are allowed.", hint=hint, id="portal.E007"))
    path = accounts_file()
    if path.exists():
        hint = "Start with a new database and a new PORTAL_VAR; do not grow one out of the demo."
        messages.append(Error(f"{path} holds demo accounts.", hint=hint, id="portal.E008"))
    return messages


@register(Tags.security, deploy=True)
def check_base_url(**_arguments: Any) -> list[CheckMessage]:
    """Links in mails and exports are built from one https address."""
    if settings.WAGTAILADMIN_BASE_URL.startswith("https://"):
        return []
    hint = "Set PORTAL_BASE_URL to the https:// address of the portal."
    return [Warning("The portal's address is not https.", hint=hint, id="portal.W001")]


@register(Tags.security, deploy=True)
def check_signing_in(**_arguments: Any) -> list[CheckMessage]:
    """Passwords alone, short ones, or trying them out without end are not enough for a desk."""
    messages: list[CheckMessage] = []
    if settings.PORTAL["SECOND_FACTOR"] != "demanded":
        hint = "Leave PORTAL_SECOND_FACTOR empty."
        text = "The desk opens without a second factor."
        messages.append(Warning(text, hint=hint, id="portal.W002"))
    if not settings.AXES_ENABLED or settings.AUTHENTICATION_BACKENDS[0] != AXES_BACKEND:
        hint = "Keep AXES_ENABLED and the order of AUTHENTICATION_BACKENDS."
        messages.append(Error("Wrong sign-ins are not held back.", hint=hint, id="portal.E013"))
    if shortest_password(settings.AUTH_PASSWORD_VALIDATORS) < SHORTEST_PASSWORD:
        hint = "Keep AUTH_PASSWORD_VALIDATORS of portal/settings/base.py."
        text = f"Passwords may be shorter than {SHORTEST_PASSWORD} characters."
        messages.append(Error(text, hint=hint, id="portal.E014"))
    return messages


def shortest_password(validators: list[dict[str, Any]]) -> int:
    """How many characters a password must have by these validators."""
    lengths = [
        row.get("OPTIONS", {}).get("min_length", 8)
        for row in validators
        if row["NAME"].endswith(".MinimumLengthValidator")
    ]
    return max(lengths, default=0)


def _wrong_names_and_kinds(options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for name in sorted(OPTIONS.keys() - options.keys()):
        hint = "Take it from portal/settings/base.py."
        yield Error(f"PORTAL['{name}'] is missing.", hint=hint, id="portal.E001")
    for name in sorted(options.keys() - OPTIONS.keys()):
        hint = f"Known options: {', '.join(OPTIONS)}."
        yield Error(f"PORTAL['{name}'] is not an option.", hint=hint, id="portal.E001")
    for name, kind in OPTIONS.items():
        if name in options and type(options[name]) is not kind:
            text = f"PORTAL['{name}'] must be {kind.__name__}, not {options[name]!r}."
            yield Error(text, hint="See .env.example.", id="portal.E002")


def _second_factor(options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if options["SECOND_FACTOR"] not in ("demanded", "offered"):
        hint = "PORTAL_SECOND_FACTOR is demanded or offered."
        yield Error("PORTAL['SECOND_FACTOR'] is not known.", hint=hint, id="portal.E011")


def _proxies(options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if options["PROXIES"] < 0:
        hint = "PORTAL_PROXIES counts the proxies of yours before the portal; 0 for none."
        yield Error("PORTAL['PROXIES'] is negative.", hint=hint, id="portal.E012")


def _unit_code(options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if not re.fullmatch(r"[A-Z0-9]{1,12}", options["UNIT_CODE"]):
        hint = "It begins every index number (索引号): 1 to 12 capital letters and digits."
        yield Error("PORTAL['UNIT_CODE'] cannot be used.", hint=hint, id="portal.E003")


def _interval(options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if not 1 <= options["SCHEDULER_INTERVAL_SECONDS"] <= LONGEST_INTERVAL_SECONDS:
        hint = f"Whole seconds between 1 and {LONGEST_INTERVAL_SECONDS}."
        text = "PORTAL['SCHEDULER_INTERVAL_SECONDS'] is out of bounds."
        yield Error(text, hint=hint, id="portal.E004")


def _sources(options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if options["SOURCES"] and not Path(options["SOURCES"]).is_dir():
        hint = "PORTAL_SOURCES (or SOURCES=) names a folder of regulations to import."
        text = f"There is no folder {options['SOURCES']}."
        yield Error(text, hint=hint, id="portal.E005")


def _security_contact(options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    contact = options["SECURITY_CONTACT"]
    if contact and not re.fullmatch(r"(mailto:|tel:|https://)\S+", contact):
        hint = "PORTAL_SECURITY_CONTACT begins with mailto:, tel: or https:// (RFC 9116)."
        text = "PORTAL['SECURITY_CONTACT'] is no address."
        yield Error(text, hint=hint, id="portal.E009")


def _links_checked_at(options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if not re.fullmatch(r"(([01]\d|2[0-3]):[0-5]\d)?", options["LINKS_CHECKED_AT"]):
        hint = "PORTAL_LINKS_CHECKED_AT is a time of the day, as 03:30, or empty for never."
        yield Error("PORTAL['LINKS_CHECKED_AT'] is no time.", hint=hint, id="portal.E010")


_BOUNDS: list[Callable[[Mapping[str, Any]], Iterator[CheckMessage]]] = [
    _unit_code,
    _interval,
    _sources,
    _security_contact,
    _links_checked_at,
    _second_factor,
    _proxies,
]
