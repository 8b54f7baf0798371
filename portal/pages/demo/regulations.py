"""Demo regulations: a page with its facts, and versions as text with chapters and articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from portal.demo.files import DemoFile, Shelf
from portal.models.open_info import Validity
from portal.pages.choices import RegulationKind

from .notices import LANGUAGES

_REQUIRED = ("title", "kind", "made_by", "published", "validity", "topics", "source_note")
_OPTIONAL = ("interpreter", "implements", "language", "effective_to")
_VERSION_REQUIRED = ("change_note", "adopted_on", "effective_from", "doc_no")
_TITLE = re.compile("《([^《》]+)》")


@dataclass(frozen=True)
class PlannedVersion:
    """A version as its file tells it (演示版本), not yet stored."""

    no: int
    text: str
    change_note: str
    doc_no: str
    adopted_on: date
    promulgated_on: date
    effective_from: date
    source_name: str
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
    versions = tuple(_dated(list(_read_versions(shelf, file, path.parent)), ends))
    return PlannedRegulation(
        address=shelf.address(path.parent),
        published_on=file.day("published", on=shelf.on) or shelf.on,
        values=_values(file, versions) | {"slug": path.parent.name},
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
        "language": file.choice("language", LANGUAGES, LANGUAGES[0]),
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
        version = _version(shelf, file, no)
        if version.effective_from <= before or path.stem != f"v{no}":
            file.reject("effective_from", file.text("effective_from"))
        before = version.effective_from
        yield version


def _version(shelf: Shelf, file: DemoFile, no: int) -> PlannedVersion:
    adopted = file.day("adopted_on", on=shelf.on) or shelf.on
    return PlannedVersion(
        no=no,
        text=file.body,
        change_note=file.text("change_note"),
        doc_no=file.filled(file.text("doc_no"), on=adopted),
        adopted_on=adopted,
        promulgated_on=file.day("promulgated_on", on=shelf.on) or adopted,
        effective_from=file.day("effective_from", on=shelf.on) or adopted,
        source_name=file.name,
    )


def _dated(versions: list[PlannedVersion], ends: date | None) -> Iterator[PlannedVersion]:
    """Each version ends on the day before the next begins; the last one on `ends`, if any."""
    following = [version.effective_from - timedelta(days=1) for version in versions[1:]]
    for version, last_day in zip(versions, [*following, ends], strict=False):
        yield replace(version, effective_to=last_day)
