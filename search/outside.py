"""What is told to an index outside the database (外部索引): entries as it takes them over.

The rows of the embedded index are the one source: what is not in them is gone. Long texts travel
in smaller parcels, so that memory stays flat whatever the texts are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from django.db.models import QuerySet
from django.db.models.functions import Length

from .engines.base import Change, Outcome
from .engines.mapping import document_of
from .models import FacetValue, IndexedDocument

PARCEL_CHARACTERS = 500_000
PARCEL_ENTRIES = 500

Facets = Mapping[str, Sequence[str]]


class Outside(Protocol):
    """An index that is kept by a server of its own; every call may raise `EngineDown`."""

    def bulk(self, changes: Sequence[Change], *, building: bool = False) -> list[Outcome]:
        """Take changes over in one request, each with its own outcome.

        `building`: into the index that a rebuild fills, instead of the one that answers.
        """

    def refresh(self, *, building: bool = False) -> None:
        """Let searches see what was taken over."""

    def schema_served(self) -> str:
        """The schema with which the index that answers readers was made; empty when unknown."""


def entries_of(keys: Collection[str]) -> QuerySet[IndexedDocument]:
    """The rows of these entries, as far as there are any."""
    return IndexedDocument.objects.filter(key__in=keys)


def parcels(keys: Sequence[str]) -> Iterator[list[str]]:
    """The keys in the same order, in lists whose texts together are not too long."""
    yield from parcels_of(dict(entries_of(keys).values_list("key", Length("folded"))), keys)


def parcels_of(sizes: Mapping[str, int], keys: Iterable[str]) -> Iterator[list[str]]:
    """The same where the length of each text is known."""
    parcel: list[str] = []
    room = PARCEL_CHARACTERS
    for key in keys:
        room -= sizes.get(key, 0)
        if parcel and (room < 0 or len(parcel) == PARCEL_ENTRIES):
            yield parcel
            parcel, room = [], PARCEL_CHARACTERS - sizes.get(key, 0)
        parcel.append(key)
    if parcel:
        yield parcel


def changes_of(rows: Sequence[IndexedDocument]) -> list[Change]:
    """Rows as the server takes them."""
    facets = facets_of(rows)
    return [Change(row.key, row.seq, document_of(row, facets[row.pk])) for row in rows]


def facets_of(rows: Sequence[IndexedDocument]) -> dict[int, Facets]:
    """The facet values of each row by its number; one statement for all of them."""
    sets = {key for row in rows for key in (row.facet_set_id, row.topic_set_id) if key}
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    values = FacetValue.objects.filter(facet_set__in=sets)
    for set_id, facet, value in values.values_list("facet_set_id", "facet", "value"):
        found[set_id].append((facet, value))
    return {row.pk: _by_facet(found, row) for row in rows}


def _by_facet(found: Mapping[int, list[tuple[str, str]]], row: IndexedDocument) -> Facets:
    facets: dict[str, list[str]] = defaultdict(list)
    for set_id in (row.facet_set_id, row.topic_set_id):
        for facet, value in found.get(set_id, ()) if set_id else ():
            facets[facet].append(value)
    return facets


def document(row: IndexedDocument) -> dict[str, Any]:
    """One row as the server takes it."""
    return dict(document_of(row, facets_of([row])[row.pk]))
