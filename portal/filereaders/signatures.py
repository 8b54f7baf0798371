"""What a file is, by its name and by its first bytes; the two have to agree.

A stock upload checks the name only: a web page named `.pdf` would then be served as a document.
"""

from __future__ import annotations

import io
import re
import zipfile

from .found import Unreadable

KINDS = {".txt": "txt", ".html": "html", ".htm": "html", ".docx": "docx", ".pdf": "pdf"}
"""The kinds of files that are read, by the ending of the name."""

_STARTS = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x7fELF", "program"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
)
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?"
    rb"<(?:!doctype\s+html|html|head|body|script|svg)\b",
    re.IGNORECASE | re.DOTALL,
)
_FITS = {"txt": {"text"}, "html": {"text", "html"}, "docx": {"zip"}, "pdf": {"pdf"}}
_HEAD_BYTES = 4096


def kind_by_name(name: str) -> str:
    """The kind that the ending of a file name promises; refuses endings that are not read."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending not in KINDS:
        raise Unreadable("kind_unknown", ending=ending or "–")
    return KINDS[ending]


def demand_content(kind: str, data: bytes) -> None:
    """Refuse a file that is empty, is not what its name says, or is two things at once."""
    if not data.strip():
        raise Unreadable("empty")
    found = content_of(data)
    if kind == "docx" and found == "ole":
        raise Unreadable("encrypted")
    if found not in _FITS[kind]:
        raise Unreadable("content_differs", named=kind, found=found)
    if kind == "pdf" and zipfile.is_zipfile(io.BytesIO(data)):
        raise Unreadable("content_differs", named=kind, found="pdf + zip")


def content_of(data: bytes) -> str:
    """What the first bytes say: a kind, a family of refused files, or `text` for the rest."""
    head = data[:_HEAD_BYTES]
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    return "html" if _HTML_START.match(head) else "text"
