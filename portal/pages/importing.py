"""Brings regulations from files into the library (法规导入): read, report, then store.

A file is stored whole or not at all, and only once: what the library has already is recognised by
its content. Everything comes in as unverified; a person says later what it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from portal.filetext import read_file_text
from portal.models.open_info import Validity
from portal.problems import Problem, Refused, gettext_noop
from portal.role_table import Verb

from .actions import add_version, demand, publish_version
from .articles import Hint, Instrument, ParsedFile, parse_regulations, read_hints
from .comparison import compare
from .models import Regulation, RegulationSection, RegulationVersion
from .references import Library, title_key

ENDINGS = (".txt", ".html", ".htm", ".docx", ".pdf")
_LANGUAGES = {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
_TWICE_READ = {"invisible_characters", "private_characters", "replaced_characters"}

NEW, NEW_VERSION, ALREADY = "new", "new_version", "already"
_NO_SECTION = gettext_noop("There is no section for regulations below the city; make one first.")
_NO_FILES = gettext_noop("There is no file ending in %(endings)s here.")
_NOT_FOUND = gettext_noop("There is no such file or folder.")
_UNTITLED = gettext_noop("No title is printed; the name of the file stands for it.")
_SAME_TITLE = gettext_noop("Another regulation of this title is in the library.")
_LATER = gettext_noop("Kept as draft version %(no)s of the regulation of this title.")
_NOTHING = gettext_noop("No text is left when the web page around it is taken away.")


@dataclass
class Found:
    """One instrument of a file, and what importing it does or did (导入结果)."""

    title: str
    instrument: Instrument
    content_hash: str
    part: str = ""
    state: str = NEW
    remarks: list[Problem] = field(default_factory=list)
    regulation: Regulation | None = None


@dataclass
class FileReport:
    """What one file holds and what became of it; `problems` say why nothing of it was stored."""

    name: str
    parsed: ParsedFile | None = None
    found: list[Found] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def files_at(paths: Iterable[Path]) -> list[Path]:
    """The files to read, folders with all below them, in order of name.

    Refuses a path that does not exist and a folder without any readable file.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [one for one in path.rglob("*") if one.suffix.lower() in ENDINGS]
            if not inside:
                params = {"endings": ", ".join(ENDINGS)}
                raise Refused([Problem("import.no_files", _NO_FILES, "", params, str(path))])
            files += sorted(one for one in inside if one.is_file())
        elif path.exists():
            files.append(path)
        else:
            raise Refused([Problem("import.not_found", _NOT_FOUND, where=str(path))])
    return files


def shipped_hints() -> Mapping[str, Sequence[Hint]]:
    """Where people saw that lost articles begin, by content hash."""
    path = Path(settings.BASE_DIR) / "fixtures" / "import_hints.json"
    return read_hints(path) if path.exists() else {}


def default_section() -> RegulationSection:
    """The city's section for regulations; refuses when there is none."""
    section = RegulationSection.objects.order_by("depth", "path").first()
    if section is None:
        raise Refused([Problem("import.no_section", _NO_SECTION)])
    return section


def read(
    source: Path | bytes | BinaryIO, *, name: str = "", section: RegulationSection
) -> FileReport:
    """Reads and parses one file and compares it with the library; changes nothing.

    Never raises for bad input: the report then has `problems`.
    """
    name = name or (source.name if isinstance(source, Path) else "")
    try:
        file = read_file_text(source, name=name)
    except Refused as refusal:
        return FileReport(name, problems=refusal.problems)
    warnings = [one for one in file.warnings if one.code.split(".")[-1] not in _TWICE_READ]
    return read_text(file.text, name=file.name, section=section, warnings=warnings)


def read_text(
    text: str, *, name: str, section: RegulationSection, warnings: Iterable[Problem] = ()
) -> FileReport:
    """The second half of `read`, for a text that was taken out of its file before."""
    try:
        parsed = parse_regulations(text, name, shipped_hints())
    except Refused as refusal:
        return FileReport(name, problems=refusal.problems)
    report = FileReport(name, parsed, remarks=[*warnings, *parsed.remarks])
    report.found = list(_found(parsed))
    if not report.found:
        report.problems = [Problem("import.nothing", _NOTHING, where=name)]
    _compare_with_library(report, section)
    return report


