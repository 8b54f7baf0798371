"""Writes entries into the tables of the database, in the transaction of the caller (入库).

Shared by the embedded engines; the gram index beside the tables is the dialect's. Every change of
the index moves its generation on.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from portal.prepared import Prepared, PreparedList, as_sent
from search import outbox
from search.documents.entry import Entry
from search.models import FacetSet, FacetValue, IndexedDocument, IndexState
from search.query import LONGEST_NUMBER
from search.text import analysis_version, fold, number_key

from .dialect import dialect
from .slots import KeptSlots, slots_of

BATCH = 500
Pairs = tuple[tuple[str, str], ...]


class Row(NamedTuple):
    """A row of `IndexedDocument` but for its id, as this module reads, compares and writes it."""

    key: str
    slot: int
    facet_set_id: int
    topic_set_id: int | None
    page_id: int
    part: str
    path: str
    kind: str
    title: str
    heading: str
    body: str
    folded: str
    doc_number: str
    number: str
    article_no: int | None
    chapter: str
    status: str
    published: date | None
    effective: date | None
    ends: date | None
    expires: datetime | None
    file_kind: str
    file_size: int | None
    seq: int

    @property
    def place(self) -> tuple[int, int]:
        """Where an index that has not been told yet looks for it."""
        return self.slot, self.page_id

    def leaves(self, whole: Set[int], now: datetime) -> bool:
        """Whether it goes when it is not given again."""
        return self.page_id in whole or (self.expires is not None and self.expires <= now)

    @property
    def gram_row(self) -> tuple[int, str]:
        """What the gram index holds of it."""
        return self.slot, self.folded


_OF_PAGES = PreparedList(
    lambda pages, at: (
        IndexedDocument.objects.filter(Q(page__in=pages) | Q(expires__lte=at))
        .order_by()
        .values_list(*Row._fields)
    ),
    datetime(1901, 2, 3, tzinfo=UTC),
)
_ANY = Prepared(lambda: IndexedDocument.objects.order_by().values_list("pk")[:1])
_SETS = PreparedList(
    lambda names: FacetSet.objects.filter(signature__in=names).values_list("signature", "pk"),
    sample=lambda place: f"~{place}",
)


def write(entries: Iterable[Entry], *, kept: KeptSlots | None = None) -> int:
    """Store entries in batches inside one transaction; the last of equal keys counts.

    In the caller's transaction without a savepoint, at which the gram index would be written out;
    what fails here takes the change with it. What has passed its date since the last change leaves
    at this occasion. `kept` names the slots that entries had in an index that was thrown away.
    """
    written = 0
    with transaction.atomic(savepoint=False):
        dialect().take_turn()
        for batch in batches(entries):
            given = {entry.key: entry for entry in batch}
            written += _put(given, {entry.page_id for entry in batch}, set(), kept or KeptSlots())
    return written


def replace(pages: Collection[int], entries: Iterable[Entry]) -> None:
    """Make these entries all that there are of these pages; otherwise as `write`."""
    of_page: dict[int, dict[str, Entry]] = {page: {} for page in pages}
    for entry in entries:
        of_page[entry.page_id][entry.key] = entry
    with transaction.atomic(savepoint=False):
        dialect().take_turn()
        for some in _together(of_page):
            given = {key: entry for page in some for key, entry in of_page[page].items()}
            _put(given, some, set(some), KeptSlots())


def _together(of_page: Mapping[int, Mapping[str, Entry]]) -> Iterator[list[int]]:
    """Pages, so many at a time as have `BATCH` entries together, or one that has more."""
    some: list[int] = []
    held = 0
    for page, given in of_page.items():
        if some and held + len(given) > BATCH:
            yield some
            some, held = [], 0
        some.append(page)
        held += len(given)
    if some:
        yield some


def batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Entries in lists of at most `BATCH`."""
    stream = iter(entries)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _put(
    given: Mapping[str, Entry], pages: Collection[int], whole: Set[int], kept: KeptSlots
) -> int:
    """Write entries of some pages; of the pages in `whole` nothing else stays."""
    now = timezone.now()
    old = {row.key: row for row in map(Row._make, _OF_PAGES.rows(pages, now))}
    gone = [row for key, row in old.items() if key not in given and row.leaves(whole, now)]
    if gone:
        _remove(gone)
    if given and not old and not _ANY.rows():
        dialect().clear()
        IndexState.objects.filter(pk=1).update(schema=expected_schema(), documents=0)
    batch = list(given.values())
    facets = [(facts_of(entry), topics_of(entry)) for entry in batch]
    sets = _facet_sets({pairs for both in facets for pairs in both})
    slots = slots_of(batch, {key: row.slot for key, row in old.items()}, kept)
    rows = [
        _row(entry, slots[entry.key], sets[facts], sets.get(topics))
        for entry, (facts, topics) in zip(batch, facets, strict=True)
    ]
    if changed := [row for row in rows if row.key not in old or old[row.key][:-1] != row[:-1]]:
        _store(changed, old)
    return len(rows)


def _store(rows: Sequence[Row], old: Mapping[str, Row]) -> None:
    """Write rows that are new or differ; grams only where slot or text differ."""
    known = [(old[row.key], row) for row in rows if row.key in old]
    left = any(before.place != row.place for before, row in known)
    seq = move_on(more=len(rows) - len(known), left=left)
    rows = [row if row.seq else row._replace(seq=seq) for row in rows]
    had = {row.key: before.gram_row for before, row in known}
    regrammed = [row for row in rows if had.get(row.key) != row.gram_row]
    dialect().forget(had[row.key] for row in regrammed if row.key in had)
    _upsert(rows)
    outbox.note({row.key: row.seq for row in rows})
    dialect().insert(row.gram_row for row in regrammed)


