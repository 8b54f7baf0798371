"""Compares an outside index with the database (核对索引): what is missing, stale, or orphaned.

Both sides come as streams in the order of keys, so that memory does not grow with them. What
differs is looked at a second time on both sides, for things go on changing meanwhile; what still
waits in the outbox is late and no fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models.functions import Collate

from . import outbox
from .engines.indices import Indices
from .engines.store import move_on, take_turn
from .models import IndexedDocument, IndexEvent, IndexState

NAMED = 1_000
"""So many names of each kind are kept; all are counted."""
CHECKED_AT_ONCE = 500
BYTE_ORDER = {"postgresql": "C", "sqlite": "BINARY"}

MISSING, STALE, ORPHAN = "missing", "stale", "orphan"
WAITING, PARKED = "waiting", "parked"
KINDS = (MISSING, STALE, ORPHAN)


class Difference(NamedTuple):
    """One entry that differs: its number in the database and its version outside, 0 for none."""

    key: str
    seq: int
    version: int

    @property
    def kind(self) -> str:
        """Missing outside, another state there, or gone from the database."""
        if not self.version:
            return MISSING
        return STALE if self.seq else ORPHAN


@dataclass
class Comparison:
    """What was found: names by kind (the first of many), counts, and how long it took."""

    compared: int = 0
    names: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    fixed: int = 0

    @property
    def in_step(self) -> bool:
        """Nothing to mend: what waits is only late."""
        return not any(self.counts[kind] for kind in (*KINDS, PARKED))

    def add(self, kind: str, key: str) -> None:
        """Count one more, and name it among the first."""
        self.counts[kind] += 1
        if kind in self.names and len(self.names[kind]) < NAMED:
            self.names[kind].append(key)


def reconcile(outside: Indices, *, fix: bool = False) -> Comparison:
    """Compare all; with `fix` what differs is sent again by way of the outbox."""
    begun, found = perf_counter(), Comparison()
    outside.refresh()
    for chunk in differences(outside, count=found):
        late = known_to_the_outbox(chunk)
        open_ones = [one for one in chunk if one.key not in late]
        for one in chunk:
            found.add(late.get(one.key, one.kind), one.key)
        if fix and open_ones:
            found.fixed += mend(open_ones)
    found.seconds = perf_counter() - begun
    return found


def differences(
    outside: Indices,
    *,
    building: bool = False,
    count: Comparison | None = None,
    at_each: Callable[[], None] = lambda: None,
) -> Iterator[list[Difference]]:
    """What differs, looked at twice, in lists of some hundred; `at_each` is called an entry."""
    with closing(outside.versions(building=building)) as theirs:
        suspects = _suspects(_beside(_ours(), theirs, count), at_each)
        while keys := list(islice(suspects, CHECKED_AT_ONCE)):
            if certain := _certain(outside, keys, building):
                yield certain


def _suspects(pairs: Iterable[tuple[str, int, int]], at_each: Callable[[], None]) -> Iterator[str]:
    for key, seq, version in pairs:
        at_each()
        if seq != version:
            yield key


def _ours() -> Iterator[tuple[str, int]]:
    """(key, seq) of every entry in the database, in the order of bytes, as the server sorts."""
    order = Collate("key", BYTE_ORDER[connection.vendor])
    rows = IndexedDocument.objects.order_by(order).values_list("key", "seq")
    return rows.iterator(chunk_size=2_000)


def _beside(
    ours: Iterable[tuple[str, int]], theirs: Iterable[tuple[str, int]], count: Comparison | None
) -> Iterator[tuple[str, int, int]]:
    """(key, our number, their version) of every key on either side; 0 where one has it not."""
    left, right = iter(ours), iter(theirs)
    mine, other = next(left, None), next(right, None)
    while mine or other:
        key = min(pair[0] for pair in (mine, other) if pair)
        seq = version = 0
        if mine and mine[0] == key:
            seq, mine = mine[1], next(left, None)
        if other and other[0] == key:
            version, other = other[1], next(right, None)
        if count is not None:
            count.compared += 1
        yield key, seq, version


def _certain(outside: Indices, keys: Sequence[str], building: bool) -> list[Difference]:
    """What still differs when both sides are asked again, the server's memory included."""
    theirs = outside.versions_of(keys, building=building)
    ours = dict(IndexedDocument.objects.filter(key__in=keys).values_list("key", "seq"))
    again = (Difference(key, ours.get(key, 0), theirs.get(key, 0)) for key in keys)
    return [one for one in again if one.seq != one.version]


def known_to_the_outbox(chunk: Sequence[Difference]) -> dict[str, str]:
    """Those that are late: waiting, or parked for a person to look at."""
    known = IndexEvent.objects.filter(object_key__in=[one.key for one in chunk])
    return {key: PARKED if parked else WAITING for key, parked in known.values_list(
        "object_key", "parked"
    )}  # fmt: skip


def mend(chunk: Sequence[Difference]) -> int:
    """Put what differs into the outbox, under numbers that win against what is there."""
    with transaction.atomic():
        take_turn()
        highest = max(one.version for one in chunk)
        IndexState.objects.filter(pk=1, generation__lt=highest).update(generation=highest)
        seq = move_on()
        keys = [one.key for one in chunk if one.seq]
        IndexedDocument.objects.filter(key__in=keys).update(seq=seq)
        outbox.note(dict.fromkeys(keys, seq))
        outbox.note_gone({one.key: seq for one in chunk if not one.seq})
    return len(chunk)
