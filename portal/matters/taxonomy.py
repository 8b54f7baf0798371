"""Loads what every installation starts with: fields of matters, life events, groups of residents.

What is missing is added; what staff have edited is left as it is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.reference_data import Loaded

from .models.taxonomy import MatterField, Occasion

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "matters"
TAXONOMY = FOLDER / "taxonomy.json"
STARTER = FOLDER / "starter.csv"
"""Services of a station (北京市社区服务站服务项目) as drafts, to begin a catalogue with."""


@transaction.atomic
def load_taxonomy(path: Path = TAXONOMY) -> Loaded:
    """Adds the fields and occasions of a file that are missing; known keys are left as they are."""
    told = json.loads(path.read_text(encoding="utf-8"))
    found = [_add(MatterField, "key", told["fields"]), _add(Occasion, "slug", told["occasions"])]
    added = sum(found)
    return Loaded(added, len(told["fields"]) + len(told["occasions"]) - added)


def _add(model: Any, key: str, rows: list[dict[str, Any]]) -> int:
    known = set(model.objects.values_list(key, flat=True))
    fresh = [
        model(**{**row, "order": order})
        for order, row in enumerate(rows, start=1)
        if row[key] not in known
    ]
    model.objects.bulk_create(fresh)
    return len(fresh)
