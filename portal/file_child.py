"""Has hostile files opened in a child process (阅读子进程) with capped memory and time.

It knows no database and gets no secrets; whatever a file breaks, it breaks only that process.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from portal.filereaders import limits
from portal.filereaders.found import Finding, Unreadable

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[1]
_CHILD = "portal.filereaders"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_NAME_LENGTH = 100


def shown_name(name: str) -> str:
    """The last part of a file name, fit for one line of a message or a log."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return _UNPRINTABLE.sub("\ufffd", last)[-_NAME_LENGTH:]


def ask(task: str, kind: str, data: bytes) -> dict[str, Any]:
    """The child's answer to a task; one that ends badly refuses, its kind of error is logged."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own module, no shell, no word of the file
            [sys.executable, "-m", _CHILD, task, kind],
            input=data,
            capture_output=True,
            timeout=limits.SECONDS,
            cwd=_ROOT,
            env=child_environment(),
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow", limit=limits.SECONDS) from None
    if ended.returncode:
        last_words = ended.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        error = _UNPRINTABLE.sub("", last_words.partition(":")[0])
        logger.warning("reading a %s file ended with %s: %s", kind, ended.returncode, error)
        raise Unreadable("damaged" if ended.returncode > 0 else "too_heavy")
    answer: dict[str, Any] = json.loads(ended.stdout)
    if "refusal" in answer:
        refusal = Finding(**answer["refusal"])
        raise Unreadable(
            refusal.code, line=refusal.line, page=refusal.page, part=refusal.part, **refusal.params
        )
    found: dict[str, Any] = answer["answer"]
    return found


def child_environment() -> dict[str, str]:
    """What the child needs to start; no setting and no secret of the portal is among it."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