def _upsert(rows: Sequence[Row]) -> None:
    """Insert rows, or replace those of the same key.

    Through the cursor: this statement, put together by the ORM, takes longer than the index.
    """
    columns = [*Row._fields, *dialect().COLUMNS_BESIDE]
    changed = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "key")
    sql = (
        f"INSERT INTO search_indexeddocument ({', '.join(columns)}) "  # noqa: S608
        f"VALUES ({', '.join(['%s'] * len(columns))}) ON CONFLICT (key) DO UPDATE SET {changed}"
    )
    beside = dialect().beside
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[*map(as_sent, row), *beside(row.folded)] for row in rows])


def _row(entry: Entry, slot: int, facts: int, topics: int | None) -> Row:
    return Row(
        key=entry.key,
        slot=slot,
        facet_set_id=facts,
        topic_set_id=topics,
        page_id=entry.page_id,
        part=entry.part,
        path=entry.path,
        kind=entry.kind,
        title=entry.title,
        heading=entry.heading,
        body=entry.body,
        folded="\n".join(map(fold, (entry.title, entry.heading, entry.body))),
        doc_number=entry.doc_number,
        number=number_key(entry.doc_number)[:LONGEST_NUMBER],
        article_no=entry.article_no,
        chapter=entry.chapter,
        status=entry.status,
        published=entry.published,
        effective=entry.effective,
        ends=entry.ends,
        expires=entry.expires,
        file_kind=entry.file_kind,
        file_size=entry.file_size,
        seq=entry.seq,
    )


def facts_of(entry: Entry) -> Pairs:
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


def topics_of(entry: Entry) -> Pairs:
    """The topics of an entry as facet values, sorted."""
    return tuple(sorted({("topic", topic[:200]) for topic in entry.topics if topic}))


def _facet_sets(wanted: set[Pairs]) -> dict[Pairs, int]:
    """The row of each combination of facet values; missing ones are made. None for no topics."""
    wanted = {pairs for pairs in wanted if pairs}
    signatures = {_signature(pairs): pairs for pairs in wanted}
    known = _known_sets(signatures)
    missing = [signature for signature in signatures if signature not in known]
    if missing:
        FacetSet.objects.bulk_create([FacetSet(signature=name) for name in missing])
        known |= _known_sets(missing)
        FacetValue.objects.bulk_create(
            FacetValue(facet_set_id=known[name], facet=facet, value=value)
            for name in missing
            for facet, value in signatures[name]
        )
    return {signatures[signature]: pk for signature, pk in known.items()}


def _signature(pairs: Pairs) -> str:
    return sha256(json.dumps(pairs).encode()).hexdigest()


def _known_sets(signatures: Collection[str]) -> dict[str, int]:
    return dict(_SETS.rows(signatures))


def delete(*, pages: Collection[int] = (), keys: Collection[str] = ()) -> int:
    """Remove the entries of pages and the entries named; returns how many went."""
    if not pages and not keys:
        return 0
    with transaction.atomic(savepoint=False):
        dialect().take_turn()
        found = {
            row.key: row
            for column, values in (("page_id", sorted(pages)), ("key", sorted(keys)))
            for chunk in _chunks(values)
            for row in map(
                Row._make,
                IndexedDocument.objects.filter(**{f"{column}__in": chunk}).values_list(
                    *Row._fields
                ),
            )
        }
        if found:
            _remove(list(found.values()))
    return len(found)


def _remove(rows: Sequence[Row]) -> None:
    dialect().forget(row.gram_row for row in rows)
    for chunk in _chunks([row.key for row in rows]):
        IndexedDocument.objects.filter(key__in=chunk).delete()
    seq = move_on(more=-len(rows), left=True)
    outbox.note_gone({row.key: seq for row in rows})


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


def clear() -> None:
    """Throw all entries away."""
    dialect().take_turn()
    dialect().clear()
    outbox.note_all_gone(move_on(left=True))
    IndexedDocument.objects.all().delete()
    FacetSet.objects.all().delete()
    IndexState.objects.filter(pk=1).update(schema=expected_schema(), documents=0)


def drop_unused_facets() -> None:
    """Remove combinations of facet values that no document has."""
    FacetSet.objects.filter(documents__isnull=True, topical__isnull=True).delete()


def expected_schema() -> str:
    """What an index made by this code carries: analysis and layout."""
    return f"{analysis_version()}-3"


def move_on(*, more: int = 0, left: bool = False) -> int:
    """Count one more change, by which there are `more` documents, and return its number.

    What was counted before is then stale. `left` says that an entry went from its place.
    """
    row = _moved_on(more, left)
    if row is None:
        IndexState.objects.get_or_create(pk=1, defaults={"schema": expected_schema()})
        row = _moved_on(more, left)
    return int(row[0]) if row else 0


def _moved_on(more: int, left: bool) -> tuple[int] | None:
    """The next number, written and read by one statement."""
    left_at = "left_at = generation + 1, " if left else ""
    sql = (
        f"UPDATE search_indexstate SET generation = generation + 1, {left_at}stamp = %s, "  # noqa: S608
        "documents = documents + %s WHERE id = 1 RETURNING generation"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [uuid4().hex, more])
        return next(iter(cursor.fetchall()), None)


def take_turn() -> None:
    """Wait until nobody else writes the index, to the end of the transaction."""
    dialect().take_turn()


def room_for_loading() -> AbstractContextManager[None]:
    """Room for long loads of many batches, given back at the end."""
    return dialect().room_for_loading()


def settle() -> None:
    """Tidy the gram index after many writes."""
    dialect().settle()


def keep_synonyms(groups: list[list[str]]) -> None:
    """Write the synonym groups where every query reads them."""
    move_on()
    IndexState.objects.filter(pk=1).update(synonyms=groups)
