"""What an entry is to the server; laid down by the engine's own branch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.models import IndexedDocument


def document_of(row: IndexedDocument, facets: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """One row as the server takes it."""
    return {"key": row.key, "folded": row.folded, "facets": dict(facets)}
