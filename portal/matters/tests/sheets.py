"""Tables of a catalogue as people and programs send them."""

from __future__ import annotations

import csv
import io
from typing import Any

from portal.matters.catalogue_import import read
from portal.matters.spreadsheets import Sheet
from portal.tests import made_uploads as made

HEADS = [
    "事项编码", "事项名称", "领域", "承担方式", "实施主体", "服务对象", "窗口分组",
    "法律依据", "状态", "原因", "改到哪里办", "改办事项编码", "人生事件和服务人群",
]  # fmt: skip
GOOD = ["YL-001", "医保登记", "民生保障", "综合", "社区服务中心（演示）", "个人", "", "", "在办"]


def line(**changed: str) -> list[str]:
    """A good row with some cells changed, by the place of their heading."""
    cells = [*GOOD, "", "", "", ""]
    for heading, text in changed.items():
        cells[HEADS.index(heading)] = text
    return cells


def as_csv(*rows: list[str], heads: list[str] | None = None) -> bytes:
    """A CSV file in UTF-8."""
    stream = io.StringIO()
    csv.writer(stream).writerows([heads or HEADS, *rows])
    return stream.getvalue().encode()


def sheet_of(*rows: list[str], heads: list[str] | None = None) -> Sheet:
    """The rows as they are read."""
    return read(as_csv(*rows, heads=heads), name="目录.csv")


def codes(sheet: Any) -> list[str]:
    """The codes of what is wrong."""
    return [problem.code for problem in sheet.problems]


def xml_row(cells: list[str], number: int, *, mark: str = "", more: str = "") -> str:
    """A row of a workbook with numbered cells."""
    said = "".join(made.cell(text, f"{chr(65 + at)}{number}") for at, text in enumerate(cells))
    return f'<row r="{number}"{mark}>{said}{more}</row>'


def book(*rows: str, before: str = "", after: str = "") -> bytes:
    """A workbook whose first row has the headings."""
    return made.xlsx(before + xml_row(HEADS, 1) + "".join(rows) + after)
