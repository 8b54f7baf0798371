"""Reads the text out of files (文件取文): TXT, HTML, DOCX and PDF with a text layer.

Files are taken for hostile. This module checks what is cheap and puts the answer into words; the
file is opened only in a child process with capped memory and time (`portal.filereaders`), which
knows no database and gets no secrets.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext

from portal.file_child import ask, shown_name
from portal.file_findings import as_problem
from portal.filereaders import limits
from portal.filereaders.found import Finding, Unreadable
from portal.filereaders.signatures import demand_content, kind_by_name
from portal.problems import Problem, Refused


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
    name = shown_name(name)
    try:
        kind = kind_by_name(name)
        data = bytes_of(source)
        demand_content(kind, data)
        answer = ask("read", kind, data)
    except Unreadable as refusal:
        raise Refused([as_problem(refusal.finding, name)]) from None
    warnings = tuple(as_problem(Finding(**warning), name) for warning in answer["warnings"])
    return FileText(answer["text"], kind, name, warnings, tuple(answer["page_starts"]))


def bytes_of(source: Path | bytes | BinaryIO) -> bytes:
    """The bytes of a file, never more than the limit; devices, pipes and folders are no files."""
    if isinstance(source, Path):
        if not source.is_file():
            raise Unreadable("unavailable")
        try:
            with source.open("rb") as file:
                return bytes_of(file)
        except OSError:
            raise Unreadable("unavailable") from None
    data = source if isinstance(source, bytes) else source.read(limits.FILE_BYTES + 1)
    if len(data) > limits.FILE_BYTES:
        raise Unreadable("too_large", limit=limits.FILE_BYTES // limits.MEGABYTE)
    return data
