"""What an index outside the database has yet to take over (发件箱), written with the change.

Only rows are written here, in the transaction of the change: rolled back together, kept together.
No server is asked. Without SEARCH_URL nothing is written at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from . import options
from .models import IndexEvent

AT_ONCE = 500
_COLUMNS = (
    "object_key, seq, gone, attempts, next_try_at, last_error, noted_at, claimed_until, parked"
)
_AGAIN = (
    "ON CONFLICT (object_key) DO UPDATE SET seq = excluded.seq, gone = excluded.gone, "
    "attempts = 0, next_try_at = NULL, last_error = '', claimed_until = NULL, parked = %s"
)
_NOTE = (
    f"INSERT INTO search_indexevent ({_COLUMNS}) "  # noqa: S608
    f"VALUES (%s, %s, %s, 0, NULL, '', %s, NULL, %s) {_AGAIN}"
)
_NOTE_ALL_GONE = (
    f"INSERT INTO search_indexevent ({_COLUMNS}) "  # noqa: S608
    "SELECT key, %s, %s, 0, NULL, '', %s, NULL, %s FROM search_indexeddocument "
    f"WHERE slot >= 0 {_AGAIN}"
)


@dataclass(frozen=True)
class Backlog:
    """How far the outside index is behind: entries waiting and parked, and since when.

    Parked entries are not among those waiting. `oldest` is None when nothing waits.
    """

    waiting: int
    parked: int
    oldest: datetime | None

    @property
    def lag_seconds(self) -> float:
        """Age of the oldest change that waits; 0 when nothing does."""
        return max(0.0, (timezone.now() - self.oldest).total_seconds()) if self.oldest else 0.0


def note(changed: Mapping[str, int]) -> None:
    """These entries (key and seq) are new or differ."""
    _note(changed, gone=False)


def note_gone(gone: Mapping[str, int]) -> None:
    """These entries are no more; `seq` is the change by which they went."""
    _note(gone, gone=True)


def note_all_gone(seq: int) -> None:
    """Every entry there is now goes by the change `seq`."""
    if options.url():
        with connection.cursor() as cursor:
            cursor.execute(_NOTE_ALL_GONE, [seq, True, _now(), False, False])


def _note(entries: Mapping[str, int], *, gone: bool) -> None:
    """One statement, through the cursor: the ORM's would cost more than all the rest.

    In the order of keys, so that two of these never wait for each other.
    """
    if entries and options.url():
        now = _now()
        rows = [(key, seq, gone, now, False, False) for key, seq in sorted(entries.items())]
        with connection.cursor() as cursor:
            cursor.executemany(_NOTE, rows)


def _now() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())


def backlog() -> Backlog:
    """What waits now; one statement."""
    open_ones = Q(parked=False)
    found = IndexEvent.objects.aggregate(
        open=Count("pk", filter=open_ones),
        closed=Count("pk", filter=~open_ones),
        oldest=Min("noted_at", filter=open_ones),
    )
    return Backlog(found["open"], found["closed"], found["oldest"])


def change(rows: QuerySet[IndexEvent], **values: Any) -> int:
    """Change rows but for those that somebody changes just now, for whom nobody waits."""
    with transaction.atomic():
        found = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
        chunks = (found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE))
        return sum(IndexEvent.objects.filter(pk__in=some).update(**values) for some in chunks)


def retry(keys: list[str] | None = None) -> int:
    """Send parked entries again, all of them or those named; returns how many."""
    parked = IndexEvent.objects.filter(parked=True)
    if keys is not None:
        parked = parked.filter(object_key__in=keys)
    return change(parked, parked=False, attempts=0, next_try_at=None, claimed_until=None)
