"""What an entry is to Elasticsearch: fields, and the tokens they hold.

Tokens come from `search.text`, blank-separated; the server's analyzer `whitespace` takes them apart
again. `text` holds title, heading and body with a gap between them that no phrase can cross. No
text to show is there: that is read from the database.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Any

from search.models import IndexedDocument
from search.query import FACETS, MAX_PAGE_SIZE, MAX_POSITION
from search.text import analysis_version, grams, safe, shorts, words

from .dsl import Fields, Mapping

LAYOUT = 3
"""Raised when the same fields are filled or sorted in another way: a rebuild is then due."""
TITLE_TIMES, HEADING_TIMES = 3, 2
"""A word of the title counts three times; the embedded engine weighs its columns alike."""


def _mapping() -> Mapping:
    found = Mapping()
    for name in ("key", "part", "number", *FACETS):
        found.field(name, Fields.Keyword(ignore_above=300))
    for name in ("page_id", "slot", "effective", "ends", "expires"):
        found.field(name, Fields.Long())
    found.field("article_no", Fields.Integer())
    found.field("text", Fields.Text(analyzer="whitespace", position_increment_gap=100))
    found.field("title", Fields.Text(analyzer="whitespace"))
    found.field("words", Fields.Text(analyzer="whitespace", index_options="freqs"))
    found.field("shorts", Fields.Text(analyzer="whitespace", index_options="docs", norms=False))
    return found.meta("dynamic", "strict").meta("_source", enabled=False)


@cache
def schema() -> dict[str, Any]:
    """Mapping and settings of a new index; `_meta.schema` says by which code it was made."""
    mappings = _mapping().to_dict()
    mappings["_meta"] = {"schema": expected_schema()}
    settings = {
        "number_of_shards": 1,
        "index.auto_expand_replicas": "0-1",
        "index.max_result_window": MAX_POSITION + 2 * MAX_PAGE_SIZE,
        "index.sort.field": ["slot", "page_id"],
        "index.sort.order": ["desc", "asc"],
    }
    return {"mappings": mappings, "settings": settings}


@cache
def expected_schema() -> str:
    """A digest of mapping, layout and analysis: what an index made by this code carries."""
    facts = json.dumps([_mapping().to_dict(), LAYOUT, analysis_version()], sort_keys=True)
    return sha256(facts.encode()).hexdigest()[:12]


def document_of(row: IndexedDocument, facets: Mapped[str, Sequence[str]]) -> dict[str, Any]:
    """A row of the embedded index as Elasticsearch takes it."""
    plain = safe(row.folded)  # once for grams and shorts; words are made of what was there
    lines = plain.split("\n")
    in_title, *others = map(grams, lines)
    found: dict[str, Any] = {
        "key": row.key,
        "part": row.part,
        "page_id": row.page_id,
        "slot": row.slot,
        "number": row.number.split(),
        "text": [one for one in (in_title, *others) if one],
        "title": in_title,
        "words": _words(*row.folded.split("\n")),
        "shorts": " ".join(shorts(plain)),
    }
    found.update({facet: list(values) for facet, values in facets.items()})
    if row.article_no is not None:
        found["article_no"] = row.article_no
    for name in ("effective", "ends"):
        if (day := getattr(row, name)) is not None:
            found[name] = day.toordinal()
    if row.expires is not None:
        found["expires"] = int(row.expires.timestamp() * 1000)
    return found


def _words(title: str, heading: str, body: str) -> str:
    weighed = words(title) * TITLE_TIMES + words(heading) * HEADING_TIMES + words(body)
    return safe(" ".join(weighed))
