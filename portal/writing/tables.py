"""Tables in a text (表格): real ones in what is stored, so that search, print and checks read them.

The editor holds a table as one piece with its cells as data; what is stored is a plain `<table>`.
Whatever a browser sends as data is judged here: words stay words, numbers stay small.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any, TypedDict

from bs4 import NavigableString, Tag

MOST_ROWS = 300
MOST_COLUMNS = 40
LONGEST_CELL = 4_000


class CellData(TypedDict, total=False):
    """A cell as the editor holds it."""

    text: str
    head: bool
    colspan: int
    rowspan: int


class TableData(TypedDict, total=False):
    """A table as the editor holds it."""

    rows: list[list[CellData]]
    caption: str


@dataclass(frozen=True)
class Cell:
    """One cell: words with line ends, whether it heads others, and over how many it reaches."""

    text: str
    head: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Table:
    """A table (表格): rows of cells, and a caption."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""

    @classmethod
    def of(cls, data: Any) -> Table:
        """The table that data describe; what makes no sense in them is left out."""
        data = data if isinstance(data, dict) else {}
        rows = data.get("rows") if isinstance(data.get("rows"), list) else []
        made = (_row(row) for row in list(rows or [])[:MOST_ROWS])
        return cls(tuple(row for row in made if row), _words(data.get("caption"))[:300])

    @property
    def heads(self) -> int:
        """How many rows at the top are heads through and through."""
        count = 0
        for row in self.rows[:-1]:
            if not all(cell.head for cell in row):
                break
            count += 1
        return count


def _row(row: Any) -> tuple[Cell, ...]:
    cells = row if isinstance(row, list) else []
    return tuple(_cell(cell) for cell in cells[:MOST_COLUMNS] if isinstance(cell, dict))


def _cell(cell: dict[str, Any]) -> Cell:
    return Cell(
        text=_words(cell.get("text"))[:LONGEST_CELL],
        head=cell.get("head") is True,
        colspan=span(cell.get("colspan"), MOST_COLUMNS),
        rowspan=span(cell.get("rowspan"), MOST_ROWS),
    )


def _words(value: Any) -> str:
    lines = str(value).split("\n") if isinstance(value, str) else []
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def span(value: Any, most: int) -> int:
    """A number of cells from 1 to `most`; anything else is one cell."""
    text = str(value)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return min(max(number, 1), most)


def rows_in(table: Tag) -> list[list[CellData]]:
    """The cells of an HTML table without empty rows; a first row all in bold is a head."""
    rows: list[list[CellData]] = []
    for row in table.find_all("tr"):
        if _table_of(row) is not table:
            continue
        tags = [tag for tag in row.find_all(["td", "th"]) if _table_of(tag) is table]
        cells = [_cell_in(tag) for tag in tags]
        if not any(cell["text"] or cell["rowspan"] > 1 for cell in cells):
            continue
        if not rows and not any(cell["head"] for cell in cells) and all(map(_is_bold, tags)):
            cells = [{**cell, "head": True} for cell in cells]
        rows.append(cells)
    return rows


def _table_of(tag: Tag) -> Tag | None:
    return tag.find_parent("table")


def _cell_in(tag: Tag) -> CellData:
    return {
        "text": _cell_text(tag),
        "head": tag.name == "th" or tag.find_parent("thead") is not None,
        "colspan": span(tag.get("colspan"), MOST_COLUMNS),
        "rowspan": span(tag.get("rowspan"), MOST_ROWS),
    }


def _is_bold(cell: Tag) -> bool:
    """Whether all words of a cell are bold; an empty one does not say otherwise."""
    marked = [part for part in cell.find_all(True) if part.name in ("b", "strong")]
    marked += [part for part in cell.find_all("span") if "font-weight:" in _bare_style(part)]
    bold = {id(text) for part in marked for text in part.find_all(string=True)}
    return all(id(text) in bold for text in cell.find_all(string=True) if text.strip())


def _bare_style(tag: Tag) -> str:
    style = str(tag.get("style", "")).replace(" ", "").lower()
    return style if "font-weight:bold" in style or "font-weight:700" in style else ""


def _cell_text(tag: Tag) -> str:
    """The words of a cell; its paragraphs and line ends become lines."""
    parts: list[str] = []
    for node in tag.descendants:
        if isinstance(node, NavigableString):
            parts.append(" ".join(str(node).split("\n")))
        elif isinstance(node, Tag) and node.name in ("br", "p", "div", "li", "tr", "section"):
            parts.append("\n")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def table_html(table: Table) -> str:
    """The table as it is stored: head and body apart, heads that say what they head."""
    if not table.rows:
        return ""
    heads = table.heads
    parts = ["<table>"]
    if table.caption:
        parts.append(f"<caption>{escape(table.caption, quote=False)}</caption>")
    if heads:
        parts.append(f"<thead>{_rows_html(table.rows[:heads], 'col')}</thead>")
    parts.append(f"<tbody>{_rows_html(table.rows[heads:], 'row')}</tbody></table>")
    return "".join(parts)


def _rows_html(rows: Iterable[tuple[Cell, ...]], scope: str) -> str:
    return "".join(f"<tr>{''.join(_cell_html(cell, scope) for cell in row)}</tr>" for row in rows)


def _cell_html(cell: Cell, scope: str) -> str:
    tag = "th" if cell.head else "td"
    marks = f' scope="{scope}"' if cell.head else ""
    marks += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    marks += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    words = escape(cell.text, quote=False).replace("\n", "<br/>")
    return f"<{tag}{marks}>{words}</{tag}>"
