"""Demo information pages: about, accessibility, privacy, corrections, reuse, what is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.contrib.auth.models import AbstractUser

from portal.demo.files import DemoFile, Shelf
from portal.demo.markup import rich_text
from portal.demo.tree import LaidPages, moment
from portal.models.open_info import Mode
from portal.pages.choices import InfoKind
from portal.pages.models import InfoPage, PublishedItem

KINDS = {
    "about": InfoKind.ABOUT,
    "what-we-publish": InfoKind.CATALOGUE,
    "accessibility": InfoKind.ACCESSIBILITY,
    "privacy": InfoKind.PRIVACY,
    "corrections": InfoKind.CORRECTIONS,
    "reuse": InfoKind.REUSE,
}
"""Names of the files, in the order in which the footer shows the pages."""
_ITEM = ("matter", "content", "basis", "holder", "time_limit", "mode", "channel", "audience")


@dataclass
class PlannedInformation:
    """An information page as its file tells it (演示说明页); `leads` are addresses by item."""

    address: str
    page: InfoPage
    published_on: date
    leads: list[str] = field(default_factory=list)


def read_information(shelf: Shelf) -> list[PlannedInformation]:
    """The information pages of the city and of the communities that have their own."""
    return list(_read(shelf))


def _read(shelf: Shelf) -> Iterator[PlannedInformation]:
    for folder in ("", "*/*/"):
        for name, kind in KINDS.items():
            for path in shelf.files(f"{folder}{name}"):
                yield _planned(shelf, path, kind)


def _planned(shelf: Shelf, path: Path, kind: str) -> PlannedInformation:
    file = shelf.read(
        path, required=("title", "published"), optional=("summary", "reviewed", "item")
    )
    page = InfoPage(
        title=file.text("title"),
        slug=path.stem,
        kind=kind,
        summary=file.text("summary"),
        body=rich_text(file.body),
        reviewed_on=file.day("reviewed", on=shelf.on) or shelf.on,
    )
    items = [item for text in file.texts("item") for item in _item(file, text)]
    page.items = [item for item, _ in items]  # type: ignore[misc]
    day = file.day("published", on=shelf.on) or shelf.on
    return PlannedInformation(shelf.address(path), page, day, [lead for _, lead in items])


def _item(file: DemoFile, text: str) -> Iterator[tuple[PublishedItem, str]]:
    """A matter: the columns of the catalogue with bars between, and the address it leads to."""
    *values, lead = (value.strip() for value in text.split("|"))
    named = dict(zip(_ITEM, values, strict=False))
    if len(values) == len(_ITEM) and named["mode"] in Mode.values:
        yield PublishedItem(**named), lead
    else:
        file.reject("item", text)


def lay_information(
    laid: LaidPages, planned: list[PlannedInformation], *, by: AbstractUser | None
) -> int:
    """Adds the information pages that are missing; says how many."""
    missing = [one for one in planned if one.address not in laid]
    for one in missing:
        place = laid.parent_of(one.address)
        if place is None:
            continue
        for item, lead in zip(one.page.items.all(), one.leads, strict=True):
            item.where = laid.page(lead) if lead else None
        laid.add(one.page, below=place, address=one.address, at=moment(one.published_on), by=by)
    return len(missing)
