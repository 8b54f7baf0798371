"""PDF documents with a text layer. Pictures of pages are not read: a transcript has to be given."""

from __future__ import annotations

import io

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError

from . import limits
from .found import Finding, Reading, Unreadable
from .plain import with_plain_line_ends

_TAIL_BYTES = 2048
_ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_NAMED_PAGES = 10


def read(data: bytes) -> Reading:
    """The text page by page; refuses encrypted, cut off, endless and scanned documents."""
    demand_bounds(data)
    try:
        return _pages_of(data)
    except LimitReachedError:
        raise Unreadable("too_heavy") from None
    except (PyPdfError, RecursionError, KeyError):
        raise Unreadable("damaged") from None


def demand_bounds(data: bytes) -> None:
    """Refuse what is cut off or has more objects than any office document."""
    if b"%%EOF" not in data[-_TAIL_BYTES:]:
        raise Unreadable("truncated")
    if data.count(b" obj") > limits.PDF_OBJECTS:
        raise Unreadable("too_many_objects", limit=limits.PDF_OBJECTS)


def _pages_of(data: bytes) -> Reading:
    document = PdfReader(io.BytesIO(data))
    if document.is_encrypted:
        raise Unreadable("encrypted")
    _demand_few_pages(document)
    texts: list[str] = []
    starts: list[int] = []
    length = 0
    for page in document.pages:
        texts.append(with_plain_line_ends(page.extract_text()).strip("\n"))
        starts.append(length)
        length += len(texts[-1]) + 1
        if length > limits.TEXT_CHARACTERS:
            raise Unreadable("text_too_long", limit=limits.TEXT_CHARACTERS)
    bare = [number for number, text in enumerate(texts, start=1) if not text.strip()]
    if len(bare) == len(texts):
        raise Unreadable("scanned")
    return Reading("\n".join(texts), tuple(starts), tuple(_warnings(data, bare)))


def _demand_few_pages(document: PdfReader) -> None:
    """Judge the declared number of pages, then the number of pages there really are."""
    tree: object = document.root_object["/Pages"]
    declared = tree["/Count"] if isinstance(tree, dict) and "/Count" in tree else 0
    demand_count(declared if isinstance(declared, int) else 0)
    demand_count(len(document.pages))


def demand_count(count: int) -> None:
    """Refuse more pages than are read."""
    if count > limits.PAGES:
        raise Unreadable("too_many_pages", count=int(count), limit=limits.PAGES)


def _warnings(data: bytes, bare: list[int]) -> list[Finding]:
    found = []
    if bare:
        pages = ", ".join(str(number) for number in bare[:_NAMED_PAGES])
        more = " …" if len(bare) > _NAMED_PAGES else ""
        found.append(Finding("pages_without_text", {"pages": pages + more}, page=bare[0]))
    if any(name in data for name in _ACTIVE):
        found.append(Finding("active_content"))
    return found
