"""How often a query is asked and what it finds, by day, without a trace of who asked (检索日志).

Counts gather in memory and are written together now and then, after an answer has been sent: no
reader waits for the log, and a failing log fails no search. What a process has not yet written when
it ends is lost; the log is for editors who look for missing words, not for accounts. After a year
it is forgotten.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from .models import QueryLog

WRITE_EVERY_SECONDS = 60
MOST_KEPT = 500
LONGEST = 200
TELLING_DIGITS = 6
KEPT_DAYS = 365

_NUMBER = re.compile(r"\d(?:[\W_]*\d)*")
_TELLING = "\0"

logger = logging.getLogger(__name__)


@dataclass
class _Asked:
    """One query of one day."""

    times: int = 0
    total: int = 0
    related: bool = False


@dataclass
class _Memory:
    """What this process has not written yet."""

    since: float = field(default_factory=time.monotonic)
    counts: dict[tuple[date, str], _Asked] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


_memory = _Memory()


def note(terms: Iterable[str], *, total: int, related: bool) -> None:
    """Count a query by its folded words; telephones and identities (six digits) are left out."""
    folded = " ".join(_kept(" ".join(terms)))[:LONGEST]
    if not folded:
        return
    with _memory.lock:
        if len(_memory.counts) >= MOST_KEPT:
            return
        asked = _memory.counts.setdefault((timezone.localdate(), folded), _Asked())
        asked.times += 1
        asked.total, asked.related = total, related


def _kept(folded: str) -> Iterator[str]:
    """The words that tell of nobody; digits with no letter between them are one number."""
    marked = _NUMBER.sub(lambda number: _TELLING if _tells(number[0]) else number[0], folded)
    return (word for word in marked.split() if _TELLING not in word and not _tells(word))


def _tells(text: str) -> bool:
    return len(text) >= TELLING_DIGITS and sum(map(str.isdigit, text)) >= TELLING_DIGITS


def write_when_due() -> None:
    """Write if the last time is long enough ago; called after the answer was sent."""
    if _memory.counts and time.monotonic() - _memory.since >= WRITE_EVERY_SECONDS:
        write()


def forget() -> None:
    """Drop what was counted and not written."""
    with _memory.lock:
        _memory.counts, _memory.since = {}, time.monotonic()


def write() -> int:
    """Write what was counted and drop what is a year old; returns how many rows were written.

    A database error is logged, not raised.
    """
    with _memory.lock:
        counts, _memory.counts, _memory.since = _memory.counts, {}, time.monotonic()
    try:
        with transaction.atomic():
            for (day, folded), asked in counts.items():
                _add(day, folded, asked)
            QueryLog.objects.filter(day__lt=timezone.localdate() - timedelta(KEPT_DAYS)).delete()
    except DatabaseError:
        logger.warning("The query log could not be written.", exc_info=True)
        return 0
    return len(counts)


def _add(day: date, folded: str, asked: _Asked) -> None:
    row, is_new = QueryLog.objects.get_or_create(
        day=day,
        folded=folded,
        defaults={"times": asked.times, "total": asked.total, "related": asked.related},
    )
    if not is_new:
        QueryLog.objects.filter(pk=row.pk).update(
            times=F("times") + asked.times, total=asked.total, related=asked.related
        )
