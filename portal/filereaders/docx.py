"""Word documents (DOCX): paragraphs, headings and table rows in order, as the accepted text.

Deleted text of tracked changes is left out, inserted text kept, and both are reported. Nothing a
document points to is ever fetched; what could carry foreign content is refused.
"""

from __future__ import annotations

import re
import zipfile
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesNSImpl

from . import archive, hidden, ooxml
from .found import Finding, Inspection, Reading, Unreadable
from .word_body import WordBody
from .xml_parts import walk

_CONTENT_TYPES = "[Content_Types].xml"
_PACKAGE_LINKS = "_rels/.rels"
_HARMLESS_LINKS = {"hyperlink"}
_LOCAL = re.compile(r"(?:file:///)?(?:[A-Za-z]:[\\/]|[^:/\\]*$)")
_ACTIVE = re.compile(r"vbaproject|vbadata|activex", re.IGNORECASE)
_EMBEDDED = re.compile(r"word/embeddings/.", re.IGNORECASE)
_SIDE_PARTS = re.compile(r"word/(comments\w*|footnotes|endnotes|header\d*|footer\d*)\.xml$")
_TOLD = {"tracked_changes", "comments", "hidden_text"}


def read(data: bytes) -> Reading:
    """The text of a document; refuses macros, outside parts and entities in its XML."""
    with archive.opened(data) as document:
        names = document.namelist()
        if _PACKAGE_LINKS not in names or _CONTENT_TYPES not in names:
            raise Unreadable("content_differs", named="docx", found="zip")
        _demand_no_macros(document, names)
        links = {name: _Relationships(name) for name in names if name.endswith(".rels")}
        for name, handler in links.items():
            walk(document, name, handler)
        main = links[_PACKAGE_LINKS].main
        if main not in names:
            raise Unreadable("content_differs", named="docx", found="zip")
        body = WordBody(main)
        walk(document, main, body)
    warnings = [*body.warnings(), *_warnings_about(names)]
    return Reading(body.text(), warnings=tuple(warnings))


def inspect(data: bytes) -> Inspection:
    """All that is wrong with an upload, its text, and what it hides."""
    with archive.opened(data) as document:
        if refusals := ooxml.refusals(document, "docx"):
            return Inspection(refusals=tuple(refusals))
        found, words = hidden.properties(document)
        noted: dict[str, int] = {}
        for name in document.namelist():
            if name == "word/document.xml" or _SIDE_PARTS.match(name):
                part = hidden.UnseenWords(whole=name != "word/document.xml")
                walk(document, name, part)
                words.append(part.text)
                for code, count in part.found.items():
                    noted[code] = noted.get(code, 0) + count
    found += [Finding(f"hides_{code}", {"count": count}) for code, count in noted.items()]
    reading = read(data)
    warnings = tuple(row for row in reading.warnings if row.code not in _TOLD)
    return Inspection(
        reading.text, warnings=warnings, hidden=tuple(found), hidden_text="\n".join(words)
    )


def _demand_no_macros(document: zipfile.ZipFile, names: list[str]) -> None:
    types = archive.content(document, _CONTENT_TYPES)
    active = next((name for name in names if _ACTIVE.search(name)), "")
    if active or b"macroEnabled" in types:
        raise Unreadable("macros", part=active)


def _warnings_about(names: list[str]) -> list[Finding]:
    """Parts of the document whose text is not read."""
    embedded = sum(bool(_EMBEDDED.match(name)) for name in names)
    return [Finding("embedded_objects", {"count": embedded})] if embedded else []


class _Relationships(ContentHandler):
    """The links of one part (部件关系). Invariant: what would load from outside is refused."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.main = ""
        self._part = part

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """One relationship: hyperlinks and the local template of the author may point outside."""
        values = {key[1]: value for key, value in attrs.items()}
        kind, target = values.get("Type", "").rsplit("/", 1)[-1], values.get("Target", "")
        if kind == "officeDocument":
            self.main = target.lstrip("/")
        if kind == "aFChunk":
            raise Unreadable("foreign_part", part=self._part)
        if values.get("TargetMode", "").lower() != "external" or kind in _HARMLESS_LINKS:
            return
        if kind != "attachedTemplate" or not _LOCAL.match(target):
            raise Unreadable("external_target", part=self._part, kind=kind)
