"""Tables for a spreadsheet (CSV) in which no cell is taken for a formula.

Pure: what a person typed may begin with a sign that a spreadsheet program obeys.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads Chinese in the wrong encoding."""
OBEYED = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: object) -> str:
    """The words of a cell, with an apostrophe before what would be obeyed (full width too)."""
    text = "" if cell is None else str(cell)
    plain = unicodedata.normalize("NFKC", text)
    if plain.startswith(OBEYED) or plain.lstrip().startswith(OBEYED):
        return f"'{text}"
    return text


class _Line:
    """What a CSV writer wants of a file, of which the last line is kept only."""

    text = ""

    def write(self, text: str) -> None:
        """Takes one line."""
        self.text = text


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The same file line by line, for one that is sent while it is read."""
    line = _Line()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL)
    mark = BYTE_ORDER_MARK
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield mark + line.text
        mark = ""


def written(rows: Iterable[Iterable[object]]) -> str:
    """All rows as one file for a spreadsheet."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + stream.getvalue()
