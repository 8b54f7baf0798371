"""What an installation needs before it can serve: database, static files, calendar, demo, index.

Every step is safe to repeat and quick when there is nothing to do. Knows the names of commands
only, so that a package that is not installed is simply not asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from io import StringIO
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command, get_commands

from portal.demo.accounts import read_accounts
from portal.running import Say

DUE_INDICES = {"W001": "embedded", "W002": "server"}
"""Numbers by which search says that an index must be built, and where that one is."""


def prepare(say: Say, *, sources: str = "") -> None:
    """Brings everything up to date, in order; `sources` is a folder of regulations or empty."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    say("Database is up to date.")
    collect_static(say)
    for command, arguments in _content_steps():
        if command in get_commands():
            call_command(command, *arguments)
    if sources and "import_regulations" in get_commands():
        _import(sources, say)
    _index(say)


def _content_steps() -> Iterator[tuple[str, list[str]]]:
    yield "load_calendar", []
    yield "load_rule_settings", []
    if settings.PORTAL["DEMO_ACCOUNTS"]:
        yield "load_demo", []
        yield "make_demo_accounts", []
    yield "load_synonyms", []


def _import(sources: str, say: Say) -> None:
    """Imports the folder; what is refused is said and keeps nobody from starting the portal."""
    try:
        call_command("import_regulations", sources)
    except CommandError as refusal:
        say(f"{refusal}\nThe portal starts without it. Mend it and start again to import the rest.")


def _index(say: Say) -> None:
    """Builds the indices that search says are missing, outdated or were never built as a whole.

    Until then few words are offered to who types. A server that is away is told and keeps nobody
    from starting the portal: the index in the database answers.
    """
    if "search_status" not in get_commands():
        return
    told, refused = StringIO(), ""
    try:
        call_command("search_status", "--json", stdout=told)
    except CommandError as refusal:
        refused = str(refusal)
    facts = json.loads(told.getvalue())
    numbers = {problem["number"] for problem in facts["problems"]}
    due = [place for number, place in DUE_INDICES.items() if number in numbers]
    if facts["last_rebuild"] is None and "embedded" not in due:
        due.insert(0, "embedded")
    for place in due:
        say("Building the search index.")
        _build(place, say)
    if refused and not due:
        say(refused)


def _build(place: str, say: Say) -> None:
    try:
        call_command("search_rebuild", "--only", place)
    except CommandError as refusal:
        say(str(refusal))


def collect_static(say: Say) -> None:
    """Collects static files when any of them changed since the last time."""
    stamp = Path(settings.VAR_DIR) / "static.stamp"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    say("Collecting static files.")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """Changes when a static file is added, removed or rewritten, and with the storage's class."""
    digest = hashlib.sha256(json.dumps(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def demo_account_lines() -> list[str]:
    """The demo accounts, place by place; none where they are not allowed.

    A place has one line with its name, and one for each account: role, user name, password.
    """
    if not settings.PORTAL["DEMO_ACCOUNTS"]:
        return []
    lines = []
    for place, rows in groupby(read_accounts(), key=lambda row: row.get("place", "")):
        lines += [place] if place else []
        lines += [f"  {row['role']:<22} {row['username']:<34} {row['password']}" for row in rows]
    return lines
