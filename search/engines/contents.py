"""What the index that answers on the search server holds, for operators."""

from __future__ import annotations

from dataclasses import dataclass, field

from elasticsearch import Elasticsearch

from search import options

from .base import EngineDown
from .client import connect
from .indices import Indices, asking

WAIT_SECONDS = 5.0
MOST_KINDS = 100


@dataclass(frozen=True)
class Contents:
    """Name and schema of the index in service, and its documents; all empty when there is none."""

    name: str = ""
    schema: str = ""
    documents: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


def contents() -> Contents | None:
    """Asked now; None when the server does not answer."""
    try:
        with connect(request_timeout=WAIT_SECONDS) as client:
            served = Indices(client)
            name = served.serving()
            if not name:
                return Contents()
            return Contents(name, served.schema_served(), *_counted(client))
    except EngineDown:
        return None


def _counted(client: Elasticsearch) -> tuple[int, dict[str, int]]:
    with asking():
        found = client.search(
            index=str(options.value("PREFIX")),
            size=0,
            track_total_hits=True,
            aggregations={"kinds": {"terms": {"field": "kind", "size": MOST_KINDS}}},
        )
    buckets = found["aggregations"]["kinds"]["buckets"]
    kinds = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
    return int(found["hits"]["total"]["value"]), dict(sorted(kinds.items()))
