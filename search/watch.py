"""What is known of the outside index as a whole (外部索引状态): who builds it, how it keeps up.

A rebuild holds the row for as long as it gives signs of life; a second one is told so. The worker
asks it after every claim, so that what changes during a rebuild goes to both indices.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from . import options
from .models import OutsideIndex


@dataclass(frozen=True)
class State:
    """The row as it is now; empty where nothing happened yet."""

    building: str = ""
    building_since: datetime | None = None
    built_at: datetime | None = None
    rebuilt_at: datetime | None = None
    seen_at: datetime | None = None
    drained_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""


def state() -> State:
    """The row, read once."""
    names = [field.name for field in fields(State)]
    row = OutsideIndex.objects.filter(pk=1).values_list(*names).first()
    return State(*row) if row else State()


def _fresh() -> Q:
    lease = timedelta(seconds=options.value("REBUILD_LEASE_SECONDS"))
    return ~Q(building="") & Q(built_at__gt=timezone.now() - lease)


def is_building() -> bool:
    """Whether a rebuild fills another index right now."""
    return OutsideIndex.objects.filter(_fresh(), pk=1).exists()


def begin_building(name: str) -> bool:
    """Take the right to build; False while another rebuild gives signs of life."""
    now = timezone.now()
    OutsideIndex.objects.get_or_create(pk=1)
    free = OutsideIndex.objects.filter(pk=1).exclude(_fresh())
    return bool(free.update(building=name, building_since=now, built_at=now))


def still_building(name: str) -> bool:
    """Give a sign of life; False when the right has lapsed or gone to another."""
    row = OutsideIndex.objects.filter(_fresh(), pk=1, building=name)
    return bool(row.update(built_at=timezone.now()))


def end_building(name: str, *, swapped: bool) -> None:
    """Give the right back; `swapped` when readers are answered from the new index now."""
    row = OutsideIndex.objects.filter(pk=1, building=name)
    row.update(building="", building_since=None, built_at=None)
    if swapped:
        OutsideIndex.objects.filter(pk=1).update(rebuilt_at=timezone.now())


def seen() -> None:
    """The worker is alive."""
    OutsideIndex.objects.update_or_create(pk=1, defaults={"seen_at": timezone.now()})


def drained() -> None:
    """Entries were taken over just now."""
    OutsideIndex.objects.filter(pk=1).update(drained_at=timezone.now(), failure="")


def failed(reason: str) -> None:
    """A whole request was refused, or nobody answered."""
    OutsideIndex.objects.get_or_create(pk=1)
    row = OutsideIndex.objects.filter(pk=1)
    row.update(failed_at=timezone.now(), failure=reason[:300])
