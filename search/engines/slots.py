"""The slot of an entry: its place in time and its row number in the gram index (位置).

The day stands above the number within the day, so that newest first is slots falling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import connection

from search.documents.entry import Entry
from search.models import IndexedDocument

SLOT_BITS = 20
"""Room for a million documents of one day; the day stands above these bits of a slot."""
FIRST_DAY = date(1800, 1, 1).toordinal()


def first_slot(day: date | None) -> int:
    """The lowest slot of a day; undated documents come before every day."""
    return max(0, day.toordinal() - FIRST_DAY if day else 0) << SLOT_BITS


class KeptSlots:
    """The slots of an index before it was thrown away (旧位置).

    An index made anew gives them again: an outside index that has not been told yet names documents
    by slot and page, and would mean another part of the same page.
    """

    def __init__(self, slots: Mapping[str, int] | None = None) -> None:
        self.slots = slots or {}
        self.last: dict[int, int] = {}
        for slot in self.slots.values():
            day = slot >> SLOT_BITS
            self.last[day] = max(slot, self.last.get(day, 0))

    @classmethod
    def of_all(cls) -> KeptSlots:
        """Those of all entries there are now."""
        return cls(dict(IndexedDocument.objects.values_list("key", "slot").iterator()))


def slots_of(batch: Sequence[Entry], old: Mapping[str, int], kept: KeptSlots) -> dict[str, int]:
    """The slot of each entry: its old one while the day stays, else the next of the day."""
    slots: dict[str, int] = {}
    arriving: dict[int, list[str]] = defaultdict(list)
    for entry in batch:
        start = first_slot(entry.published)
        before = old.get(entry.key, kept.slots.get(entry.key))
        if before is not None and before >> SLOT_BITS == start >> SLOT_BITS:
            slots[entry.key] = before
        else:
            arriving[start].append(entry.key)
    for start, last in _last_slots(arriving).items():
        following = max(start, last or 0, kept.last.get(start >> SLOT_BITS, 0)) + 1
        slots.update((key, following + place) for place, key in enumerate(arriving[start]))
    return slots


def _last_slots(starts: Collection[int]) -> dict[int, int | None]:
    """The last slot taken on each of the days that begin at the given slots; one statement."""
    if not starts:
        return {}
    days = ", ".join(["(CAST(%s AS bigint))"] * len(starts))
    sql = f"""
        WITH days(start) AS (VALUES {days})
        SELECT start, (
            SELECT max(slot) FROM search_indexeddocument
            WHERE slot >= start AND slot < start + {1 << SLOT_BITS}
        ) FROM days
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, list(starts))
        return dict(cursor.fetchall())
