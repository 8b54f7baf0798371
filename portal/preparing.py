"""What an installation needs before it can serve: database, static files, calendar, demo, index.

Every step is safe to repeat and quick when there is nothing to do. Knows the names of commands
only, so that a package that is not installed is simply not asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands

from portal.running import Say

DEMO_ACCOUNTS_FILE = "demo_accounts.json"


def prepare(say: Say, *, sources: str = "") -> None:
    """Brings everything up to date, in order; `sources` is a folder of regulations or empty."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    say("Database is up to date.")
    collect_static(say)
    for command, arguments in _content_steps(sources):
        if command in get_commands():
            call_command(command, *arguments)


def _content_steps(sources: str) -> Iterator[tuple[str, list[str]]]:
    yield "load_calendar", []
    yield "load_rule_settings", []
    if settings.PORTAL["DEMO_ACCOUNTS"]:
        yield "load_demo", []
    if sources:
        yield "import_regulations", [sources]
    yield "search_rebuild", ["--if-needed"]


def collect_static(say: Say) -> None:
    """Collects static files when any of them changed since the last time."""
    stamp = Path(settings.VAR_DIR) / "static.stamp"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    say("Collecting static files.")
    call_command("collectstatic", verbosity=0, interactive=False)
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
    """User name, password and role of each demo account, as `load_demo` left them; none without.

    The file is readable by its owner alone; its rows have `username`, `password` and `role`.
    """
    path = Path(settings.VAR_DIR) / DEMO_ACCOUNTS_FILE
    if not settings.PORTAL["DEMO_ACCOUNTS"] or not path.exists():
        return []
    rows = json.loads(path.read_text())
    return [f"{row['username']:<24} {row['password']:<20} {row['role']}" for row in rows]
