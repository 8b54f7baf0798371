"""The synonym groups an installation starts with (同义词); editors own them afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from portal.problems import Problem, Refused, gettext_noop

from .expansion import group_of
from .models import SynonymGroup


@dataclass(frozen=True)
class Loaded:
    """What a load did: groups added, and groups an editor already has in some wording."""

    added: int
    kept: int


def load_synonyms(path: Path) -> Loaded:
    """Add the groups of a file, a JSON list of `a = b = c`.

    A group is left out when its first word already leads one: what an editor changed or switched
    off stays so. Refuses an unreadable file and a group of fewer than two words; nothing is stored
    then.
    """
    groups = _groups_in(path)
    with transaction.atomic():
        known = {group_of(group.words)[0] for group in SynonymGroup.objects.all() if group.words}
        missing = [words for words in groups if group_of(words)[0] not in known]
        for words in missing:
            SynonymGroup.objects.create(words=words)
    return Loaded(len(missing), len(groups) - len(missing))


def _groups_in(path: Path) -> list[str]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused([_unreadable(path, f"{type(error).__name__}: {error}")]) from None
    for row in rows if isinstance(rows, list) else [rows]:
        if not isinstance(row, str) or len(group_of(row)) < 2 or len(row) > 300:
            raise Refused([_unreadable(path, str(row)[:80])])
    return list(rows)


def _unreadable(path: Path, reason: str) -> Problem:
    return Problem(
        "synonyms.file_unreadable",
        gettext_noop("This file of synonyms cannot be read (%(reason)s)."),
        params={"reason": reason},
        where=path.name,
    )
