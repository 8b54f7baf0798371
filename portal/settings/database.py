"""Settings of the database (数据库): where DATABASE_URL says, or a file in the portal's folder."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA mmap_size=1073741824;"  # pages are looked at where they lie, not copied first
    ),
}
KNOWN = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
ADVICE = (
    "Write postgresql://person:password@host:5432/database or sqlite:////folder/file; in person "
    "and password / is %2F, @ is %40, # is %23, ? is %3F, : is %3A and % is %25."
)


def database(text: str, folder: Path) -> Any:
    """The one database; no piece of an address that cannot be read is shown, for secrets' sake."""
    try:
        found = dj_database_url.parse(
            text or f"sqlite:///{folder / 'portal.sqlite3'}",
            conn_max_age=60,
            conn_health_checks=True,
        )
        if not found["NAME"]:
            raise ValueError
    except ValueError:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read. {ADVICE}") from None
    if found["ENGINE"] not in KNOWN:
        raise ImproperlyConfigured(f"DATABASE_URL names a database not known here. {ADVICE}")
    if found["ENGINE"] == KNOWN[0]:
        found["OPTIONS"] = SQLITE_OPTIONS
    return found


def configured(folder: Path) -> dict[str, Any]:
    """What the environment says."""
    return {"default": database(os.environ.get("DATABASE_URL", "").strip(), folder)}
