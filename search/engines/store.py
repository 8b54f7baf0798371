"""Writes entries into the tables of the database, in the transaction of the caller (入库).

Shared by the embedded engines; the gram index beside the tables is the dialect's. Every change of
the index moves its generation on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.prepared import PreparedList
from search import outbox
from search.documents.entry import Entry
from search.models import FacetSet, IndexedDocument, IndexState
from search.text import analysis_version

from .dialect import dialect
from .facet_sets import sets_of
from .row import Row, row_of
from .slots import KeptSlots, slots_of

BATCH = 500


def _columns(which: Q, *others: str) -> QuerySet[Any]:
    return IndexedDocument.objects.filter(which).order_by().values_list(*Row._fields, *others)


def _stored(which: Q) -> Iterator[Row]:
    return map(Row._make, _columns(which))


_OF_PAGES = PreparedList(
    lambda pages, at: _columns(
        Q(page__in=pages) | Q(expires__lte=at), "facet_set__signature", "topic_set__signature"
    ),
    datetime(1901, 2, 3, tzinfo=UTC),
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
    old: dict[str, Row] = {}
    known: dict[str, int] = {}
    for *columns, facts, topics in _OF_PAGES.rows(pages, now):
        row = Row._make(columns)
        old[row.key] = row
        known |= {facts: row.facet_set_id, topics: row.topic_set_id}
    gone = [row for key, row in old.items() if key not in given and row.leaves(whole, now)]
    if gone:
        _remove(gone)
    batch = list(given.values())
    slots = slots_of(batch, {key: row.slot for key, row in old.items()}, kept)
    rows = [
        row_of(entry, slots[entry.key], *sets)
        for entry, sets in zip(batch, sets_of(batch, known), strict=True)
    ]
    if changed := [row for row in rows if row.key not in old or old[row.key][:-1] != row[:-1]]:
        _store(changed, old)
    return len(rows)


def _store(rows: Sequence[Row], old: Mapping[str, Row]) -> None:
    """Write rows that are new or differ; grams only where slot or text differ.

    Grams come last: SQLite writes out what it gathered at each statement that may fail halfway.
    """
    known = {row.key: old[row.key] for row in rows if row.key in old}
    left = any(row.key in known and known[row.key].place != row.place for row in rows)
    seq, was_empty = _move_on(len(rows) - len(known), left)
    if was_empty:
        dialect().clear()
        IndexState.objects.filter(pk=1).update(schema=expected_schema(), documents=len(rows))
    rows = [row if row.seq else row._replace(seq=seq) for row in rows]
    dialect().keep(rows, known)
    outbox.note({row.key: row.seq for row in rows})
    had = {key: row.gram_row for key, row in known.items()}
    regrammed = [row for row in rows if had.get(row.key) != row.gram_row]
    dialect().forget(had[row.key] for row in regrammed if row.key in had)
    dialect().insert(row.gram_row for row in regrammed)


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
            for row in _stored(Q((f"{column}__in", chunk)))
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


def expected_schema() -> str:
    """What an index made by this code carries: analysis and layout."""
    return f"{analysis_version()}-5"


def move_on(*, more: int = 0, left: bool = False) -> int:
    """Count one more change, by which there are `more` documents, and return its number.

    What was counted before is then stale. `left` says that an entry went from its place.
    """
    return _move_on(more, left)[0]


def _move_on(more: int, left: bool) -> tuple[int, bool]:
    """The number of the change, and whether there was no document before it."""
    row = _moved_on(more, left)
    if row is None:
        IndexState.objects.get_or_create(pk=1, defaults={"schema": expected_schema()})
        row = _moved_on(more, left)
    return row or (0, False)


def _moved_on(more: int, left: bool) -> tuple[int, bool] | None:
    """The same, written and read by one statement; None where there is no state yet."""
    left_at = "left_at = generation + 1, " if left else ""
    sql = (
        f"UPDATE search_indexstate SET generation = generation + 1, {left_at}stamp = %s, "  # noqa: S608
        "documents = documents + %s WHERE id = 1 "
        "RETURNING generation, NOT EXISTS (SELECT 1 FROM search_indexeddocument)"
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
