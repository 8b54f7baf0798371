"""The package of a Word document or workbook (DOCX, XLSX): what it holds besides words.

Everything that runs, loads from elsewhere or is a file of its own is found here, all at once; what
is merely not seen (properties, comments) is a matter of `hidden`.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesNSImpl

from . import archive, signatures
from .found import Finding, Unreadable
from .xml_parts import walk

CONTENT_TYPES = "[Content_Types].xml"
PACKAGE_LINKS = "_rels/.rels"
MAIN_PARTS = {"docx": "word/", "xlsx": "xl/"}

_MACROS = re.compile(r"vbaproject|vbadata|activex|/macrosheets/", re.I)
_EMBEDDED = re.compile(r"/embeddings/.", re.I)
_CONNECTED = re.compile(r"^xl/(externalLinks/externalLink|connections|queryTables/)", re.I)
_LOCAL = re.compile(r"(?:file:///)?(?:[A-Za-z]:[\\/]|[^:/\\]*$)")
_RUNNING_LINK = re.compile(
    r"\s*(?:javascript|vbscript|data|ms-\w+|file://[^/]|\\\\)", re.IGNORECASE
)
_DDE_FIELD = re.compile(
    r"\bDDE(?:AUTO)?\b|\bINCLUDE(?:TEXT|PICTURE)\s+\"?[a-z]{3,}:", re.IGNORECASE
)
_DDE_CELL = re.compile(r"""^\s*[=+@-]?\s*['"]?[\w.]+['"]?\|.*!""")
_HEADS = {"zip": "nested_archive", "ole": "ole_object", "program": "program"}
_HEAD_BYTES = 8


def refusals(document: zipfile.ZipFile, kind: str) -> list[Finding]:
    """All that keeps an Office document out; refuses at once what is none."""
    names = document.namelist()
    if CONTENT_TYPES not in names or PACKAGE_LINKS not in names:
        raise Unreadable("content_differs", named=kind, found="zip")
    if not any(name.startswith(MAIN_PARTS[kind]) for name in names):
        raise Unreadable("content_differs", named=kind, found="zip")
    found = [*_by_name(names), *_by_bytes(document), *_by_xml(document, names)]
    if b"macroEnabled" in archive.content(document, CONTENT_TYPES):
        found.append(Finding("macros", part=CONTENT_TYPES))
    return list({finding.code: finding for finding in reversed(found)}.values())[::-1]


def _by_name(names: list[str]) -> Iterator[Finding]:
    for name in names:
        if _MACROS.search(name):
            yield Finding("macros", part=name)
        elif _CONNECTED.match(name):
            yield Finding("external_links", part=name)


def _by_bytes(document: zipfile.ZipFile) -> Iterator[Finding]:
    """Members that are files of their own; every member is unpacked, so lying sizes show."""
    for member in document.infolist():
        content = archive.content(document, member.filename)
        code = _HEADS.get(signatures.content_of(content[:_HEAD_BYTES]), "")
        if _EMBEDDED.search(member.filename):
            code = "ole_object" if code == "ole_object" else "embedded_file"
        if signatures.holds_test_virus(content):
            code = "virus"
        if code and not _MACROS.search(member.filename):
            yield Finding(code, part=member.filename)


def _by_xml(document: zipfile.ZipFile, names: list[str]) -> Iterator[Finding]:
    for name in names:
        if not name.lower().endswith((".xml", ".rels")):
            continue
        part = _Part(name)
        walk(document, name, part)
        yield from part.found()


class _Part(ContentHandler):
    """One XML part (部件): its links to elsewhere, its fields and formulas that call programs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._codes: dict[str, Finding] = {}
        self._said: list[str] = []
        self._listening = ""

    def found(self) -> list[Finding]:
        """What was found; fields are judged whole, for their words may be cut into pieces."""
        if _DDE_FIELD.search("".join(self._said)):
            self._note("dde")
        return list(self._codes.values())

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """An element that links, calls or takes in."""
        tag = name[1]
        values = {key[1]: value for key, value in attrs.items()}
        if tag == "Relationship":
            self._link(values)
        elif tag == "altChunk":
            self._note("foreign_part")
        elif tag == "ddeLink":
            self._note("dde")
        elif tag == "fldSimple":
            self._said.append(f" {values.get('instr', '')} ")
        if tag in ("instrText", "f"):
            self._listening, self._formula = tag, ""

    def characters(self, content: str) -> None:
        """Words of a field or of a formula."""
        if self._listening == "instrText":
            self._said.append(content)
        elif self._listening:
            self._formula += content

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        """A formula ends; one that names a program and a topic calls it (DDE)."""
        if name[1] != self._listening:
            return
        if name[1] == "f" and _DDE_CELL.match(self._formula):
            self._note("dde")
        self._listening = ""

    def _link(self, values: dict[str, str]) -> None:
        kind, target = values.get("Type", "").rsplit("/", 1)[-1], values.get("Target", "")
        if kind == "aFChunk":
            self._note("foreign_part")
        if values.get("TargetMode", "").lower() != "external":
            return
        harmless = (kind == "hyperlink" and not _RUNNING_LINK.match(target)) or (
            kind == "attachedTemplate" and _LOCAL.match(target)
        )
        if not harmless:
            self._note("external_target", kind=kind)

    def _note(self, code: str, **params: str | int) -> None:
        self._codes.setdefault(code, Finding(code, params, part=self._name))
