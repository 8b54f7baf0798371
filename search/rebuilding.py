"""Makes the outside index anew beside the one that answers (蓝绿重建), and swaps at one stroke.

Readers and publications notice nothing. What changes meanwhile goes to both indices; before the
swap the new one is compared with the database and counted. An interruption at any moment leaves
the old index in service and litter that the next rebuild sweeps up.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from time import perf_counter

from django.utils import timezone

from . import watch
from .engines.base import Change, EngineDown, Outcome
from .engines.indices import Indices
from .engines.mapping import schema
from .events import Verdict, verdict_on
from .models import IndexedDocument
from .outside import changes_of, entries_of
from .reconcile import differences

ROWS_AT_ONCE = 500
IN_FLIGHT = 2
MOST_REFUSED = 0.001
"""Readers get the new index when no larger share was refused; the refused ones stay parked."""
PASSES = 5

Progress = Callable[[int, int], None]
Send = Callable[[Sequence[Change]], list[Outcome]]


class NotRebuilt(Exception):
    """The old index goes on answering, for the reason given."""


@dataclass
class Rebuilt:
    """What a rebuild did: entries written, those refused with the reason, mended before the swap."""

    index: str
    documents: int = 0
    mended: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Entries a second."""
        return self.documents / self.seconds if self.seconds else 0.0


def rebuild_outside(outside: Indices, *, progress: Progress | None = None) -> Rebuilt:
    """Fill a new index and let it answer; raises `NotRebuilt` or `EngineDown`."""
    name = _new_name(outside.prefix)
    if not watch.begin_building(name):
        since = watch.state().building_since
        raise NotRebuilt(f"another rebuild is under way since {since:%H:%M:%S} UTC")
    work = _Work(outside, Rebuilt(name), progress or (lambda _done, _of: None))
    swapped = False
    try:
        work.run()
        swapped = True
    finally:
        watch.end_building(name, swapped=swapped)
        if not swapped:
            _sweep_quietly(outside)
    return work.report


def rollback(outside: Indices) -> tuple[str, str]:
    """Let the index answer that answered before the last rebuild; returns (before, now)."""
    before, kept = outside.serving(), outside.kept()
    if not kept:
        raise NotRebuilt("no earlier index is kept")
    if watch.is_building():
        raise NotRebuilt("a rebuild is under way")
    outside.swap(kept)
    return before, kept


def sweep(outside: Indices) -> list[str]:
    """Throw away what interrupted rebuilds left behind; returns its names."""
    wanted = {outside.serving(), outside.kept()}
    litter = [name for name in outside.all() if name not in wanted]
    outside.delete(litter)
    return litter


def _sweep_quietly(outside: Indices) -> None:
    try:
        sweep(outside)
    except EngineDown:
        return  # the next rebuild sweeps


def _new_name(prefix: str) -> str:
    digest = schema()["mappings"]["_meta"]["schema"]
    return f"{prefix}-{digest}-{timezone.now():%Y%m%d%H%M%S}-{secrets.token_hex(2)}"


@dataclass
class _Work:
    """One rebuild."""

    outside: Indices
    report: Rebuilt
    progress: Progress
    total: int = 0
    begun: float = field(default_factory=perf_counter)

    def run(self) -> None:
        self.total = IndexedDocument.objects.count()
        self._patiently(lambda: sweep(self.outside))
        self._patiently(lambda: self.outside.create(self.report.index))
        self._fill()
        self.report.seconds = perf_counter() - self.begun
        self._patiently(lambda: self.outside.open_for_readers(self.report.index))
        self._mend()
        self._judge()
        self._patiently(lambda: self.outside.swap(self.report.index))
        self._keep_debt()
        self._patiently(lambda: sweep(self.outside))

    # --- Filling --------------------------------------------------------------------------------
    def _fill(self) -> None:
        """Texts are made into tokens here while the server works on what it was sent before."""
        with ThreadPoolExecutor(IN_FLIGHT) as senders:
            under_way: list[tuple[list[Change], Future[list[Outcome]]]] = []
            try:
                for changes in _all_changes():
                    if len(under_way) == IN_FLIGHT:
                        self._arrived(*under_way.pop(0))
                    under_way.append((changes, senders.submit(self._send, changes)))
                for changes, answer in under_way:
                    self._arrived(changes, answer)
            finally:
                senders.shutdown(cancel_futures=True)

    def _send(self, changes: Sequence[Change]) -> list[Outcome]:
        return self.outside.bulk(changes, building=True)

    def _arrived(self, changes: Sequence[Change], answer: Future[list[Outcome]]) -> None:
        """Takes down what became of a parcel; one that did not get through is sent again."""
        try:
            outcomes = answer.result()
        except EngineDown:
            outcomes = self._patiently(lambda: self._send(changes))
        self._judged(changes, outcomes)
        self.report.documents += len(changes)
        self._sign_of_life()
        self.progress(min(self.report.documents, self.total), self.total)

    def _judged(self, changes: Sequence[Change], outcomes: Sequence[Outcome]) -> None:
        """Refusals for the moment are repeated, others are kept with their reason."""
        left = list(changes)
        for times in range(PASSES):
            by_key = {change.key: change for change in left}
            left = []
            for outcome in outcomes:
                change = by_key[outcome.key]
                said = verdict_on(outcome, gone=change.document is None)
                if said is Verdict.LATER:
                    left.append(change)
                if said is not Verdict.DONE:
                    self.report.errors[outcome.key] = f"{outcome.status} {outcome.reason}"[:300]
                else:
                    self.report.errors.pop(outcome.key, None)
            if not left:
                return
            self._wait(times)
            again = list(left)
            outcomes = self._patiently(lambda again=again: self._send(again))  # type: ignore[misc]

    def _patiently[T](self, call: Callable[[], T]) -> T:
        raise NotImplementedError

    # --- Before the swap ------------------------------------------------------------------------
    def _mend(self) -> None:
        """What was missed, for whatever reason, is sent; until nothing is, or only refused ones."""
        for _ in range(PASSES):
            missed = 0
            for chunk in self._patiently(lambda: list(differences(self.outside, building=True))):
                keys = [one.key for one in chunk if one.key not in self.report.errors]
                missed += len(keys)
                self._repair(keys, {one.key: one.version for one in chunk})
                self._sign_of_life()
            if not missed:
                return
            self.report.mended += missed
            self._patiently(lambda: self.outside.refresh(building=True))
        raise NotRebuilt("the new index does not come into step with the database")

    def _repair(self, keys: Sequence[str], versions: dict[str, int]) -> None:
        rows = {row.key: row for row in entries_of(keys)}
        gone = [Change(key, versions[key], None) for key in keys if key not in rows]
        changes = [*changes_of(list(rows.values())), *gone]
        if changes:
            self._judged(changes, self._patiently(lambda: self._send(changes)))
