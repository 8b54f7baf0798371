"""Word documents (DOCX): paragraphs, headings and table rows in order, as the accepted text.

Deleted text of tracked changes is left out, inserted text kept, and both are reported. Nothing a
document points to is ever fetched; what could carry foreign content is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from . import archive
from .found import Finding, Reading, Unreadable
from .word_body import WordBody

_CONTENT_TYPES = "[Content_Types].xml"
_PACKAGE_LINKS = "_rels/.rels"
_HARMLESS_LINKS = {"hyperlink"}
_LOCAL = re.compile(r"(?:file:///)?(?:[A-Za-z]:[\\/]|[^:/\\]*$)")
_ACTIVE = re.compile(r"vbaproject|vbadata|activex", re.IGNORECASE)
_EMBEDDED = re.compile(r"word/embeddings/.", re.IGNORECASE)


def read(data: bytes) -> Reading:
    """The text of a document; refuses macros, outside parts and entities in its XML."""
    with archive.opened(data) as document:
        names = document.namelist()
        if _PACKAGE_LINKS not in names or _CONTENT_TYPES not in names:
            raise Unreadable("content_differs", named="docx", found="zip")
        _demand_no_macros(document, names)
        links = {name: _Relationships(name) for name in names if name.endswith(".rels")}
        for name, handler in links.items():
            _walk(document, name, handler)
        main = links[_PACKAGE_LINKS].main
        if main not in names:
            raise Unreadable("content_differs", named="docx", found="zip")
        body = WordBody(main)
        _walk(document, main, body)
    warnings = [*body.warnings(), *_warnings_about(names)]
    return Reading(body.text(), warnings=tuple(warnings))


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


def _walk(document: zipfile.ZipFile, name: str, handler: ContentHandler) -> None:
    """Read one XML part event by event: no tree, no DTD, no entities."""
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(archive.content(document, name)))
    except DefusedXmlException:
        raise Unreadable("entities", part=name) from None
    except SAXException:
        raise Unreadable("damaged", part=name) from None
