"""Demo rows of a community's directory: its centre with opening hours, and its units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import time
from pathlib import Path
from typing import Any

from portal.demo.days import WEEKDAYS
from portal.demo.files import DemoFile, Shelf
from portal.demo.markup import plain_lines
from portal.models import Community
from portal.pages.choices import CentreKind, UnitKind
from portal.pages.models import Centre, OpeningHours, OrganisationUnit

_HOURS = re.compile(
    r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)"
)
_CENTRE_TEXTS = ("name", "address", "phone", "hotline", "supervisor_org")
_DOOR_PLATE = ("street", "house_no")


def read_rows(shelf: Shelf, path: Path) -> tuple[DemoFile, tuple[object, ...]]:
    """A centre's file, and the unsaved rows: the centre with its hours, then the units."""
    file = shelf.read(
        path,
        required=("title", "published", "kind", "hours", *_CENTRE_TEXTS),
        optional=_DOOR_PLATE,
    )
    centre = Centre(
        kind=file.choice("kind", CentreKind.values),
        **{key: file.text(key) for key in (*_CENTRE_TEXTS, *_DOOR_PLATE)},
    )
    centre.opening_hours = [span for line in file.texts("hours") for span in _spans(file, line)]
    units = [
        _read_unit(shelf, unit) for unit in shelf.files(f"{shelf.address(path.parent)}/units/*")
    ]
    return file, (centre, *units)


def _spans(file: DemoFile, line: str) -> Iterator[OpeningHours]:
    """One row per weekday of a line such as `mon-fri 08:30-12:00`."""
    match = _HOURS.fullmatch(line)
    try:
        if not match:
            raise ValueError(line)
        first = WEEKDAYS.index(match["first"])
        last = WEEKDAYS.index(match["last"] or match["first"])
        opens, closes = time.fromisoformat(match["opens"]), time.fromisoformat(match["closes"])
    except ValueError:
        file.reject("hours", line)
        return
    for weekday in range(first, last + 1):
        yield OpeningHours(weekday=weekday, opens=opens, closes=closes)


def _read_unit(shelf: Shelf, path: Path) -> OrganisationUnit:
    file = shelf.read(path, required=("name", "kind", "phone", "order"))
    if not file.body:
        file.reject("", "duties?")
    return OrganisationUnit(
        kind=file.choice("kind", UnitKind.values),
        name=file.text("name"),
        phone=file.text("phone"),
        order=file.number("order") or 0,
        duties=plain_lines(file.body),
    )


def store_rows(community: Any, rows: Iterable[Any]) -> None:
    """Stores the rows as those of `community`."""
    for row in rows:
        if isinstance(community, Community):
            row.community = community
        row.save()
