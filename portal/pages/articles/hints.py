"""Import hints: where a person saw that a lost article begins (推定), by content hash.

The file holds hashes, character offsets and numbers, no text, so that it can be shared where the
documents cannot.
"""

from __future__ import annotations

import json
from pathlib import Path

from portal.problems import Problem, Refused, gettext_noop

from .parts import Hint, HintKind

_BROKEN = gettext_noop("The file of import hints cannot be read: %(reason)s")
_KINDS: tuple[HintKind, ...] = ("lost", "misprinted", "empty")


def read_hints(path: Path) -> dict[str, tuple[Hint, ...]]:
    """Hints by content hash; raises `Refused` when the file is not what it should be."""
    try:
        documents = json.loads(path.read_text(encoding="utf-8"))["documents"]
        return {
            digest: tuple(
                Hint(kind, int(entry["offset"]), int(entry["number"]))
                for kind in _KINDS
                for entry in places.get(kind, ())
            )
            for digest, places in documents.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        params = {"reason": str(error)}
        raise Refused([Problem("hints.broken", _BROKEN, params=params, where=path.name)]) from error
