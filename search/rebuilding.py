"""Makes the outside index anew beside the one that answers (蓝绿重建), and swaps at one stroke.

Readers and publications notice nothing. What changes meanwhile goes to both indices; before the
swap the new one is compared with the database and counted. An interruption at any moment leaves
the old index in service and litter that the next rebuild sweeps up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter

from django.db.models.functions import Length

from . import outbox, watch
from .courier import Courier, NotRebuilt, Waits
from .engines.base import Change, EngineDown, Outcome
from .engines.indices import Indices
from .events import forgive, recall
from .models import IndexedDocument, IndexEvent
from .outside import changes_of, entries_of, parcels_of
from .reconcile import WAITING, Difference, differences, known_to_the_outbox

ROWS_AT_ONCE = 500
IN_FLIGHT = 2
MOST_REFUSED = 0.001
"""Readers get the new index when no larger share was refused, or one; that stays parked."""
PASSES = 5

Progress = Callable[[int, int], None]


@dataclass
class Rebuilt:
    """What a rebuild did: entries written, refused with the reason, mended before the swap."""

    index: str
    documents: int = 0
    mended: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Entries a second."""
        return self.documents / self.seconds if self.seconds else 0.0


def rebuild_outside(
    outside: Indices,
    *,
    progress: Progress = lambda _done, _of: None,
    waits: Waits = lambda _reason: None,
) -> Rebuilt:
    """Fill a new index and let it answer; raises `NotRebuilt`, and the old one goes on.

    A server that is away is waited for, which `waits` is told.
    """
    name = outside.new_name()
    if not watch.begin_building(name):
        since = watch.state().building_since
        raise NotRebuilt(f"another rebuild is under way since {since:%H:%M:%S} UTC")
    work = _Work(Courier(outside, name, waits=waits), Rebuilt(name), progress)
    try:
        work.run()
    finally:
        watch.end_building(name, swapped=work.swapped)
        if not work.swapped:
            _clear_away(outside, name)
    return work.report


def rollback(outside: Indices) -> tuple[str, str]:
    """Let the index answer that answered before the last rebuild; returns (before, now)."""
    if watch.is_building():
        raise NotRebuilt("a rebuild is under way")
    before, kept = outside.serving(), outside.kept()
    if not kept:
        raise NotRebuilt("no earlier index is kept")
    outside.swap(kept)
    recall()
    return before, kept


def sweep(outside: Indices, *, but: str = "") -> list[str]:
    """Throw away what interrupted rebuilds left behind; returns its names."""
    wanted = {outside.serving(), outside.kept(), but}
    litter = [name for name in outside.all() if name not in wanted]
    outside.delete(litter)
    return litter


def _clear_away(outside: Indices, name: str) -> None:
    """Throw a half-made index away; without a server the next rebuild will."""
    try:
        if outside.serving() != name:
            outside.delete([name])
    except EngineDown:
        return


@dataclass
class _Work:
    """One rebuild."""

    courier: Courier
    report: Rebuilt
    progress: Progress
    swapped: bool = False

    def run(self) -> None:
        """All steps up to the swap, and what follows from it."""
        begun, courier, name = perf_counter(), self.courier, self.report.index
        outside, self.report.errors = courier.outside, courier.errors
        courier.patiently(lambda: sweep(outside))
        courier.patiently(lambda: outside.create(name))
        self._fill()
        courier.patiently(lambda: outside.open_for_readers(name))
        self._mend()
        self._judge()
        courier.sign_of_life(at_once=True)  # for the swap takes its time
        courier.patiently(lambda: outside.swap(name))
        self.swapped = True
        self.report.seconds = perf_counter() - begun
        _keep_debt(courier.errors)
        with suppress(EngineDown):  # else the next rebuild will
            sweep(outside, but=name)

    def _fill(self) -> None:
        """Texts are made ready here while the server works on what it was sent before."""
        total = IndexedDocument.objects.count()
        under_way: deque[tuple[list[Change], Future[list[Outcome]]]] = deque()
        with ThreadPoolExecutor(IN_FLIGHT) as senders:
            for changes in _all_changes():
                under_way.append((changes, senders.submit(self.courier.send, changes)))
                if len(under_way) > IN_FLIGHT:
                    self._arrived(*under_way.popleft(), total)
            while under_way:
                self._arrived(*under_way.popleft(), total)

    def _arrived(self, changes: list[Change], answer: Future[list[Outcome]], total: int) -> None:
        self.courier.arrived(changes, answer)
        self.report.documents += len(changes)
        self.progress(min(self.report.documents, total), total)

    def _mend(self) -> None:
        """What was missed is sent, for whatever reason, until nothing is.

        But for what was refused, and what waits: that goes to whichever index answers.
        """
        for _ in range(PASSES):
            missed = self.courier.patiently(self._mend_once)
            self.report.mended += missed
            if not missed:
                return
            self.courier.patiently(lambda: self.courier.outside.refresh(building=True))
        raise NotRebuilt("the new index does not come into step with the database")

    def _mend_once(self) -> int:
        missed = 0
        alive = self.courier.sign_of_life
        for chunk in differences(self.courier.outside, building=True, at_each=alive):
            open_ones = [one for one in chunk if one.key not in self.courier.errors]
            self.courier.deliver(_repairs(open_ones))
            alive()
            late = known_to_the_outbox(open_ones)
            missed += sum(late.get(one.key) != WAITING for one in open_ones)
        return missed

    def _judge(self) -> None:
        """Counts are compared a last time; too many refusals keep the old index in service."""
        held = IndexedDocument.objects.count()
        refused = len(self.courier.errors)
        if refused > max(1, MOST_REFUSED * held):
            raise NotRebuilt(f"{refused} of {held} entries were refused: {self._examples()}")
        for times in range(PASSES):
            there = self.courier.patiently(self._counted)
            held = IndexedDocument.objects.count()
            if abs(there + refused - held) <= outbox.backlog().waiting:
                return
            self.courier.rest(0.2 * 2**times)  # publications go on meanwhile
        raise NotRebuilt(f"the new index holds {there} of {held} entries")

    def _counted(self) -> int:
        self.courier.outside.refresh(building=True)
        return self.courier.outside.count(building=True)

    def _examples(self) -> str:
        first = list(self.courier.errors.items())[:3]
        return "; ".join(f"{key}: {reason}" for key, reason in first)


def _all_changes() -> Iterator[list[Change]]:
    """Every entry there is, in parcels; a few hundred rows are read at a time."""
    last = 0
    rows = IndexedDocument.objects.order_by("pk")
    facts = rows.values_list("pk", "key", Length("folded"))
    while found := list(facts.filter(pk__gt=last)[:ROWS_AT_ONCE]):
        last, sizes = found[-1][0], {key: size for _, key, size in found}
        for keys in parcels_of(sizes, sizes):
            yield changes_of(list(entries_of(keys)))


def _repairs(chunk: list[Difference]) -> list[Change]:
    """What makes the new index say what the database says."""
    rows = {row.key: row for row in entries_of([one.key for one in chunk])}
    gone = [Change(one.key, one.version, None) for one in chunk if one.key not in rows]
    return [*changes_of(list(rows.values())), *gone]


def _keep_debt(errors: dict[str, str]) -> None:
    """What was refused for what it is waits, parked, for a person to look at.

    What the index before refused or put off is tried at once.
    """
    outbox.retry()
    forgive()
    rows = entries_of(errors).values_list("key", "seq")
    outbox.note(dict(rows))
    for key, reason in errors.items():
        IndexEvent.objects.filter(object_key=key).update(parked=True, last_error=reason)
