"""Reads the text out of files (文件取文): TXT, HTML, DOCX and PDF with a text layer.

Files are taken for hostile. This module checks what is cheap and puts the answer into words; the
file is opened only in a child process with capped memory and time (`portal.filereaders`), which
knows no database and gets no secrets.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext

from portal.filereaders import limits
from portal.filereaders.found import Finding, Unreadable
from portal.filereaders.signatures import demand_content, kind_by_name
from portal.problems import Problem, Refused, gettext_noop

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[1]
_CHILD = "portal.filereaders"
_NAME_LENGTH = 100
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


MESSAGES = {
    "unavailable": gettext_noop("This file cannot be opened."),
    "too_large": gettext_noop("The file is larger than %(limit)s MB."),
    "empty": gettext_noop("The file is empty."),
    "kind_unknown": gettext_noop(
        "Files ending in %(ending)s are not read; give TXT, HTML, DOCX or PDF."
    ),
    "content_differs": gettext_noop(
        "The file is named %(named)s but its content is something else (%(found)s)."
    ),
    "undecodable": gettext_noop(
        "The encoding of the text is not recognised here; save the file as UTF-8."
    ),
    "no_text": gettext_noop("The file holds no text."),
    "scanned": gettext_noop(
        "The pages are pictures without a text layer; give a transcript as TXT or DOCX."
    ),
    "encrypted": gettext_noop(
        "The file is protected by a password or is an old Word file; save it openly as DOCX or PDF."
    ),
    "damaged": gettext_noop("The file is damaged and cannot be read."),
    "truncated": gettext_noop("The file is cut off: its end is missing."),
    "too_slow": gettext_noop("Reading the file takes longer than %(limit)s seconds."),
    "too_heavy": gettext_noop("Reading the file takes too much memory."),
    "text_too_long": gettext_noop("The text is longer than %(limit)s characters."),
    "too_many_pages": gettext_noop("The file has %(count)s pages; at most %(limit)s are read."),
    "archive_members": gettext_noop("The file packs %(count)s parts; at most %(limit)s are read."),
    "archive_size": gettext_noop("Unpacked, the file is larger than %(limit)s MB."),
    "archive_ratio": gettext_noop(
        "The file unpacks to more than %(limit)s times its size, as a zip bomb does."
    ),
    "archive_path": gettext_noop("A packed part has a path that leads out of the file."),
    "archive_link": gettext_noop("A packed part is a link to another file."),
    "archive_duplicate": gettext_noop("Two packed parts have the same name."),
    "macros": gettext_noop("The document holds macros; save it as DOCX without macros."),
    "foreign_part": gettext_noop("The document takes in another file; paste its text instead."),
    "external_target": gettext_noop("The document loads parts from elsewhere (%(kind)s)."),
    "entities": gettext_noop("The document declares XML entities, which no word processor does."),
    "invisible_characters": gettext_noop(
        "%(count)s invisible or direction characters stand in the text."
    ),
    "private_characters": gettext_noop("%(count)s characters have no public meaning."),
    "replaced_characters": gettext_noop(
        "%(count)s characters could not be read and are shown as a mark."
    ),
    "hidden_text": gettext_noop("Hidden text of %(count)s characters was left out."),
    "tracked_changes": gettext_noop(
        "The document has %(count)s tracked changes; the text is read as if all were accepted."
    ),
    "comments": gettext_noop("%(count)s comments were left out."),
    "footnotes": gettext_noop("%(count)s footnotes were left out."),
    "automatic_numbers": gettext_noop(
        "%(count)s paragraphs are numbered automatically; these numbers are not in the text."
    ),
    "embedded_objects": gettext_noop("%(count)s embedded files were left out."),
    "pages_without_text": gettext_noop("No text on pages %(pages)s; they may be pictures."),
    "active_content": gettext_noop(
        "The document holds scripts or attached files; they were neither run nor read."
    ),
}
"""Message ids by code; a stable problem code is `filetext.` followed by the key."""


@dataclass(frozen=True)
class FileText:
    """The text of one file (文件文本), lines ended by `\\n`, characters as the file has them.

    `kind` is txt, html, docx or pdf; `warnings` are problems that did not stop the reading;
    `page_starts` are the offsets of the pages, empty where a file has none.
    """

    text: str
    kind: str
    name: str
    warnings: tuple[Problem, ...] = ()
    page_starts: tuple[int, ...] = ()

    @property
    def pages(self) -> int:
        """The number of pages, 0 where a file has none."""
        return len(self.page_starts)

    @property
    def lines(self) -> int:
        """The number of lines."""
        return self.text.count("\n") + 1

    def place_of(self, offset: int) -> str:
        """The file and page or line of a character, in words for a problem's `where`."""
        page = bisect_right(self.page_starts, offset)
        if page:
            place = gettext("page %(page)s") % {"page": page}
        else:
            place = gettext("line %(line)s") % {"line": self.text.count("\n", 0, offset) + 1}
        return f"{self.name}, {place}" if self.name else place


