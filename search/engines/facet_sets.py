"""The combinations of facet values that documents share (分面组合), found or made."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256

from portal.prepared import PreparedList
from search.documents.entry import Entry
from search.models import FacetSet, FacetValue

Pairs = tuple[tuple[str, str], ...]

_SETS = PreparedList(
    lambda names: FacetSet.objects.filter(signature__in=names).values_list("signature", "pk"),
    sample=lambda place: f"~{place}",
)


def sets_of(entries: Sequence[Entry], known: Mapping[str, int]) -> list[tuple[int, int | None]]:
    """The keys of the sets of each entry: of its facts, and of its topics if it has any.

    Sets `known` by their signatures are not looked up.
    """
    pairs = [(_facts_of(entry), _topics_of(entry)) for entry in entries]
    rows = _rows_of({one for both in pairs for one in both}, known)
    return [(rows[facts], rows.get(topics)) for facts, topics in pairs]


def drop_unused() -> None:
    """Remove combinations of facet values that no document has."""
    FacetSet.objects.filter(documents__isnull=True, topical__isnull=True).delete()


def _facts_of(entry: Entry) -> Pairs:
    """The facet values of an entry except its topics, sorted; empty values are none."""
    values = {
        "kind": entry.kind,
        "community": entry.community,
        "year": entry.year,
        "status": entry.status,
        "issuer": entry.issuer,
        "language": entry.locale,
    }
    found = {(facet, value[:200]) for facet, value in values.items() if value}
    return tuple(sorted(found | {("community", value) for value in entry.communities}))


def _topics_of(entry: Entry) -> Pairs:
    """The topics of an entry as facet values, sorted."""
    return tuple(sorted({("topic", topic[:200]) for topic in entry.topics if topic}))


def _rows_of(wanted: set[Pairs], known: Mapping[str, int]) -> dict[Pairs, int]:
    """The row of each combination of facet values; missing ones are made. None for no topics."""
    wanted = {pairs for pairs in wanted if pairs}
    signatures = {_signature(pairs): pairs for pairs in wanted}
    found = dict(known)
    found |= _known_sets(signatures.keys() - found.keys())
    if missing := signatures.keys() - found.keys():
        FacetSet.objects.bulk_create([FacetSet(signature=name) for name in missing])
        found |= _known_sets(missing)
        FacetValue.objects.bulk_create(
            FacetValue(facet_set_id=found[name], facet=facet, value=value)
            for name in missing
            for facet, value in signatures[name]
        )
    return {pairs: found[signature] for signature, pairs in signatures.items()}


@lru_cache(maxsize=1_000)
def _signature(pairs: Pairs) -> str:
    return sha256(json.dumps(pairs).encode()).hexdigest()


def _known_sets(signatures: Collection[str]) -> dict[str, int]:
    return dict(_SETS.rows(signatures))
