"""Demo regulations: a page with its facts, and versions as text with chapters and articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractUser

from portal.demo.files import DemoFile, Shelf
from portal.demo.tree import LaidPages, moment
from portal.models.open_info import Validity
from portal.pages.actions import add_version, publish_version
from portal.pages.articles import Instrument, parse_regulations
from portal.pages.choices import RegulationKind, TextLanguage
from portal.pages.models import Regulation
from portal.problems import Refused
from portal.publication.numbering import next_index_no

_REQUIRED = ("title", "kind", "made_by", "published", "validity", "topics", "source_note")
_OPTIONAL = ("interpreter", "implements", "language", "effective_to", "verified_on")
_VERSION_REQUIRED = ("change_note", "adopted_on", "effective_from", "doc_no")
_TITLE = re.compile("《([^《》]+)》")


@dataclass(frozen=True)
class PlannedVersion:
    """A version as its file tells it (演示版本), not yet stored."""

    instrument: Instrument | None
    change_note: str
    doc_no: str
    adopted_on: date
    promulgated_on: date
    effective_from: date
    effective_to: date | None = None


@dataclass(frozen=True)
class PlannedRegulation:
    """A regulation as its files tell it (演示法规), not yet stored; `superior` by title."""

    address: str
    published_on: date
    values: dict[str, Any]
    topics: tuple[str, ...]
    superior: tuple[str, ...]
    versions: tuple[PlannedVersion, ...]


def read_regulations(shelf: Shelf) -> list[PlannedRegulation]:
    """All regulations, the city's first, each with its versions."""
    patterns = ("regulations/*/regulation", "*/*/regulations/*/regulation")
    return [_planned(shelf, path) for pattern in patterns for path in shelf.files(pattern)]


def _planned(shelf: Shelf, path: Path) -> PlannedRegulation:
    file = shelf.read(path, required=_REQUIRED, optional=_OPTIONAL)
    ends = file.day("effective_to", on=shelf.on)
    dates = {"valid_until": ends, "verified_on": file.day("verified_on", on=shelf.on)}
    versions = tuple(_dated(list(_read_versions(shelf, file, path.parent)), ends))
    return PlannedRegulation(
        address=shelf.address(path.parent),
        published_on=file.day("published", on=shelf.on) or shelf.on,
        values=_values(file, versions) | dates | {"slug": path.parent.name},
        topics=tuple(file.words("topics")),
        superior=tuple(_TITLE.findall(file.text("implements"))),
        versions=versions,
    )


def _values(file: DemoFile, versions: tuple[PlannedVersion, ...]) -> dict[str, Any]:
    """Fields of the page: first adoption, latest document number."""
    first, last = (versions[0], versions[-1]) if versions else (None, None)
    texts = ("title", "made_by", "interpreter", "source_note")
    return {
        **{key: file.text(key) for key in texts},
        "kind": file.choice("kind", RegulationKind.values),
        "validity": file.choice("validity", Validity.values),
        "language": file.choice("language", TextLanguage.values, TextLanguage.SIMPLIFIED),
        "issuer": file.text("made_by"),
        "summary": file.body,
        "doc_no": last.doc_no if last else "",
        "adopted_on": first.adopted_on if first else None,
        "promulgated_on": first.promulgated_on if first else None,
        "written_on": last.promulgated_on if last else None,
    }


def _read_versions(shelf: Shelf, regulation: DemoFile, folder: Path) -> Iterator[PlannedVersion]:
    """The files v1, v2 … of one regulation; a version must start after the one before."""
    before = date.min
    paths = shelf.files(f"{shelf.address(folder)}/v*")
    if not paths:
        regulation.reject("", "v1.txt?")
    for no, path in enumerate(paths, 1):
        file = shelf.read(path, required=_VERSION_REQUIRED, optional=("promulgated_on",))
        version = _version(shelf, file, regulation.text("title"))
        if version.effective_from <= before or path.stem != f"v{no}":
            file.reject("effective_from", file.text("effective_from"))
        before = version.effective_from
        yield version


def _version(shelf: Shelf, file: DemoFile, title: str) -> PlannedVersion:
    adopted = file.day("adopted_on", on=shelf.on) or shelf.on
    return PlannedVersion(
        instrument=_instrument(file, title),
        change_note=file.text("change_note"),
        doc_no=file.filled(file.text("doc_no"), on=adopted),
        adopted_on=adopted,
        promulgated_on=file.day("promulgated_on", on=shelf.on) or adopted,
        effective_from=file.day("effective_from", on=shelf.on) or adopted,
    )


def _instrument(file: DemoFile, title: str) -> Instrument | None:
    """The text as articles; it must be one text of this title, every article with its number."""
    try:
        instruments = parse_regulations(file.body, file.name).instruments
    except Refused as refusal:
        file.problems.extend(refusal.problems)
        return None
    one = instruments[0] if len(instruments) == 1 else None
    if one is None or one.title != title or not one.articles:
        file.reject("", f"{title} 第一条?")
        return None
    if one.lost or one.doubtful or one.missing_numbers:
        file.reject("", "第X条?")
    return one


def _dated(versions: list[PlannedVersion], ends: date | None) -> Iterator[PlannedVersion]:
    """Each version ends on the day before the next begins; the last one on `ends`, if any."""
    following = [version.effective_from - timedelta(days=1) for version in versions[1:]]
    for version, last_day in zip(versions, [*following, ends], strict=False):
        yield replace(version, effective_to=last_day)


def lay_regulations(
    laid: LaidPages, planned: list[PlannedRegulation], *, on: date, by: AbstractUser | None
) -> int:
    """Adds the regulations that are missing with all their versions; says how many.

    A version is published on the day of its promulgation, or with its page if that is later.
    """
    missing = [regulation for regulation in planned if regulation.address not in laid]
    for regulation in missing:
        section = laid.parent_of(regulation.address)
        if section is not None:
            page = _add_page(laid, regulation, section, by=by)
            for version in regulation.versions:
                day = max(regulation.published_on, version.promulgated_on)
                _add_version(page, version, on=min(day, on), by=by)
    return len(missing)


def _add_page(
    laid: LaidPages, regulation: PlannedRegulation, section: Any, *, by: AbstractUser | None
) -> Regulation:
    """The page as a draft, with the regulations it rests on; its first version makes it public."""
    day = regulation.published_on
    page = Regulation(**regulation.values, live=False, index_no=next_index_no(year=day.year))
    page.first_published_at = moment(day)
    page.topics.add(*regulation.topics)
    section.add_child(instance=page)
    page.superior.set(Regulation.objects.filter(title__in=regulation.superior))
    laid.remember(page, address=regulation.address, by=by)
    return page


def _add_version(
    page: Regulation, planned: PlannedVersion, *, on: date, by: AbstractUser | None
) -> None:
    if planned.instrument is None:
        return
    version = add_version(
        page,
        planned.instrument,
        by=by,
        change_note=planned.change_note,
        effective_from=planned.effective_from,
        effective_to=planned.effective_to,
    )
    publish_version(version, by=by, at=moment(on))
