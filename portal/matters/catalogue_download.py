"""A published catalogue as a table for everybody (目录下载): sent line by line, no cell a formula.

Says what the public page says and nothing of who wrote it; a legal basis that is not public is not
named. It can be read again by the import of tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from portal.safe_csv import lines

from .catalogue_listing import is_public, wanted_by, with_bases
from .models.catalogue import Catalogue, MatterEntry
from .sheet_columns import COLUMNS, basis_in_words
from .spreadsheet_writing import headings

ROWS_AT_ONCE = 1_000
"""More than most catalogues have, so that their bases and occasions are read once."""
Words = Mapping[str, Mapping[str, str]]


def answer(request: HttpRequest, *, fixed: int | None = None) -> HttpResponseBase:
    """The file; 404 where no such catalogue is public."""
    catalogue = wanted_by(request, fixed=fixed).first()
    if catalogue is None:
        raise Http404
    words = {
        column.key: {value: str(label) for value, label in column.choices.choices}
        for column in COLUMNS
        if column.choices
    }
    response = StreamingHttpResponse(
        lines(_rows(catalogue, headings(), words)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="catalogue-{catalogue.pk}.csv"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _rows(catalogue: Catalogue, heads: list[str], words: Words) -> Iterator[list[str]]:
    """The headings, then one row an entry.

    Words are given in the reader's language: when the rows are sent, another may be active.
    """
    yield heads
    rows = MatterEntry.objects.filter(catalogue=catalogue).order_by("order", "pk")
    rows = rows.select_related("matter", "field", "successor")
    rows = rows.prefetch_related(with_bases(), "matter__occasions")
    for entry in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield [_cell(entry, column.key, words) for column in COLUMNS]


def _cell(entry: Any, key: str, words: Words) -> str:
    if key == "bases":
        return "；".join(_basis(row) for row in entry.bases.all() if is_public(row))
    if key == "occasions":
        return "、".join(row.name for row in entry.matter.occasions.all())
    said = {
        "code": entry.matter.code,
        "field": entry.field.name,
        "window_group": entry.matter.window_group,
        "successor": entry.successor.code if entry.successor else "",
    }
    value = str(said[key] if key in said else getattr(entry, key))
    return words[key].get(value, value) if key in words else value


def _basis(row: Any) -> str:
    title = row.regulation.title if row.regulation else row.title
    return basis_in_words(title, row.number, row.suffix)
