"""Demo rows of a community's directory: its centre with hours, its units, their lines and cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

from portal.demo.days import WEEKDAYS, day_from
from portal.demo.files import DemoFile, Shelf
from portal.demo.markup import plain_lines
from portal.models import Community
from portal.pages.choices import CentreKind, LineKind, ServiceModel, UnitKind
from portal.pages.models import (
    Centre,
    ContactAssignment,
    OpeningHours,
    OrganisationUnit,
    ReportingLine,
    SpecialDay,
)

_HOURS = re.compile(
    r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)"
)
_SPECIAL = re.compile(
    r"(?P<day>\S+) (?:closed|(?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)) (?P<reason>.+)"
)
_CENTRE_TEXTS = ("name", "address", "phone", "hotline", "supervisor_org")
_PLAN = (
    "street_north", "street_east", "street_south", "street_west", "entrance",
    "landmark", "landmark_side", "bus_stop", "bus_stop_side",
)  # fmt: skip
_CENTRE_MORE = ("street", "house_no", "way", "head_post", "head_phone", "position_note", *_PLAN)
_CARD = ("post", "display_name", "phone", "duties", "area")


@dataclass
class PlannedUnit:
    """A unit as its file tells it (演示机构), with the bodies above it and its cards."""

    key: str
    unit: OrganisationUnit
    above: list[tuple[str, str]] = field(default_factory=list)
    cards: list[ContactAssignment] = field(default_factory=list)


@dataclass
class DirectoryRows:
    """The rows of one community (演示机构信息), with those of the district above it."""

    centre: Centre
    units: list[PlannedUnit]
    of_district: list[PlannedUnit]


def read_rows(shelf: Shelf, path: Path) -> tuple[DemoFile, DirectoryRows]:
    """A centre's file, and the unsaved rows: the centre with its hours, the units."""
    file = shelf.read(
        path,
        required=("title", "published", "kind", "hours", *_CENTRE_TEXTS),
        optional=(*_CENTRE_MORE, "model", "latitude", "longitude", "special"),
    )
    centre = Centre(
        kind=file.choice("kind", CentreKind.values),
        model=file.choice("model", ["", *ServiceModel.values]),
        latitude=file.decimal("latitude"),
        longitude=file.decimal("longitude"),
        **{key: file.text(key) for key in (*_CENTRE_TEXTS, *_CENTRE_MORE)},
    )
    centre.opening_hours = [span for line in file.texts("hours") for span in _spans(file, line)]
    centre.special_days = [
        day for line in file.texts("special") for day in _special(file, line, on=shelf.on)
    ]
    folder = shelf.address(path.parent)
    units = [_read_unit(shelf, unit) for unit in shelf.files(f"{folder}/units/*")]
    above = shelf.files(f"{folder.rpartition('/')[0]}/units/*")
    return file, DirectoryRows(centre, units, [_read_unit(shelf, unit) for unit in above])


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


def _special(file: DemoFile, line: str, *, on: date) -> Iterator[SpecialDay]:
    """A row of a line such as `+9 closed 消防演练` or `+16 09:00-11:00 盘点`."""
    match = _SPECIAL.fullmatch(line)
    try:
        if not match:
            raise ValueError(line)
        opens, closes = (
            time.fromisoformat(match[name]) if match[name] else None for name in ("opens", "closes")
        )
        yield SpecialDay(
            date=day_from(match["day"], on=on), opens=opens, closes=closes, reason=match["reason"]
        )
    except ValueError:
        file.reject("special", line)


def _read_unit(shelf: Shelf, path: Path) -> PlannedUnit:
    file = shelf.read(path, required=("name", "kind", "phone", "order"), optional=("above", "card"))
    if not file.body:
        file.reject("", "duties?")
    unit = OrganisationUnit(
        kind=file.choice("kind", UnitKind.values),
        name=file.text("name"),
        phone=file.text("phone"),
        order=file.number("order") or 0,
        duties=plain_lines(file.body),
    )
    above = [line for text in file.texts("above") for line in _above(file, text)]
    cards = [card for text in file.texts("card") for card in _card(file, text)]
    return PlannedUnit(path.stem, unit, above, cards)


def _above(file: DemoFile, text: str) -> Iterator[tuple[str, str]]:
    """The file of the body above and how it stands: `street-office in_charge`."""
    key, _, kind = text.partition(" ")
    if kind in LineKind.values:
        yield key, kind
    else:
        file.reject("above", text)


def _card(file: DemoFile, text: str) -> Iterator[ContactAssignment]:
    """A card: `post | name | telephone | what for | area`; the people of the demo have agreed."""
    values = [value.strip() for value in text.split("|")]
    if len(values) == len(_CARD):
        yield ContactAssignment(**dict(zip(_CARD, values, strict=True)), consent_public=True)
    else:
        file.reject("card", text)


def store_rows(community: Any, rows: DirectoryRows) -> None:
    """Stores the rows as those of `community`; those of its district only once."""
    if not isinstance(community, Community):
        return
    rows.centre.community = community
    rows.centre.full_clean(exclude=["plan_picture", "floor_picture"])
    rows.centre.save()
    district: Any = community.get_parent().specific
    known = {unit.name: unit for unit in district.organisation_units.all()}
    stored: dict[str, OrganisationUnit] = {}
    if not known:
        _store_units(rows.of_district, stored, district=district)
    for planned in rows.of_district:
        stored.setdefault(planned.key, known.get(planned.unit.name, planned.unit))
    _store_units(rows.units, stored, community=community)


def _store_units(
    planned: list[PlannedUnit], stored: dict[str, OrganisationUnit], **place: Any
) -> None:
    """Stores units with their cards, then the lines between them."""
    for one in planned:
        for name, value in place.items():
            setattr(one.unit, name, value)
        one.unit.full_clean()
        one.unit.save()
        stored[one.key] = one.unit
        for order, card in enumerate(one.cards):
            card.unit, card.order = one.unit, order
            card.full_clean()
            card.save()
    for one in planned:
        for order, (key, kind) in enumerate(one.above):
            above = stored.get(key)
            if above is not None and above.pk:
                ReportingLine.objects.create(
                    unit=one.unit, above=above, kind=kind, sort_order=order
                )
