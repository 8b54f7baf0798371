"""A regulation as a file (下载): plain text, JSON, DOCX; its words exactly as they are stored.

Every file says what it is a copy of: title, state, version, days, source, permanent address, hash.
The shape of the JSON is described in docs/regulation-data.md; a change of it raises FORMAT.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from .reading import Way

FORMAT = "shequ-portal/regulation/1"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file_of(regulation: Any, way: Way, *, name: str, host: str) -> HttpResponse:
    """The file `name` (one of FILES) of the version on the way, named after the text."""
    content_type, make = FILES[name]
    rows = list(way.version.articles.order_by("seq"))
    copy = Copy(regulation, way, rows, host.rstrip("/"))
    response = HttpResponse(make(copy), content_type=content_type)
    ending = name.rpartition(".")[2]
    title = f"{regulation.title}-v{way.version.no}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, title)
    response["Link"] = f'<{copy.address(way.fixed_base)}>; rel="canonical"'
    return response


class Copy:
    """What a file is made from (副本): regulation, version, rows in order, and where they stand."""

    def __init__(self, regulation: Any, way: Way, rows: list[Any], host: str) -> None:
        self.regulation, self.way, self.rows, self.host = regulation, way, rows, host
        self.version = way.version

    def address(self, path: str) -> str:
        """The full address of a path."""
        return f"{self.host}{path}"

    @property
    def text_hash(self) -> str:
        """SHA-256 of preamble, numbers and texts in their order, by which a copy can be checked."""
        parts = [self.version.preamble]
        parts += [f"{row.label}\n{row.heading}\n{row.text}" for row in self.rows]
        return hashlib.sha256("\n\n".join(parts).encode()).hexdigest()

    def facts(self) -> list[tuple[str, str]]:
        """Name and value of everything a reader must know before relying on the copy."""
        page, version = self.regulation, self.version
        facts = [
            (gettext("Document number"), page.doc_no),
            (gettext("Made by"), page.made_by),
            (gettext("State"), page.get_validity_display()),
            (gettext("Version"), str(version.no)),
            (gettext("In force from"), _day(version.effective_from)),
            (gettext("In force until"), _day(version.effective_to)),
            (gettext("Checked on"), _day(page.verified_on)),
            (gettext("Source"), page.source_note),
            (gettext("Permanent address"), self.address(self.way.fixed_base)),
            ("SHA-256", self.text_hash),
        ]
        return [(name, value) for name, value in facts if value]


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def as_text(copy: Copy) -> bytes:
    """UTF-8 text with a byte order mark, for the editors of older machines, and CRLF lines."""
    lines = [copy.regulation.title, ""]
    lines += [f"{name}: {value}" for name, value in copy.facts()]
    lines += ["", "-" * 40, ""]
    if copy.version.preamble:
        lines += [copy.version.preamble, ""]
    for level, words in _running(copy.rows):
        lines += ["", words, ""] if level else [words, ""]
    return ("\ufeff" + "\n".join(lines).rstrip() + "\n").replace("\n", "\r\n").encode()


def _running(rows: list[Any]) -> list[tuple[int, str]]:
    """Headings (level 1 to 3) and articles (level 0) in reading order."""
    parts: list[tuple[int, str]] = []
    above = ("", "", "")
    for row in rows:
        here = (row.book, row.chapter, row.section)
        for level in range(3):
            if here[level] and here[: level + 1] != above[: level + 1]:
                parts.append((level + 1, here[level]))
        above = here
        head = "\u3000".join(part for part in (_printed(row), row.heading) if part)
        parts.append(
            (0, f"{head}\u3000{row.text}" if row.kind == "article" else f"{head}\n{row.text}")
        )
    return parts


def _printed(row: Any) -> str:
    """The number as the portal shows it; a part that is no article has its heading only."""
    return row.name if row.kind == "article" else row.label


def as_json(copy: Copy) -> bytes:
    """The version as data: identity, version, days, articles with addresses and citations."""
    page, version = copy.regulation, copy.version
    cites: dict[int, list[Any]] = {}
    for reference in version.citations_made():
        cites.setdefault(reference.source_id, []).append(reference)
    data = {
        "format": FORMAT,
        "title": page.title,
        "url": copy.address(copy.way.home),
        "permanent_url": copy.address(copy.way.fixed_base),
        "index_no": page.index_no,
        "document_number": page.doc_no,
        "kind": page.kind,
        "made_by": page.made_by,
        "state": page.validity,
        "language": page.language,
        "source_note": page.source_note,
        "adopted_on": _day(page.adopted_on),
        "promulgated_on": _day(page.promulgated_on),
        "verified_on": _day(page.verified_on),
        "version": {
            "number": version.no,
            "in_force_from": _day(version.effective_from),
            "in_force_until": _day(version.effective_to),
            "change_note": version.change_note,
            "sha256": copy.text_hash,
        },
        "preamble": version.preamble,
        "terms": [{"word": term["word"], "article": term["slug"]} for term in version.terms],
        "articles": [_article(copy, row, cites.get(row.pk, ())) for row in copy.rows],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _article(copy: Copy, row: Any, cites: Any) -> dict[str, Any]:
    return {
        "id": row.slug,
        "kind": row.kind,
        "number": row.number,
        "inserted_after": row.suffix,
        "label": row.label,
        "heading": row.heading,
        "book": row.book,
        "chapter": row.chapter,
        "section": row.section,
        "text": row.text,
        "url": copy.address(f"{copy.way.home}{row.slug}/"),
        "permanent_url": copy.address(f"{copy.way.fixed_base}{row.slug}/"),
        "number_lost": row.number_lost,
        "number_doubtful": row.number_doubtful,
        "number_inferred": row.number_inferred,
        "cites": [
            {
                "title": one.target.title,
                "number": one.number,
                "inserted_after": one.suffix,
                "start": one.start,
                "end": one.end,
            }
            for one in cites
        ],
    }


def as_docx(copy: Copy) -> bytes:
    """A Word document: title, facts, headings by their levels, one paragraph for each 款."""
    from .downloads_docx import written

    return written(
        title=copy.regulation.title,
        author=copy.regulation.made_by or copy.regulation.issuer,
        language=copy.regulation.language,
        facts=copy.facts(),
        parts=[
            *([(0, copy.version.preamble)] if copy.version.preamble else []),
            *_running(copy.rows),
        ],
    )


FILES: dict[str, tuple[str, Callable[[Copy], bytes]]] = {
    "text.txt": ("text/plain; charset=utf-8", as_text),
    "regulation.json": ("application/json", as_json),
    "regulation.docx": (_DOCX, as_docx),
}
