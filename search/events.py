"""Lends waiting entries to one worker and takes back what became of them (待同步队列).

Safe for any number of workers: nobody waits for a row that another holds, and what a worker says
of an entry counts only while it is lent to that worker, with the `seq` that the worker saw. A
publication never waits longer than one of these short transactions, for no server is asked inside
them.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from . import options
from .engines.base import Outcome
from .engines.store import take_turn
from .models import IndexEvent
from .outbox import change

BUSY = frozenset({401, 403, 404, 408, 429})
"""Refusals that say nothing of the entry: no rights now, index closed or missing, too much."""


class Verdict(IntEnum):
    """What an answer means for a waiting entry; of two answers the higher one counts."""

    DONE = 0
    LATER = 1
    PARKED = 2


class Answer(NamedTuple):
    """What became of one waiting entry, and why."""

    event: IndexEvent
    verdict: Verdict
    reason: str = ""


def verdict_on(outcome: Outcome, *, gone: bool) -> Verdict:
    """A newer version there (409) is as good as ours; what is gone need not be found (404)."""
    status = outcome.status
    if status < 300 or status == 409 or (gone and status == 404):
        return Verdict.DONE
    return Verdict.LATER if status in BUSY or status >= 500 else Verdict.PARKED


def due(now: datetime, *, early: bool = False) -> QuerySet[IndexEvent]:
    """What may be sent now and is lent to nobody; `early`: what was put off as well."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    in_time = Q() if early else Q(next_try_at=None) | Q(next_try_at__lte=now)
    return IndexEvent.objects.filter(free, in_time, parked=False)


def claim(limit: int, *, early: bool = False) -> list[IndexEvent]:
    """Lends the longest waiting entries to the caller for the time of a lease.

    `early` is for whoever tries the way to a server that was away: it may be any entry, but rather
    one that was not refused yet.
    """
    now = timezone.now()
    if not due(now, early=early).exists():
        return []
    until = now + timedelta(seconds=options.value("DRAIN_LEASE_SECONDS"))
    order = [F("next_try_at").asc(nulls_first=True), "pk"] if early else ["pk"]
    with transaction.atomic():
        waiting = due(now, early=early).select_for_update(skip_locked=True)
        found = list(waiting.order_by(*order)[:limit])
        _of(found).update(claimed_until=until)
    for event in found:
        event.claimed_until = until  # by which the loan is known
    return found


def give_back(events: Sequence[IndexEvent]) -> None:
    """Nothing was learnt of these: they may be sent again at once."""
    with transaction.atomic():
        _of(_unchanged(events)).update(claimed_until=None)


def recall() -> None:
    """Another index answers from now on: whatever is lent goes to it once more.

    Writers are kept out, so that this may wait for workers, who wait for nobody.
    """
    with transaction.atomic():
        take_turn()
        IndexEvent.objects.exclude(claimed_until=None).update(claimed_until=None)


def forgive() -> None:
    """What was put off may be tried at once."""
    change(IndexEvent.objects.filter(parked=False, next_try_at__isnull=False), next_try_at=None)


def settle(answers: Sequence[Answer]) -> Counter[Verdict]:
    """Drops what was taken over, plans another try, parks what was refused for what it is."""
    said = {answer.event.pk: answer for answer in answers}
    with transaction.atomic():
        still = _unchanged([answer.event for answer in answers])
        judged = [said[event.pk] for event in still]
        _drop([one.event for one in judged if one.verdict is Verdict.DONE])
        _note_failures([one for one in judged if one.verdict is not Verdict.DONE])
    return Counter(one.verdict for one in judged)


def _of(events: Collection[IndexEvent]) -> QuerySet[IndexEvent]:
    return IndexEvent.objects.filter(pk__in=[event.pk for event in events])


def _unchanged(events: Sequence[IndexEvent]) -> list[IndexEvent]:
    """Those still lent as they were; a row under change right now is left to its change."""
    facts = ("pk", "seq", "gone", "claimed_until")
    known = set(_of(events).select_for_update(skip_locked=True).values_list(*facts))
    return [one for one in events if tuple(getattr(one, fact) for fact in facts) in known]


def _drop(events: Sequence[IndexEvent]) -> None:
    """Through the cursor: Django's own deletion reads every row and tells everybody of it."""
    if events:
        marks = ", ".join(["%s"] * len(events))
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM search_indexevent WHERE id IN ({marks})",  # noqa: S608
                [event.pk for event in events],
            )


def _note_failures(answers: Sequence[Answer]) -> None:
    alike: dict[tuple[int, str, Verdict], list[IndexEvent]] = defaultdict(list)
    for event, verdict, reason in answers:
        alike[event.attempts, reason[:300], verdict].append(event)
    now = timezone.now()
    for (attempts, reason, verdict), group in alike.items():
        parked = verdict is Verdict.PARKED
        _of(group).update(
            attempts=min(attempts + 1, 1_000),
            last_error=reason,
            parked=parked,
            claimed_until=None,
            next_try_at=None if parked else now + timedelta(seconds=wait(attempts)),
        )


def wait(attempts: int) -> float:
    """Seconds until the next try after so many earlier ones; scattered, so that no crowd forms."""
    first, longest = options.value("RETRY_SECONDS")
    return backed_off(first, longest, attempts)


def backed_off(first: float, longest: float, times: int) -> float:
    """A pause that doubles with every failure up to the longest, up to a quarter longer."""
    pause: float = min(longest, first * 2 ** min(times, 20))
    return min(longest, pause * random.uniform(1, 1.25))  # noqa: S311 - scatter, no secret
