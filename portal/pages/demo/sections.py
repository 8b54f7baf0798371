"""Demo sections: the lists of notices and regulations, and the page of a service centre."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.models import AbstractUser

from portal.demo.files import DemoFile, Shelf
from portal.demo.markup import rich_text
from portal.demo.tree import LaidPages, moment
from portal.pages.models import Directory, NoticeSection, RegulationSection

from .directory import DirectoryRows, read_rows, store_rows

CENTRE, NOTICES, REGULATIONS = "centre", "notices", "regulations"
_MODELS: dict[str, type[Directory | NoticeSection | RegulationSection]] = {
    CENTRE: Directory,
    NOTICES: NoticeSection,
    REGULATIONS: RegulationSection,
}


@dataclass(frozen=True)
class PlannedSection:
    """A section as its file tells it (演示栏目), not yet stored."""

    address: str
    page: Directory | NoticeSection | RegulationSection
    published_on: date
    rows: DirectoryRows | None = None


def read_sections(shelf: Shelf) -> list[PlannedSection]:
    """The sections of the city and of every community."""
    return list(_read(shelf))


def _read(shelf: Shelf) -> Iterator[PlannedSection]:
    for folder in ("", "*/*/"):
        for name in (NOTICES, REGULATIONS):
            for path in shelf.files(f"{folder}{name}"):
                file = shelf.read(path, required=("title", "published"))
                yield _planned(shelf, path, file, introduction=rich_text(file.body))
    for path in shelf.files(f"*/*/{CENTRE}"):
        file, rows = read_rows(shelf, path)
        yield _planned(shelf, path, file, rows=rows)


def _planned(
    shelf: Shelf, path: Path, file: DemoFile, *, rows: DirectoryRows | None = None, **values: str
) -> PlannedSection:
    page = _MODELS[path.stem](
        title=file.text("title"), slug=path.stem, show_in_menus=True, **values
    )
    day = file.day("published", on=shelf.on) or shelf.on
    return PlannedSection(shelf.address(path), page, day, rows)


def lay_sections(laid: LaidPages, planned: list[PlannedSection], *, by: AbstractUser | None) -> int:
    """Adds the sections that are missing, a centre's page with its rows; says how many."""
    missing = [section for section in planned if section.address not in laid]
    for section in missing:
        place = laid.parent_of(section.address)
        if place is None:
            continue
        at = moment(section.published_on)
        if section.rows is not None:
            store_rows(place, section.rows)
        laid.add(section.page, below=place, address=section.address, at=at, by=by)
    return len(missing)
