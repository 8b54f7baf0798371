"""Reads tables that people have filled in (表格读取): XLSX and CSV, row by row, nothing lost.

The file is opened in a child process with capped memory and time (`portal.filereaders`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from portal.file_child import ask, shown_name
from portal.file_findings import as_problem
from portal.filereaders.found import Finding, Unreadable
from portal.filereaders.signatures import demand_content, kind_of_upload
from portal.filetext import bytes_of
from portal.problems import Problem, Refused

KINDS = ("xlsx", "csv")


@dataclass(frozen=True)
class FileTable:
    """The filled rows of a table, each with its number as a spreadsheet program counts.

    `problems` name cells that cannot be taken as they are; `unread` the sheets behind the first.
    """

    name: str
    rows: list[tuple[int, list[str]]]
    problems: list[Problem]
    unread: list[str]


def read_table(source: Path | bytes | BinaryIO, *, name: str) -> FileTable:
    """The rows of an XLSX or CSV file.

    Refuses, naming the file and where it can the row or cell, what is no such file, is larger than
    20 MB, encrypted, damaged, or has more rows or columns than any list that people fill in.
    """
    name = shown_name(name)
    try:
        kind = kind_of_upload(name)
        if kind not in KINDS:
            raise Unreadable("table_kind")
        data = bytes_of(source)
        demand_content(kind, data)
        found = ask("table", kind, data)
    except Unreadable as refusal:
        raise Refused([as_problem(refusal.finding, name)]) from None
    rows = [(number, cells) for number, cells in found["rows"]]
    problems = [as_problem(Finding(**row), name) for row in found["troubles"]]
    return FileTable(name, rows, problems, found["unread"])
