"""Workbooks (XLSX): the cells of every sheet in order, a row on a line, cells parted by tabs.

Read as a stream, cell by cell, so that one cell in the last corner of a sheet costs what one cell
costs. Hidden sheets, rows and columns are read too, but kept apart and named.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesNSImpl

from . import archive, hidden, limits, ooxml
from .found import Finding, Inspection, Unreadable
from .xml_parts import walk

_BOOK = "xl/workbook.xml"
_BOOK_LINKS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_COMMENTS = re.compile(r"xl/(?:comments|threadedComments/|persons/).*\.xml$", re.IGNORECASE)
_OWN_NAMES = "_xlnm."
_ON = {"1", "true"}
_MOST_EMPTY = 60
"""Empty cells before one that is filled; the column of one that stands further off is not kept."""
_LETTERS = re.compile(r"[A-Z]{1,3}")
_WHOLE = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")


@dataclass
class _Book:
    """What the workbook says of its sheets (工作簿): names, places, and which are hidden."""

    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)


def inspect(data: bytes) -> Inspection:
    """All that is wrong with an upload, its text, and what it hides."""
    with archive.opened(data) as document:
        if refusals := ooxml.refusals(document, "xlsx"):
            return Inspection(refusals=tuple(refusals))
        book = book_of(document)
        strings = strings_of(document)
        found, words = hidden.properties(document)
        found += _side_findings(document, book, words)
        seen: list[str] = []
        unseen = {"rows": 0, "columns": 0}
        for title, state, part in book.sheets:
            sheet = _read_sheet(document, part, strings)
            unseen["rows"] += sheet.hidden_rows
            unseen["columns"] += len(sheet.hidden_columns)
            if state in ("hidden", "veryHidden"):
                code = "hides_sheet" if state == "hidden" else "hides_sheet_deep"
                found.append(Finding(code, {"name": title}))
                words += [title, *sheet.seen, *sheet.unseen]
            else:
                seen += [title, *sheet.seen]
                words += sheet.unseen
    found += [Finding(f"hides_{what}", {"count": count}) for what, count in unseen.items() if count]
    return Inspection("\n".join(seen), hidden=tuple(found), hidden_text="\n".join(words))


def _side_findings(document: zipfile.ZipFile, book: _Book, words: list[str]) -> list[Finding]:
    """Comments, defined names and kept data of pivot tables."""
    found = []
    comments = [name for name in document.namelist() if _COMMENTS.match(name)]
    for name in comments:
        part = hidden.UnseenWords(whole=True)
        walk(document, name, part)
        words.append(part.text)
    if comments:
        found.append(Finding("hides_comments", {"count": len(comments)}))
    if book.names:
        found.append(Finding("hides_names", {"count": len(book.names)}))
        words += book.names
    if any("pivotCache/pivotCacheRecords" in name for name in document.namelist()):
        found.append(Finding("hides_pivot"))
    return found


def book_of(document: zipfile.ZipFile) -> _Book:
    if not {_BOOK, _BOOK_LINKS} <= set(document.namelist()):
        raise Unreadable("content_differs", named="xlsx", found="zip")
    book = _Book()
    walk(document, _BOOK_LINKS, _BookReader(book))
    walk(document, _BOOK, _BookReader(book))
    known = set(document.namelist())
    book.sheets = [row for row in book.sheets if row[2] in known]
    if not book.sheets:
        raise Unreadable("damaged", part=_BOOK)
    return book


class _BookReader(ContentHandler):
    """Reads the list of sheets, the defined names and where the sheets lie."""

    def __init__(self, book: _Book) -> None:
        super().__init__()
        self._book = book
        self._name = ""

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """A sheet, a link to one, or a defined name."""
        values = {key[1]: value for key, value in attrs.items()}
        if name[1] == "Relationship":
            target = values.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            self._book.links[values.get("Id", "")] = posixpath.normpath(place)
        elif name[1] == "sheet":
            place = self._book.links.get(values.get("id", ""), "")
            self._book.sheets.append((values.get("name", ""), values.get("state", ""), place))
        elif name[1] == "definedName" and not values.get("name", "").startswith(_OWN_NAMES):
            self._name = values.get("name", "")

    def characters(self, content: str) -> None:
        """What a defined name stands for."""
        if self._name:
            self._book.names.append(f"{self._name} {content}")
            self._name = ""


def strings_of(document: zipfile.ZipFile) -> list[str]:
    if _STRINGS not in document.namelist():
        return []
    reader = _StringReader()
    walk(document, _STRINGS, reader)
    return reader.strings


class _StringReader(ContentHandler):
    """The texts that cells point to; readings of signs (phonetic) are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self._text = self._phonetic = False
        self._pieces: list[str] = []

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """A text begins."""
        if name[1] == "si":
            self._pieces = []
        self._phonetic = self._phonetic or name[1] == "rPh"
        self._text = name[1] == "t" and not self._phonetic

    def characters(self, content: str) -> None:
        """Its letters."""
        if self._text:
            self._pieces.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        """A text ends."""
        self._text = False
        if name[1] == "rPh":
            self._phonetic = False
        elif name[1] == "si":
            self.strings.append("".join(self._pieces))
            if len(self.strings) > limits.SHARED_STRINGS:
                raise Unreadable("too_heavy")


