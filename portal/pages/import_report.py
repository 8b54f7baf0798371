"""The report of an import as a table of words: the same for the terminal and the admin."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from .importing import ALREADY, NEW, NEW_VERSION, FileReport, Found

STATES = {
    NEW: gettext_lazy("new"),
    NEW_VERSION: gettext_lazy("later version, as draft"),
    ALREADY: gettext_lazy("already in the library"),
}
_SHOWN_REMARKS = 50


@dataclass(frozen=True)
class Line:
    """One instrument in the table of an import (导入报告的一行)."""

    title: str
    articles: int
    lost: int
    doubtful: int
    empty: int
    missing: str
    sections: int
    state: str


def line_of(found: Found) -> Line:
    """The figures of one instrument."""
    one = found.instrument
    spans = [str(low) if low == high else f"{low}–{high}" for low, high in one.missing_numbers]
    empty = sum(article.is_empty for article in one.articles)
    state = str(STATES[found.state])
    return Line(
        found.title, len(one.articles), one.lost, one.doubtful, empty, ", ".join(spans) or "–",
        len(one.sections), state,
    )  # fmt: skip


def headings() -> list[str]:
    """The heads of the columns, in the order of the fields of `Line`."""
    return [
        gettext("Regulation"), gettext("Articles"), gettext("Number lost"),
        gettext("Number doubtful"), gettext("Without text"), gettext("Numbers absent"),
        gettext("Sections"), gettext("Result"),
    ]  # fmt: skip


def remarks_of(report: FileReport) -> list[str]:
    """What a person should look at: on the file, then on each instrument."""
    several = len(report.found) > 1
    every = [str(remark) for remark in report.remarks]
    for found in report.found:
        every += [f"{found.title}: {one}" if several else str(one) for one in found.remarks]
    shown = every[:_SHOWN_REMARKS]
    if len(every) > _SHOWN_REMARKS:
        more = gettext("and %(count)s more remarks") % {"count": len(every) - _SHOWN_REMARKS}
        shown.append(more)
    return shown


def skipped_of(report: FileReport) -> list[str]:
    """What was left out of the file, with its lines."""
    if report.parsed is None:
        return []
    return [
        gettext("lines %(first)s–%(last)s left out: %(reason)s (%(count)s characters)")
        % {
            "first": one.first_line,
            "last": one.last_line,
            "reason": gettext(one.reason),
            "count": one.characters,
        }
        for one in report.parsed.skipped
    ]


def text_table(report: FileReport) -> Iterator[str]:
    """The report of one file for a terminal."""
    characters = report.parsed.skipped_characters if report.parsed else 0
    yield report.name + (
        " · " + gettext("%(count)s characters left out") % {"count": characters}
        if characters
        else ""
    )
    if report.problems:
        yield "  " + gettext("Refused; nothing of this file was stored:")
        yield from (f"    {problem}" for problem in report.problems)
        return
    rows = [headings(), *([str(cell) for cell in cells_of(line_of(one))] for one in report.found)]
    yield from (f"  {row}" for row in aligned(rows))
    yield from (f"    ! {remark}" for remark in remarks_of(report))
    yield from (f"    - {skipped}" for skipped in skipped_of(report))


def cells_of(line: Line) -> list[object]:
    """The cells of a line in the order of `headings`."""
    return [
        line.title, line.articles, line.lost, line.doubtful, line.empty, line.missing,
        line.sections, line.state,
    ]  # fmt: skip


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns under each other; a Chinese character is two cells wide."""
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def summary(reports: Iterable[FileReport]) -> str:
    """One sentence on all files."""
    reports = list(reports)
    found = [one for report in reports if not report.problems for one in report.found]
    figures = {
        "regulations": len(found),
        "articles": sum(len(one.instrument.articles) for one in found),
        "already": sum(one.state == ALREADY for one in found),
        "refused": sum(bool(report.problems) for report in reports),
        "files": len(reports),
    }
    return (
        gettext(
            "%(files)s files, %(refused)s refused; %(regulations)s regulations with %(articles)s "
            "articles, of these %(already)s regulations already in the library."
        )
        % figures
    )
