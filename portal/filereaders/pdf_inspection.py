"""What a PDF document holds besides its pages: scripts, programs, attached files, comments.

qpdf reads the structure without running or mending anything: what it would have to mend is damaged.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from . import limits, pdf
from .found import Finding, Inspection, Unreadable
from .hidden import names_somebody

_BY_KEY = {
    "/JS": "pdf_javascript",
    "/JavaScript": "pdf_javascript",
    "/EF": "pdf_attachments",
    "/EmbeddedFiles": "pdf_attachments",
    "/XFA": "pdf_form",
}
_BY_VALUE = {
    ("/S", "/JavaScript"): "pdf_javascript",
    ("/S", "/Launch"): "pdf_launch",
    ("/S", "/GoToE"): "pdf_attachments",
    ("/Type", "/EmbeddedFile"): "pdf_attachments",
    ("/Subtype", "/FileAttachment"): "pdf_attachments",
    ("/S", "/SubmitForm"): "pdf_form",
    ("/S", "/ImportData"): "pdf_form",
    ("/Subtype", "/RichMedia"): "pdf_media",
    ("/Subtype", "/Movie"): "pdf_media",
    ("/Subtype", "/Sound"): "pdf_media",
    ("/Subtype", "/Screen"): "pdf_media",
    ("/Subtype", "/3D"): "pdf_media",
}
_QUIET_ACTIONS = {"/GoTo", "/Named"}
_COMMENTS = {"/Text", "/Popup", "/FreeText", "/Caret", "/StrikeOut", "/Ink"}
_WEB = re.compile(rb"<(?:!doctype\s+html|html|script|svg|iframe)\b", re.IGNORECASE)
_HEAD_BYTES = 1024
_TAIL_BYTES = 1024
_DEEP = 40


def inspect(data: bytes) -> Inspection:
    """All that is wrong with an upload, its text, and what it hides."""
    pdf.demand_bounds(data)
    if refusals := list(_disguises(data)):
        return Inspection(refusals=tuple(refusals))
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as book:
            refusals = _refusals(book)
            hidden, words = _hidden(book)
    except pikepdf.PasswordError:
        raise Unreadable("encrypted") from None
    except (pikepdf.PdfError, RecursionError, ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable("damaged") from None
    if refusals:
        return Inspection(refusals=tuple(refusals))
    return _with_text(data, hidden, words)


def _with_text(data: bytes, hidden: list[Finding], words: list[str]) -> Inspection:
    """Pages that are pictures cannot be searched for personal data: a person has to look."""
    try:
        reading = pdf.read(data)
    except Unreadable as refusal:
        if refusal.finding.code != "scanned":
            raise
        pictures = Finding("hides_in_pictures")
        return Inspection(hidden=(pictures, *hidden), hidden_text="\n".join(words))
    bare = [row for row in reading.warnings if row.code == "pages_without_text"]
    warnings = tuple(
        row for row in reading.warnings if row.code not in ("active_content", "pages_without_text")
    )
    return Inspection(
        reading.text,
        reading.page_starts,
        warnings,
        hidden=(*bare, *hidden),
        hidden_text="\n".join(words),
    )


def _disguises(data: bytes) -> Iterator[Finding]:
    """A web page before or behind the document: browsers and readers would see two things."""
    tail = data[data.rfind(b"%%EOF") + 5 :]
    if _WEB.search(data[:_HEAD_BYTES]) or _WEB.search(tail):
        yield Finding("content_differs", {"named": "pdf", "found": "pdf + html"})
    elif len(tail.strip(b"\r\n\t \x00")) > _TAIL_BYTES:
        yield Finding("pdf_trailing")


def _refusals(book: pikepdf.Pdf) -> list[Finding]:
    if book.is_encrypted:
        raise Unreadable("encrypted")
    if len(book.objects) > limits.PDF_OBJECTS:
        raise Unreadable("too_many_objects", limit=limits.PDF_OBJECTS)
    codes: dict[str, None] = {}
    opening = book.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S")) not in _QUIET_ACTIONS:
        codes["pdf_open_action"] = None
    for thing in book.objects:
        for key, value in _entries(thing, 0):
            code = _BY_KEY.get(key) or _BY_VALUE.get((key, value))
            if code:
                codes[code] = None
    return [Finding(code) for code in codes]


def _entries(thing: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Keys and names of a dictionary and of what lies inside it, not of what it points to."""
    if depth > _DEEP:
        raise Unreadable("damaged")
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in thing.items():
            yield key, str(value) if isinstance(value, pikepdf.Name) else ""
            if _is_inside(value):
                yield from _entries(value, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if _is_inside(value):
                yield from _entries(value, depth + 1)


def _is_inside(value: Any) -> bool:
    return isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect


def _hidden(book: pikepdf.Pdf) -> tuple[list[Finding], list[str]]:
    """Names in the properties, comments and switched-off layers, with their words."""
    found: list[Finding] = []
    facts = {key: str(value) for key, value in book.docinfo.items()}
    words = list(facts.values())
    if names_somebody(facts.get("/Author", "")):
        found.append(Finding("properties", {"names": facts["/Author"][:80]}))
    comments = list(_comments(book))
    if comments:
        found.append(Finding("hides_comments", {"count": len(comments)}))
    if _has_layers_off(book):
        found.append(Finding("hides_layers"))
    return found, [*words, *comments]


def _comments(book: pikepdf.Pdf) -> Iterator[str]:
    pdf.demand_count(len(book.pages))
    for page in book.pages:
        for note in page.obj.get("/Annots", pikepdf.Array()):
            if isinstance(note, pikepdf.Dictionary) and str(note.get("/Subtype")) in _COMMENTS:
                yield str(note.get("/Contents", ""))


def _has_layers_off(book: pikepdf.Pdf) -> bool:
    layers = book.Root.get("/OCProperties")
    if not isinstance(layers, pikepdf.Dictionary):
        return False
    shown = layers.get("/D")
    return isinstance(shown, pikepdf.Dictionary) and len(shown.get("/OFF", pikepdf.Array())) > 0
