"""Takes a table over into a draft catalogue: says first what will happen, then does all or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from portal.file_tables import read_table
from portal.pages.models import Regulation
from portal.pages.references import title_key
from portal.problems import Problem, Refused, gettext_noop
from portal.role_table import Verb

from .catalogue_actions import demand, mark_seen
from .models.catalogue import Catalogue, EntryBasis, Matter, MatterEntry, demand_draft
from .sheet_columns import BY_KEY, BasisText
from .spreadsheets import EntryRow, Known, Sheet, read_sheet

_IN_CATALOGUE = gettext_noop(
    "row %(row)s: %(code)s stands in the catalogue already. Take the row out, or replace all."
)
_NO_SUCCESSOR = gettext_noop("row %(row)s: no matter has the code %(code)s that is done instead.")
_CHANGED = gettext_noop(
    "Somebody has changed the catalogue since you looked. Look again what will happen."
)


class Mode(StrEnum):
    """What becomes of the entries that are there (方式)."""

    APPEND = "append"
    REPLACE = "replace"


@dataclass
class Plan:
    """What taking a table over does (导入预告), stated before it happens; stores nothing."""

    mode: Mode
    rows: list[EntryRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    new_matters: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: int = 0
    mark: str = ""

    @property
    def added(self) -> int:
        """How many entries the table brings that the catalogue has not."""
        return len(self.rows) - (self.kept if self.mode == Mode.REPLACE else 0) - len(self.changed)


def read(source: Path | bytes | BinaryIO, *, name: str) -> Sheet:
    """The rows of a file; never raises for bad input, the sheet then has problems."""
    try:
        table = read_table(source, name=name)
    except Refused as refusal:
        return Sheet(problems=refusal.problems)
    return read_sheet(table, Known())


def plan(catalogue: Catalogue, sheet: Sheet, *, mode: Mode) -> Plan:
    """What storing the sheet would do, or all that is wrong with it."""
    there = {row.matter.code: row for row in _entries(catalogue)}
    found = Plan(mode, sheet.rows, list(sheet.problems), mark=mark_of(catalogue))
    codes = {row.code for row in sheet.rows}
    wanted = codes | {row.successor for row in sheet.rows if row.successor}
    known = set(Matter.objects.filter(code__in=wanted).values_list("code", flat=True))
    found.new_matters = [f"{row.code} {row.name}" for row in sheet.rows if row.code not in known]
    found.problems += _without_successor(sheet.rows, known | codes)
    if mode == Mode.APPEND:
        found.problems += [_known_already(row) for row in sheet.rows if row.code in there]
        found.kept = len(there)
        return found
    found.removed = [f"{code} {row.name}" for code, row in there.items() if code not in codes]
    both = [(row, there[row.code]) for row in sheet.rows if row.code in there]
    found.changed = [f"{row.code} {row.name}" for row, old in both if _says(row) != _said(old)]
    found.kept = len(both) - len(found.changed)
    return found


def _entries(catalogue: Catalogue) -> list[MatterEntry]:
    rows = catalogue.entries.order_by("order", "pk").select_related("matter", "successor")
    return list(rows.prefetch_related("bases__regulation"))


def _says(row: EntryRow) -> tuple[object, ...]:
    said = (row.name, row.field_id, row.role, row.implementer, row.audience)
    bases = tuple((title_key(one.title), one.number, one.suffix) for one in row.bases)
    return (*said, row.status, row.reason, row.go_to, row.successor, bases)


def _said(entry: MatterEntry) -> tuple[object, ...]:
    said = (entry.name, entry.field_id, entry.role, entry.implementer, entry.audience)
    successor = entry.successor.code if entry.successor else ""
    bases = tuple(
        (title_key(one.regulation.title if one.regulation else one.title), one.number, one.suffix)
        for one in entry.bases.all()
    )
    return (*said, entry.status, entry.reason, entry.go_to, successor, bases)


def _without_successor(rows: Iterable[EntryRow], known: set[str]) -> Iterator[Problem]:
    for row in rows:
        if row.successor and row.successor not in known:
            params = {"row": row.number, "code": row.successor}
            yield Problem("sheet.successor", _NO_SUCCESSOR, "successor", params)


def _known_already(row: EntryRow) -> Problem:
    params = {"row": row.number, "code": row.code}
    return Problem("sheet.in_catalogue", _IN_CATALOGUE, "code", params)


def mark_of(catalogue: Catalogue) -> str:
    """A sign that changes whenever an entry does; by it a plan knows whether it still holds."""
    said = repr([(entry.pk, entry.order, _said(entry)) for entry in _entries(catalogue)])
    return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def store(
    catalogue: Catalogue, sheet: Sheet, *, mode: Mode, by: AbstractUser | None, mark: str = ""
) -> Plan:
    """Takes the whole sheet over, or nothing of it; with a mark only what was stated before.

    Matters that are new get their group and occasions from the sheet; known ones keep theirs.
    """
    demand(by, Verb.ADD, MatterEntry(catalogue=catalogue))
    demand(by, Verb.CHANGE, catalogue)
    Catalogue.objects.select_for_update().filter(pk=catalogue.pk).first()
    demand_draft(catalogue.pk)
    found = plan(catalogue, sheet, mode=mode)
    if mark and mark != found.mark:
        raise Refused([Problem("sheet.catalogue_changed", _CHANGED)])
    if found.problems:
        raise Refused(found.problems)
    start = 0
    if mode == Mode.REPLACE:
        catalogue.entries.all().delete()
    else:
        start = max((row.order for row in catalogue.entries.all()), default=0)
    _write(catalogue, sheet.rows, start=start, by=by)
    catalogue.written_by = by  # type: ignore[assignment]
    catalogue.save()
    log(instance=catalogue, action="wagtail.edit", user=by, content_changed=True)
    return found


def _write(
    catalogue: Catalogue, rows: list[EntryRow], *, start: int, by: AbstractUser | None
) -> None:
    matters = _matters(rows)
    entries = [
        MatterEntry(
            catalogue=catalogue, matter=matters[row.code], name=row.name, field_id=row.field_id,
            role=row.role, implementer=row.implementer, audience=row.audience, status=row.status,
            reason=row.reason, go_to=row.go_to, order=order, written_by=by,  # type: ignore[misc]
            successor=matters[row.successor] if row.successor else None,
        )
        for order, row in enumerate(rows, start=start + 1)
    ]  # fmt: skip
    MatterEntry.objects.bulk_create(entries)
    library = _library()
    bases = [
        _basis(entry, place, one, library)
        for entry, row in zip(entries, rows, strict=True)
        for place, one in enumerate(row.bases)
    ]
    mark_seen(bases, on=timezone.localdate())
    EntryBasis.objects.bulk_create(bases)


def _matters(rows: list[EntryRow]) -> dict[str, Matter]:
    """The matters of the sheet and those done instead; new ones are made."""
    wanted = {row.code for row in rows} | {row.successor for row in rows if row.successor}
    known = {one.code: one for one in Matter.objects.filter(code__in=wanted)}
    fresh = [row for row in rows if row.code not in known]
    made = Matter.objects.bulk_create(
        Matter(code=row.code, name=row.name, window_group=row.window_group) for row in fresh
    )
    for row, matter in zip(fresh, made, strict=True):
        if row.occasions:
            matter.occasions.set(row.occasions)
    return known | {one.code: one for one in made}


def _library() -> dict[str, int]:
    """Regulations of the city by title, for bases that name one; the earliest page counts."""
    rows = Regulation.objects.filter(in_community__isnull=True).order_by("-pk")
    return {title_key(title): pk for pk, title in rows.values_list("pk", "title")}


def _basis(entry: MatterEntry, place: int, one: BasisText, library: dict[str, int]) -> EntryBasis:
    regulation = library.get(title_key(one.title))
    title = "" if regulation else one.title[: BY_KEY["bases"].longest][:255]
    return EntryBasis(
        entry=entry, sort_order=place, regulation_id=regulation, title=title, number=one.number,
        suffix=one.suffix,
    )  # fmt: skip
