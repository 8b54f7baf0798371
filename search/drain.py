"""Brings the outside index up to what waits in the outbox (同步外部索引), round after round.

A server that is away is left in peace for a while that doubles, then one entry tries the way; the
rest follows when it gets through. Publishing knows nothing of all this.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import Error as DatabaseError
from django.db import close_old_connections

from portal.running import Say

from . import options, watch
from .engines.base import Change, EngineDown, Outcome
from .engines.mapping import expected_schema
from .events import Answer, Verdict, backed_off, claim, forgive, give_back, settle, verdict_on
from .models import IndexedDocument, IndexEvent
from .outside import Outside, changes_of, entries_of, parcels

logger = logging.getLogger(__name__)

MOST = 500
"""So many entries are claimed at a time when all is well; one after a failure, then ever more."""
GROWTH = 8
SEEN_EVERY_SECONDS = 10.0
OTHER_VERSION = "the index was made by another version: manage.py search_rebuild"
REAL_OUTAGE = 3
"""After so many failures in a row no entry need wait for what was not its fault."""


@dataclass
class Drain:
    """One worker. `failures` counts refused rounds in a row, `limit` how many entries it claims."""

    target: Outside
    say: Say
    stopping: bool = False
    failures: int = 0
    limit: int = MOST
    counts: Counter[Verdict] = field(default_factory=Counter)
    seen_at: float = float("-inf")

    def run(self) -> None:
        """Rounds until asked to stop; a server or database that is away is waited for."""
        while not self.stopping:
            close_old_connections()
            self._sleep(self.step())

    def ask_to_stop(self, *_signal: object) -> None:
        """Ends `run` after the round; fit to be a signal handler."""
        self.stopping = True

    def step(self) -> float:
        """One round and its consequences; returns how many seconds to wait before the next."""
        try:
            self._say_alive()
            try:
                sent = self.round()
            except EngineDown as reason:
                return self._failed(str(reason))
        except DatabaseError as error:
            logger.error("search_drain: the database is away: %s", error)
            return self._pause()
        return 0.0 if sent else float(options.value("DRAIN_EVERY_SECONDS"))

    def _say_alive(self) -> None:
        now = time.monotonic()
        if now - self.seen_at > SEEN_EVERY_SECONDS:
            watch.seen()
            self.seen_at = now

    def round(self) -> int:
        """Sends one batch and returns how many entries it had; raises `EngineDown`."""
        events = claim(self.limit, early=bool(self.failures))
        if not events:
            return 0
        building = watch.is_building()  # asked after the claim: see decision 24
        by_key = {event.object_key: event for event in events}
        unsent = dict(by_key)
        try:
            for keys in parcels(list(by_key)):
                self._settle([by_key[key] for key in keys], building)
                for key in keys:
                    del unsent[key]
        finally:
            give_back(list(unsent.values()))
        self._got_through()
        return len(events)

    def _settle(self, events: Sequence[IndexEvent], building: bool) -> None:
        changes, unfit = _changes(events)
        judged = {change.key: _Judged(change) for change in changes}
        if changes and building:  # first: when they are swapped between the two, one is the new
            _judge(judged, self.target.bulk(changes, building=True), aside=True)
        if changes:
            _judge(judged, self.target.bulk(changes))
        self._look_at_refusals([one for one in judged.values() if one.is_parked])
        self._take_off([one for one in (*judged.values(), *unfit) if one.is_parked])
        if judged or unfit:
            self.target.refresh()  # before the rows go: they say that readers cannot see it yet
        away = _refused_for_the_moment(list(judged.values()))
        if away and len(judged) > 1:
            raise EngineDown(away)
        judged |= {one.change.key: one for one in unfit}
        self.counts += settle([judged[event.object_key].answer(event) for event in events])
        if away:
            raise EngineDown(away)

    def _look_at_refusals(self, parked: Sequence[_Judged]) -> None:
        """An index of another version need not take what is new in this one: that waits for it.

        Else an entry is refused for what it is.
        """
        if parked and self.target.schema_served() != expected_schema():
            for one in parked:
                one.verdict, one.reason = Verdict.LATER, OTHER_VERSION

    def _take_off(self, parked: Sequence[_Judged]) -> None:
        """The text of before of what is refused goes, for it is public no more; till then it waits.

        What is parked does not wait, and readers are told from the server.
        """
        if not parked:
            return
        by_key = {one.change.key: one for one in parked}
        for outcome in self.target.bulk([replace(one.change, document=None) for one in parked]):
            if verdict_on(outcome, gone=True) is Verdict.LATER:
                one = by_key[outcome.key]
                one.verdict, one.reason = Verdict.LATER, f"{outcome.status} {outcome.reason}"

    def _got_through(self) -> None:
        """The server is there: larger batches."""
        if self.failures:
            self.say("The search server answers again.")
        if self.failures >= REAL_OUTAGE:
            forgive()
        self.failures, self.limit = 0, min(MOST, self.limit * GROWTH)
        watch.drained()

    def _failed(self, reason: str) -> float:
        if not self.failures:
            self.say(f"The search server does not take entries over, waiting for it: {reason}")
        watch.failed(reason)
        self.limit = 1
        return self._pause()

    def _pause(self) -> float:
        first, longest = options.value("DRAIN_PAUSE_SECONDS")
        pause = backed_off(first, longest, self.failures)
        self.failures += 1
        return pause

    def _sleep(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self.stopping and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))


@dataclass
class _Judged:
    """One change and the worst that was said of it."""

    change: Change
    verdict: Verdict = Verdict.DONE
    reason: str = ""

    @property
    def is_parked(self) -> bool:
        """Refused for what it is."""
        return self.verdict is Verdict.PARKED

    def answer(self, event: IndexEvent) -> Answer:
        """What became of the event that asked for the change."""
        return Answer(event, self.verdict, self.reason)


def _judge(judged: dict[str, _Judged], outcomes: Sequence[Outcome], *, aside: bool = False) -> None:
    """Takes down outcomes; `aside`: of an index being built, which may be gone or refuse alone.

    What a rebuild cannot take is reported by the rebuild; here only "not now" matters.
    """
    for outcome in outcomes:
        one = judged[outcome.key]
        said = verdict_on(outcome, gone=one.change.document is None)
        if aside and (outcome.status == 404 or said is Verdict.PARKED):
            continue
        if said > one.verdict:
            one.verdict = said
            one.reason = f"{outcome.status} {outcome.reason}".strip()


def _refused_for_the_moment(judged: Sequence[_Judged]) -> str:
    """Why not one got through, where that is no entry's own fault; then the server is not ready.

    Of a single entry nobody can tell whose fault it is: it waits its time, so that the next to try
    the way is another.
    """
    if judged and all(one.verdict is Verdict.LATER for one in judged):
        return judged[0].reason
    return ""


def _changes(events: Sequence[IndexEvent]) -> tuple[list[Change], list[_Judged]]:
    """What to send, and what cannot be told, parked with the reason."""
    keys = {event.object_key: event.seq for event in events}
    rows = {row.key: row for row in entries_of(keys)}
    told, untold = _told(list(rows.values()))
    gone = [Change(key, seq, None) for key, seq in keys.items() if key not in rows]
    unfit = [_Judged(Change(key, keys[key], None), Verdict.PARKED, untold[key]) for key in untold]
    return [*told, *gone], unfit


def _told(rows: Sequence[IndexedDocument]) -> tuple[list[Change], dict[str, str]]:
    """All at once; when that fails, one by one, so that one bad entry stops no other."""
    try:
        return changes_of(rows), {}
    except DatabaseError:
        raise
    except Exception as error:
        if len(rows) == 1:
            logger.exception("search_drain: %s cannot be told", rows[0].key)
            return [], {rows[0].key: f"{type(error).__name__}: {error}"}
    parts = [_told([row]) for row in rows]
    told = [change for changes, _ in parts for change in changes]
    return told, {key: reason for _, untold in parts for key, reason in untold.items()}
