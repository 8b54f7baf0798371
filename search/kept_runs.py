"""The runs of the evaluation that are kept (评测记录), whole, for the next one to be held against.

They lie in `search_eval/<engine>-<file of queries>/` of the portal's folder, one file a run; the
newest twenty stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

KEPT = 20


def keep(judged: Path, engine: str, run: Mapping[str, Any]) -> Path:
    """Keep a run over a file of judged queries, and throw away what is older than the newest."""
    folder, now = _folder(judged, engine), timezone.now()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y%m%dT%H%M%S.%f}.json"
    facts = {"engine": engine, "file": judged.name, "measured_at": f"{now:%Y-%m-%d %H:%M} UTC"}
    half_written = path.with_suffix(".part")
    half_written.write_text(json.dumps({**facts, **run}, ensure_ascii=False), encoding="utf-8")
    half_written.replace(path)
    for old in list(_newest_first(folder))[KEPT:]:
        old.unlink(missing_ok=True)
    return path


def last(judged: Path, engine: str) -> dict[str, Any]:
    """The newest run over the same file on the same engine; empty when there is none.

    Before there were folders, one file held the measures of the last run without its queries.
    """
    folder = _folder(judged, engine)
    for path in (*_newest_first(folder), folder.with_suffix(".json")):
        if path.exists():
            return dict(json.loads(path.read_text(encoding="utf-8")))
    return {}


def _newest_first(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.json"), reverse=True)


def _folder(judged: Path, engine: str) -> Path:
    digest = sha256(judged.name.encode()).hexdigest()[:12]
    return Path(settings.VAR_DIR) / "search_eval" / f"{engine}-{digest}"
