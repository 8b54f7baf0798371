"""What a file is, by its name and by its first bytes; the two have to agree.

A stock upload checks the name only: a web page named `.pdf` would then be served as a document.
"""

from __future__ import annotations

import io
import re
import zipfile

from .found import Unreadable

KINDS = {".txt": "txt", ".html": "html", ".htm": "html", ".docx": "docx", ".pdf": "pdf"}
"""The kinds of files whose text is read, by the ending of the name."""
UPLOADS = {".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".txt": "txt", ".csv": "csv"}
"""The kinds of files for download that may be uploaded. A web page is none: it could run scripts
in the name of the portal, and what it says belongs on a page."""
PICTURES = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".gif": "gif", ".webp": "webp"}
"""The kinds of pictures that may be uploaded."""

_STARTS = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\x00", "program"),
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
_FITS = {
    "txt": {"text"},
    "csv": {"text"},
    "html": {"text", "html"},
    "docx": {"zip"},
    "xlsx": {"zip"},
    "pdf": {"pdf"},
}
_PICTURE_STARTS = (
    (re.compile(rb"\xff\xd8\xff"), "jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
    (re.compile(rb"....ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)", re.DOTALL), "heic"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "avif"),
)
_REFUSED_PICTURES = {".svg": "svg", ".svgz": "svg", ".heic": "heic", ".heif": "heic"}
_HEAD_BYTES = 4096
_TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def kind_by_name(name: str) -> str:
    """The kind that the ending of a file name promises; refuses endings that are not read."""
    return _kind(name, KINDS, "kind_unknown")


def kind_of_upload(name: str) -> str:
    """The kind of an upload by its name; refuses what is not published as a file."""
    return _kind(name, UPLOADS, "kind_not_taken")


def kind_of_picture(name: str, data: bytes) -> str:
    """The kind of a picture, by name and content; the two have to agree."""
    found = picture_content_of(data)
    named = _REFUSED_PICTURES.get(_ending(name)) or _kind(name, PICTURES, "picture_kind_unknown")
    if "svg" in (named, found):
        raise Unreadable("picture_svg")
    if "heic" in (named, found):
        raise Unreadable("picture_heic")
    if named != found:
        raise Unreadable("content_differs", named=named, found=found)
    return named


def picture_content_of(data: bytes) -> str:
    """What the first bytes of a picture say: a kind of picture, or what the bytes are instead."""
    for start, found in _PICTURE_STARTS:
        if start.match(data):
            return found
    found = content_of(data)
    if found == "html":
        return "svg" if b"<svg" in data[:_HEAD_BYTES].lower() else "html"
    return found


def demand_content(kind: str, data: bytes) -> None:
    """Refuse a file that is empty, is not what its name says, or is two things at once."""
    if not data.strip():
        raise Unreadable("empty")
    found = content_of(data)
    if kind in ("docx", "xlsx") and found == "ole":
        raise Unreadable("encrypted" if _ENCRYPTED_OFFICE in data else "old_office")
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


def holds_test_virus(data: bytes) -> bool:
    """Whether the bytes hold the signature by which virus scanners are tried (EICAR)."""
    return _TEST_VIRUS in data


def _ending(name: str) -> str:
    return name[name.rfind(".") :].lower() if "." in name else ""


def _kind(name: str, kinds: dict[str, str], code: str) -> str:
    ending = _ending(name)
    if ending not in kinds:
        raise Unreadable(code, ending=ending or "–")
    return kinds[ending]
