"""Texts that were read from an uploaded file and wait for confirmation (待确认的导入).

Kept outside of the public media folder, readable by the service alone, for one day, and given back
only to the person who brought them.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

KEPT_SECONDS = 24 * 3600
_KEY_BYTES = 24


@dataclass(frozen=True)
class Held:
    """One text with the name of its file, the section it is meant for, and who brought it."""

    text: str
    name: str
    section: int
    user: int


def hold(held: Held) -> str:
    """Keeps the text and returns the key to it; texts older than a day are thrown away."""
    folder = _folder()
    for old in folder.glob("*.json"):
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
    key = secrets.token_urlsafe(_KEY_BYTES)
    path = folder / f"{key}.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(held)), encoding="ascii")
    return key


def held_under(key: str, *, user: int) -> Held | None:
    """The text under a key, or None when it is gone or was brought by somebody else."""
    try:
        held = Held(**json.loads((_folder() / f"{key}.json").read_text(encoding="ascii")))
    except FileNotFoundError:
        return None
    return held if held.user == user else None


def drop(key: str) -> None:
    """The text is no longer needed."""
    (_folder() / f"{key}.json").unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
