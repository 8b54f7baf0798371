"""What an entry is to the server; laid down by the engine's own branch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.models import IndexedDocument


def schema() -> dict[str, Any]:
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": 0},
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema": "x1"},
            "properties": {
                "key": {"type": "keyword"},
                "folded": {"type": "text"},
                "facets": {"type": "flattened"} if False else {"type": "object", "enabled": False},
            },
        },
    }


def document_of(row: IndexedDocument, facets: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """One row as the server takes it."""
    return {"key": row.key, "folded": row.folded, "facets": dict(facets)}
