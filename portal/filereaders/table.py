"""Tables that people fill in (XLSX, CSV): the rows with their numbers, and what cannot be trusted.

Unlike a text, a table that is taken over row by row may lose nothing: hidden rows, joined cells,
formulas and faults are named by row and cell, never passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesNSImpl

from . import archive, limits, ooxml
from .found import Finding, Unreadable
from .plain import decoded, with_plain_line_ends
from .xlsx import book_of, column_number, plain_number, strings_of
from .xml_parts import walk

COLUMNS = 60
ROWS = 5_000
CELL_CHARACTERS = 5_000
TROUBLES = 200
"""So many are named; who has more has another file in hand."""
_ON = {"1", "true"}
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_DELIMITERS = ",;\t"


@dataclass
class Table:
    """The filled rows (表格), each with its number as the person sees it, and the troubles."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    troubles: list[Finding] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def note(self, code: str, **params: str | int) -> None:
        """One more trouble."""
        if len(self.troubles) >= TROUBLES:
            raise Unreadable("table_troubles", limit=TROUBLES)
        self.troubles.append(Finding(code, params))

    def add(self, number: int, cells: list[str]) -> None:
        """A row, unless nothing stands in it."""
        if not any(cell.strip() for cell in cells):
            return
        if len(self.rows) >= ROWS:
            raise Unreadable("table_rows", limit=ROWS)
        self.rows.append((number, cells))


def read(kind: str, data: bytes) -> dict[str, object]:
    """The table of a file of this kind; `unread` are names of sheets behind the first."""
    table = _from_workbook(data) if kind == "xlsx" else _from_text(data)
    if not table.rows:
        raise Unreadable("no_text")
    return asdict(table)


# --- CSV -----------------------------------------------------------------------------------------
def _from_text(data: bytes) -> Table:
    """Commas, semicolons or tabs, whichever the first line has most of."""
    text = with_plain_line_ends(decoded(data, is_prose=False)).replace("\ufeff", "")
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(_DELIMITERS, key=head[:CELL_CHARACTERS].count)
    table = Table()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number, cells in _lines(reader):
        _check_line(table, number, cells)
        table.add(number, cells[:COLUMNS])
    return table


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of its row in a spreadsheet; an open quote is refused."""
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, cells
    except csv.Error:
        raise Unreadable("table_quote", row=number + 1) from None


def _check_line(table: Table, number: int, cells: list[str]) -> None:
    if any(cell.strip() for cell in cells[COLUMNS:]):
        raise Unreadable("table_columns", row=number, limit=COLUMNS)
    for place, cell in enumerate(cells[:COLUMNS], start=1):
        if len(cell) > CELL_CHARACTERS:
            table.note("table_long", cell=_name(place, number), limit=CELL_CHARACTERS)


# --- XLSX ----------------------------------------------------------------------------------------
def _from_workbook(data: bytes) -> Table:
    with archive.opened(data) as document:
        if found := ooxml.refusals(document, "xlsx"):
            refusal = found[0]
            raise Unreadable(refusal.code, part=refusal.part, **refusal.params)  # type: ignore[arg-type]
        book = book_of(document)
        (_title, state, part), *others = book.sheets
        table = Table(unread=[name for name, _state, _part in others])
        if state in ("hidden", "veryHidden"):
            raise Unreadable("table_hidden_sheet", name=_title)
        walk(document, part, _SheetReader(table, strings_of(document), part))
    return table


class _SheetReader(ContentHandler):
    """The cells of the first sheet, row by row, with everything that hides or joins them."""

    def __init__(self, table: Table, strings: list[str], part: str) -> None:
        super().__init__()
        self._table, self._strings, self._part = table, strings, part
        self._hidden_columns: set[int] = set()
        self._row = self._column = self._count = 0
        self._row_hidden = self._has_formula = self._telling = False
        self._cells: dict[int, str] = {}
        self._kind = self._value = ""

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """A column's settings, a row, a cell or a joined range begins."""
        tag = name[1]
        begins = {
            "col": self._begin_column, "row": self._begin_row, "c": self._begin_cell,
            "mergeCell": self._joined, "f": self._formula,
        }.get(tag)  # fmt: skip
        if begins is not None:
            begins({key[1]: value for key, value in attrs.items()})
        self._telling = tag in ("v", "t")

    def characters(self, content: str) -> None:
        """What stands in a cell."""
        if self._telling:
            self._value += content

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        """A cell or a row ends."""
        self._telling = False
        if name[1] == "c":
            self._end_cell()
        elif name[1] == "row":
            self._end_row()

    def _begin_column(self, values: dict[str, str]) -> None:
        first, last = values.get("min", "1"), values.get("max", "1")
        if values.get("hidden") in _ON and first.isdigit() and last.isdigit():
            self._hidden_columns |= set(range(int(first), min(int(last), COLUMNS) + 1))

    def _begin_row(self, values: dict[str, str]) -> None:
        given = values.get("r", str(self._row + 1))
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0
        if number <= self._row:
            raise Unreadable("table_row_numbers", row=given[:20], after=self._row)
        self._row, self._column, self._cells = number, 0, {}
        self._row_hidden = values.get("hidden") in _ON

    def _begin_cell(self, values: dict[str, str]) -> None:
        self._count += 1
        if self._count > limits.CELLS:
            raise Unreadable("too_many_cells", limit=limits.CELLS, part=self._part)
        place = _PLACE.fullmatch(values.get("r", ""))
        column = column_number(place[1]) if place else self._column + 1
        if column <= self._column or (place and int(place[2]) != self._row):
            raise Unreadable("table_row_numbers", row=values.get("r", "")[:20], after=self._row)
        self._column = column
        self._kind, self._value, self._has_formula = values.get("t", "n"), "", False

    def _formula(self, _values: dict[str, str]) -> None:
        self._has_formula = True

    def _joined(self, values: dict[str, str]) -> None:
        self._table.note("table_joined", cell=values.get("ref", "")[:20])

    def _end_cell(self) -> None:
        place = _name(self._column, self._row)
        if self._has_formula:
            self._table.note("table_formula", cell=place)
        elif self._kind == "e":
            self._table.note("table_fault", cell=place, value=self._value[:20])
        words = self._words()
        if not words.strip():
            return
        if self._column > COLUMNS:
            raise Unreadable("table_outside", cell=place)
        if len(words) > CELL_CHARACTERS:
            self._table.note("table_long", cell=place, limit=CELL_CHARACTERS)
        if self._column in self._hidden_columns:
            self._table.note("table_hidden", cell=place)
        self._cells[self._column] = words[:CELL_CHARACTERS]

    def _words(self) -> str:
        if self._kind != "s":
            return plain_number(self._value) if self._kind == "n" else self._value
        number = self._value.strip()
        if number and not (number.isdigit() and int(number) < len(self._strings)):
            raise Unreadable("damaged", part=self._part)
        return self._strings[int(number)] if number else ""

    def _end_row(self) -> None:
        if not self._cells:
            return
        if self._row_hidden:
            self._table.note("table_hidden", cell=str(self._row))
        last = max(self._cells)
        self._table.add(self._row, [self._cells.get(place, "") for place in range(1, last + 1)])


def _name(column: int, row: int) -> str:
    """What a spreadsheet program calls a cell: C7."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