def read_file_text(source: Path | bytes | BinaryIO, *, name: str = "") -> FileText:
    """The text of a TXT, HTML, DOCX or PDF file; `name` (needed without a path) has the ending.

    Refuses, naming file and place, whatever is not such a file, is larger than 20 MB, is
    encrypted, scanned, damaged, unpacks beyond measure, or takes more than 20 s or 512 MB to read.
    """
    if isinstance(source, Path) and not name:
        name = source.name
    name = _shown(name)
    try:
        kind = kind_by_name(name)
        data = _bytes_of(source)
        demand_content(kind, data)
        answer = _ask_child(kind, data)
    except Unreadable as refusal:
        raise Refused([_problem(refusal.finding, name)]) from None
    warnings = tuple(_problem(Finding(**warning), name) for warning in answer["warnings"])
    return FileText(answer["text"], kind, name, warnings, tuple(answer["page_starts"]))


def _shown(name: str) -> str:
    """The last part of a file name, fit for one line of a message or a log."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return _UNPRINTABLE.sub("\ufffd", last)[-_NAME_LENGTH:]


def _bytes_of(source: Path | bytes | BinaryIO) -> bytes:
    """At most the limit is ever read; devices, pipes and folders are no files."""
    if isinstance(source, Path):
        if not source.is_file():
            raise Unreadable("unavailable")
        try:
            with source.open("rb") as file:
                return _bytes_of(file)
        except OSError:
            raise Unreadable("unavailable") from None
    data = source if isinstance(source, bytes) else source.read(limits.FILE_BYTES + 1)
    if len(data) > limits.FILE_BYTES:
        raise Unreadable("too_large", limit=limits.FILE_BYTES // limits.MEGABYTE)
    return data


def _ask_child(kind: str, data: bytes) -> dict[str, Any]:
    """The child's reading; a child that ends badly is a refusal, its kind of error is logged."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own module, no shell, no word of the file
            [sys.executable, "-m", _CHILD, kind],
            input=data,
            capture_output=True,
            timeout=limits.SECONDS,
            cwd=_ROOT,
            env=child_environment(),
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow", limit=limits.SECONDS) from None
    if ended.returncode:
        last_words = ended.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        error = _UNPRINTABLE.sub("", last_words.partition(":")[0])
        logger.warning("reading a %s file ended with %s: %s", kind, ended.returncode, error)
        raise Unreadable("damaged" if ended.returncode > 0 else "too_heavy")
    answer: dict[str, Any] = json.loads(ended.stdout)
    if "refusal" in answer:
        refusal = Finding(**answer["refusal"])
        raise Unreadable(
            refusal.code, line=refusal.line, page=refusal.page, part=refusal.part, **refusal.params
        )
    reading: dict[str, Any] = answer["reading"]
    return reading


def child_environment() -> dict[str, str]:
    """What the child needs to start; no setting and no secret of the portal is among it."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _problem(finding: Finding, name: str) -> Problem:
    """The finding as a problem of the file `name`, its place in the reader's language."""
    return Problem(
        f"filetext.{finding.code}",
        MESSAGES[finding.code],
        params=finding.params,
        where=_place(finding, name),
    )


def _place(finding: Finding, name: str) -> str:
    parts = [name] if name else []
    if finding.part:
        parts.append(finding.part)
    if finding.page:
        parts.append(gettext("page %(page)s") % {"page": finding.page})
    if finding.line:
        parts.append(gettext("line %(line)s") % {"line": finding.line})
    return ", ".join(parts)