def _read_sheet(document: zipfile.ZipFile, part: str, strings: list[str]) -> _SheetReader:
    reader = _SheetReader(part, strings)
    walk(document, part, reader)
    return reader


class _SheetReader(ContentHandler):
    """The cells of one sheet (工作表), rows apart by whether a reader sees them."""

    def __init__(self, part: str, strings: list[str]) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.unseen: list[str] = []
        self.hidden_rows = 0
        self.hidden_columns: set[int] = set()
        self._part, self._strings = part, strings
        self._row_hidden = False
        self._cells: list[str] = []
        self._unseen_cells: list[str] = []
        self._kind = self._value = ""
        self._column = self._count = 0
        self._empty_left = limits.EMPTY_CELLS
        self._telling = False

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """A column's settings, a row or a cell begins."""
        tag = name[1]
        if tag in ("col", "row", "c"):
            values = {key[1]: value for key, value in attrs.items()}
            {"col": self._begin_column, "row": self._begin_row, "c": self._begin_cell}[tag](values)
        self._telling = tag in ("v", "t")

    def _begin_column(self, values: dict[str, str]) -> None:
        first, last = values.get("min", "1"), values.get("max", "1")
        if values.get("hidden") in _ON and first.isdigit() and last.isdigit():
            self.hidden_columns |= set(range(int(first), min(int(last), 16_384) + 1))

    def _begin_row(self, values: dict[str, str]) -> None:
        self._row_hidden = values.get("hidden") in _ON
        self._cells, self._unseen_cells, self._column = [], [], 0

    def _begin_cell(self, values: dict[str, str]) -> None:
        self._count += 1
        if self._count > limits.CELLS:
            raise Unreadable("too_many_cells", limit=limits.CELLS, part=self._part)
        letters = _LETTERS.match(values.get("r", ""))
        self._column = column_number(letters.group()) if letters else self._column + 1
        self._kind, self._value = values.get("t", "n"), ""

    def characters(self, content: str) -> None:
        """What stands in a cell."""
        if self._telling:
            self._value += content

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        """A cell or a row ends."""
        self._telling = False
        if name[1] == "c" and self._value:
            unseen = self._column in self.hidden_columns
            self._put(self._unseen_cells if unseen else self._cells)
        elif name[1] == "row":
            self._end_row()

    def _put(self, cells: list[str]) -> None:
        """Into its column, so that the head of the column tells what it is; empty ones before."""
        empty = min(max(self._column - 1 - len(cells), 0), _MOST_EMPTY, self._empty_left)
        self._empty_left -= empty
        cells.extend([""] * empty)
        cells.append(self._shown().replace("\t", " ").replace("\n", " "))

    def _end_row(self) -> None:
        if self._row_hidden and (self._cells or self._unseen_cells):
            self.hidden_rows += 1
        line = "\t".join(self._cells)
        if line.strip():
            (self.unseen if self._row_hidden else self.seen).append(line)
        if self._unseen_cells:
            self.unseen.append("\t".join(self._unseen_cells))

    def _shown(self) -> str:
        if self._kind == "s":
            known = self._value.strip().isdigit() and int(self._value) < len(self._strings)
            if not known:
                raise Unreadable("damaged", part=self._part)
            return self._strings[int(self._value)]
        return plain_number(self._value) if self._kind == "n" else self._value


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def plain_number(value: str) -> str:
    """A number as people write it: a telephone kept as 1.3E10 is a telephone."""
    if not _WHOLE.fullmatch(value.strip()):
        return value
    try:
        number = Decimal(value.strip())
        return f"{number:f}" if abs(number.adjusted()) < 30 else value
    except InvalidOperation:
        return value