def _found(parsed: ParsedFile) -> Iterator[Found]:
    instruments = [
        one
        for one in parsed.instruments
        if one.articles or any(section.text for section in one.sections)
    ]
    for place, one in enumerate(instruments, start=1):
        title, remarks = one.title, list(one.remarks)
        if not title:
            title = Path(parsed.name).stem + (f" {place}" if len(instruments) > 1 else "")
            remarks.append(Problem("import.untitled", _UNTITLED, where=parsed.name))
        content = f"{title}\n{parsed.text[one.start : one.end]}"
        part = f"{place}/{len(instruments)}" if len(instruments) > 1 else ""
        digest = hashlib.sha256(content.encode()).hexdigest()
        yield Found(title[:255], one, digest, part, remarks=remarks)


def _compare_with_library(report: FileReport, section: RegulationSection) -> None:
    """Whether each instrument is in this section already, or is a later text of one that is."""
    below = Regulation.objects.descendant_of(section)
    hashes = [one.content_hash for one in report.found]
    stored = dict(
        RegulationVersion.objects.filter(regulation__in=below, content_hash__in=hashes).values_list(
            "content_hash", "regulation"
        )
    )
    seen: set[str] = set()
    by_key = {title_key(title): pk for pk, title in below.values_list("pk", "title")}
    for one in report.found:
        if one.content_hash in stored:
            one.state = ALREADY
            one.regulation = Regulation.objects.get(pk=stored[one.content_hash])
        elif one.content_hash in seen:
            one.state = ALREADY
        elif pk := by_key.get(title_key(one.title)):
            _compare_with(Regulation.objects.get(pk=pk), one, report.name)
        seen.add(one.content_hash)


def _compare_with(regulation: Regulation, found: Found, name: str) -> None:
    """A text of which half the articles are alike is a later version; another is another text."""
    latest = regulation.versions.order_by("-no").first()
    old = list(latest.articles.filter(kind="article")) if latest else []
    rows = compare(old, list(found.instrument.articles)).rows  # type: ignore[misc]
    paired = sum(not (row.is_added or row.is_removed) for row in rows)
    if old and 2 * paired >= len(rows):
        found.state, found.regulation = NEW_VERSION, regulation
        params = {"no": latest.no + 1 if latest else 1}
        found.remarks.append(Problem("import.later", _LATER, params=params, where=name))
    else:
        found.remarks.append(Problem("import.same_title", _SAME_TITLE, where=name))


def store(
    report: FileReport,
    *,
    section: RegulationSection,
    by: AbstractUser | None,
    at: datetime,
    go_public: bool = True,
) -> FileReport:
    """Stores all instruments of one file that the library lacks, or none of them.

    New ones become public as unverified unless `go_public` is false; a later text of a known
    regulation always waits as a draft. Refuses without permission to add here; what a person
    imports is that person's work, so only the system (`by=None`) publishes in the same step.
    """
    if report.problems:
        return report
    try:
        with transaction.atomic():
            demand(by, Verb.ADD, section)
            if go_public:
                demand(by, Verb.PUBLISH, section)
            library = Library()
            for found in report.found:
                if found.state != ALREADY:
                    _store(found, report.name, section, library, by=by, at=at, go_public=go_public)
    except Refused as refusal:
        report.problems = refusal.problems
    return report


def _store(
    found: Found,
    name: str,
    section: RegulationSection,
    library: Library,
    *,
    by: AbstractUser | None,
    at: datetime,
    go_public: bool,
) -> None:
    if found.regulation is None:
        section.refresh_from_db()
        found.regulation = section.add_child(instance=_page(found, name))
        library.add(found.regulation)
    with translation.override(settings.LANGUAGE_CODE):
        change_note = gettext("Imported from a file")
        note = "\n".join(
            str(Problem(one.code, one.message, "", one.params)) for one in found.instrument.remarks
        )
    version = add_version(
        found.regulation,
        found.instrument,
        by=by,
        change_note=change_note,
        effective_from=found.instrument.facts.effective_from,
        library=library,
        note=note,
        source_name=name[-200:],
        source_part=found.part,
        content_hash=found.content_hash,
    )
    if go_public and found.state == NEW:
        publish_version(version, by=by, at=at, library=library)


def _page(found: Found, name: str) -> Regulation:
    """The page of an instrument, with what is plainly printed about it."""
    instrument, facts = found.instrument, found.instrument.facts
    with translation.override(settings.LANGUAGE_CODE):
        source_note = gettext("Imported as it stood in the source; nobody has checked it yet.")
    return Regulation(
        title=found.title,
        slug=f"r-{found.content_hash[:10]}",
        live=False,
        kind=facts.kind,
        validity=Validity.UNVERIFIED,
        language=_LANGUAGES[instrument.language],
        doc_no=facts.document_number[:80],
        adopted_on=facts.adopted_on,
        approved_on=facts.approved_on,
        promulgated_on=facts.promulgated_on,
        summary=instrument.other_title[:300],
        source_note=source_note,
    )
