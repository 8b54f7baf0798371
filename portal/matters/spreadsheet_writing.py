"""Writes the catalogue as a table: the template to fill in, and the export of what is there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.safe_csv import harmless, written

from .models.catalogue import Catalogue, MatterEntry
from .models.taxonomy import MatterField, Occasion
from .sheet_columns import BY_KEY, COLUMNS, basis_in_words

_WIDTHS = {"name": 30, "implementer": 26, "bases": 44, "reason": 30, "go_to": 30, "occasions": 26}
_LAST_ROW = 2_000
_LISTED = ("field", "role", "audience", "window_group", "status")


def headings() -> list[str]:
    """The headings in the reader's language."""
    return [gettext(column.heading) for column in COLUMNS]


def entries_to_write(catalogue: Catalogue) -> Iterator[list[str]]:
    """Every entry of a catalogue in order, as cells that can be read again."""
    rows = catalogue.entries.order_by("order", "pk").select_related("matter", "field", "successor")
    for entry in rows.prefetch_related("bases__regulation", "matter__occasions"):
        yield [_cell(entry, column.key) for column in COLUMNS]


def _cell(entry: MatterEntry, key: str) -> str:
    said: dict[str, Any] = {
        "code": entry.matter.code,
        "field": entry.field.name,
        "window_group": entry.matter.get_window_group_display(),
        "role": entry.get_role_display(),
        "audience": entry.get_audience_display(),
        "status": entry.get_status_display(),
        "successor": entry.successor.code if entry.successor else "",
    }
    if key == "bases":
        return "；".join(_basis(row) for row in entry.bases.all())
    if key == "occasions":
        return "、".join(row.name for row in entry.matter.occasions.all())
    return str(said[key] if key in said else getattr(entry, key))


def _basis(row: Any) -> str:
    title = row.regulation.title if row.regulation else row.title
    return basis_in_words(title, row.number, row.suffix)


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """The table as CSV; no cell is taken for a formula."""
    return written([headings(), *rows]).encode()


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """The table as a workbook with lists to choose from; every cell is text, none a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(gettext("Catalogue"))
    sheet.freeze_panes = "B2"
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column.key, 16)
    sheet.append([_text(sheet, words, bold=True) for words in headings()])
    for row in rows:
        sheet.append([_text(sheet, words) for words in row])
    _offer_lists(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text(sheet: Any, words: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=harmless(words))
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _offer_lists(book: Any, sheet: Any) -> None:
    """A second sheet with the words that may be chosen; the columns offer them."""
    words = book.create_sheet(gettext("Words to choose from"))
    lists = [(key, list(_words_for(key))) for key in (*_LISTED, "occasions")]
    words.append([_text(words, gettext(BY_KEY[key].heading), bold=True) for key, _list in lists])
    longest = max(len(found) for _key, found in lists)
    for place in range(longest):
        words.append([_text(words, found[place]) if place < len(found) else None
                      for _key, found in lists])  # fmt: skip
    for place, (key, found) in enumerate(lists, start=1):
        if key in _LISTED and found:
            letter = get_column_letter(place)
            source = f"'{words.title}'!${letter}$2:${letter}${len(found) + 1}"
            _validate(sheet, key, source)


def _validate(sheet: Any, key: str, source: str) -> None:
    letter = get_column_letter([column.key for column in COLUMNS].index(key) + 1)
    rule = DataValidation(type="list", formula1=source, allow_blank=True)
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.data_validations.append(rule)


def _words_for(key: str) -> Iterator[str]:
    if key == "field":
        yield from MatterField.objects.values_list("name", flat=True)
    elif key == "occasions":
        yield from Occasion.objects.values_list("name", flat=True)
    else:
        yield from (str(label) for label in BY_KEY[key].choices.labels)
