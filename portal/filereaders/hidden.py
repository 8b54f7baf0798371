"""What a reader of an Office document does not see but anyone can dig out: properties, comments,
tracked changes, hidden words. Each is named, and its words are kept for the search for personal
data.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesNSImpl

from .found import Finding
from .xml_parts import walk

_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_NAMING = {"creator", "lastModifiedBy", "Manager", "Company"}
_PROGRAMS = (
    "administrator", "admin", "user", "users", "owner", "microsoft", "windows", "python-docx",
    "openpyxl", "wps", "unknown", "apache poi", "libreoffice", "微软用户", "用户", "管理员",
)  # fmt: skip
"""Beginnings of names that programs put in and that name nobody."""
_WORDS = {"t", "delText", "lpwstr", "lpstr", "text"}
_OFF = {"0", "false", "off"}
_MOST_NAMED = 80


def names_somebody(value: str) -> bool:
    """Whether the value of a property is more than what programs put in by themselves."""
    return bool(value.strip()) and not value.strip().lower().startswith(_PROGRAMS)


def properties(document: zipfile.ZipFile) -> tuple[list[Finding], list[str]]:
    """Names in the properties, and all words that stand there."""
    naming: list[str] = []
    words: list[str] = []
    for name in sorted(set(_PROPERTIES) & set(document.namelist())):
        part = _Properties(custom="custom" in name)
        walk(document, name, part)
        naming += part.naming
        words += part.words
    shown = "、".join(dict.fromkeys(naming))[:_MOST_NAMED]
    return ([Finding("properties", {"names": shown})] if shown else []), words


class _Properties(ContentHandler):
    """Names and words of the properties (文档属性)."""

    def __init__(self, *, custom: bool) -> None:
        super().__init__()
        self.naming: list[str] = []
        self.words: list[str] = []
        self._custom = custom
        self._value = ""

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """A property begins."""
        self._value = ""

    def characters(self, content: str) -> None:
        """Its value."""
        self._value += content

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        """A property ends."""
        value, self._value = self._value.strip(), ""
        if not value:
            return
        self.words.append(value)
        if (self._custom or name[1] in _NAMING) and names_somebody(value):
            self.naming.append(value)


class UnseenWords(ContentHandler):
    """Words of a part that are deleted, moved away or hidden; of a side part, all its words."""

    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self._words: list[str] = []
        self._whole = whole
        self._deleted = 0
        self._in_run = False
        self._vanished = False
        self._telling = False

    @property
    def text(self) -> str:
        """The words, one paragraph on a line."""
        return "\n".join(line for line in "".join(self._words).split("\n") if line.strip())

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """An element begins."""
        tag = name[1]
        if tag in ("del", "moveFrom"):
            self._deleted += 1
        if tag in ("del", "ins", "moveFrom", "moveTo"):
            self.found["tracked_changes"] += 1
        elif tag == "comment":
            self.found["comments"] += 1
        elif tag == "r":
            self._in_run, self._vanished = True, False
        elif tag == "vanish" and self._in_run:
            values = {key[1]: value for key, value in attrs.items()}
            self._vanished = values.get("val", "1") not in _OFF
        self._telling = tag in _WORDS

    def characters(self, content: str) -> None:
        """Words."""
        if not self._telling:
            return
        if self._vanished:
            self.found["hidden_text"] += len(content)
        if self._whole or self._vanished or self._deleted:
            self._words.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        """An element ends."""
        self._telling = False
        if name[1] in ("del", "moveFrom"):
            self._deleted -= 1
        elif name[1] == "r":
            self._in_run = self._vanished = False
        elif name[1] in ("p", "comment", "threadedComment"):
            self._words.append("\n")
