"""The body of a Word document, met element by element, turned into lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesNSImpl

from .found import Finding, Unreadable

_WORD = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_LEFT_OUT = {"del": "tracked_changes", "moveFrom": "tracked_changes"}
_NOTED = {
    "ins": "tracked_changes",
    "moveTo": "tracked_changes",
    "commentReference": "comments",
    "footnoteReference": "footnotes",
    "endnoteReference": "footnotes",
    "numPr": "automatic_numbers",
}
_AS_TEXT = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = {"0", "false", "off"}


class WordBody(ContentHandler):
    """Collects the lines of a body (正文): a paragraph is a line, a table row is a line.

    Cells of a row are parted by tabs; the only cell of a row keeps its paragraphs as lines, for
    many documents put their whole text into one frame. Parts not meant to be read add nothing.
    """

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part
        self._lines: list[str] = []
        self._paragraphs: list[list[str]] = []
        self._rows: list[list[list[str]]] = []
        self._skipped = 0
        self._in_text = 0
        self._in_settings = 0
        self._hidden_run = False
        self._noted: Counter[str] = Counter()
        self._starts = self._what_starts()
        self._ends = self._what_ends()

    def text(self) -> str:
        """The lines so far, in order."""
        return "\n".join(self._lines)

    def warnings(self) -> list[Finding]:
        """What was left out or accepted, with how often."""
        return [Finding(code, {"count": count}) for code, count in sorted(self._noted.items())]

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """An element begins; inside a skipped one only the depth counts."""
        space, tag = name
        if self._skipped:
            self._skipped += 1
        elif space == _COMPATIBILITY and tag == "Fallback":
            self._skipped = 1
        elif space in _WORD:
            self._start(tag, {key[1]: value for key, value in attrs.items()})

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        """An element ends."""
        if self._skipped:
            self._skipped -= 1
        elif name[0] in _WORD:
            end = self._ends.get(name[1])
            if end:
                end()

    def characters(self, content: str) -> None:
        """Characters count only inside a text element of a visible run."""
        if not self._in_text or self._skipped:
            return
        if self._hidden_run:
            self._noted["hidden_text"] += len(content)
        else:
            self._say(content)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _LEFT_OUT:
            self._noted[_LEFT_OUT[tag]] += 1
            self._skipped = 1
            return
        if tag in _NOTED:
            self._noted[_NOTED[tag]] += 1
        if tag in _AS_TEXT and not self._in_settings:
            self._say(_AS_TEXT[tag])
        if tag == "vanish" and attributes.get("val", "1") not in _OFF:
            self._hidden_run = True
        begin = self._starts.get(tag)
        if begin:
            begin()

    def _what_starts(self) -> dict[str, Callable[[], None]]:
        return {
            "p": lambda: self._paragraphs.append([]),
            "r": self._begin_run,
            "t": lambda: self._count_text(1),
            "pPr": lambda: self._count_settings(1),
            "tr": lambda: self._rows.append([]),
            "tc": self._begin_cell,
            "altChunk": self._refuse_chunk,
        }

    def _what_ends(self) -> dict[str, Callable[[], None]]:
        return {
            "p": self._end_paragraph,
            "r": self._begin_run,
            "t": lambda: self._count_text(-1),
            "pPr": lambda: self._count_settings(-1),
            "tr": self._end_row,
        }

    def _say(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append(text)

    def _count_text(self, step: int) -> None:
        self._in_text += step

    def _count_settings(self, step: int) -> None:
        """Tab stops inside paragraph settings are not text; a mark's `vanish` hides no run."""
        self._in_settings += step
        self._hidden_run = False

    def _begin_run(self) -> None:
        self._hidden_run = False

    def _begin_cell(self) -> None:
        if self._rows:
            self._rows[-1].append([])

    def _end_paragraph(self) -> None:
        if self._paragraphs:
            self._put("".join(self._paragraphs.pop()))

    def _end_row(self) -> None:
        cells = self._rows.pop() if self._rows else []
        if len(cells) == 1:
            for line in cells[0]:
                self._put(line)
        else:
            self._put("\t".join(" ".join(cell).replace("\n", " ") for cell in cells).rstrip("\t"))

    def _put(self, line: str) -> None:
        """A finished line goes into the open cell, if there is one."""
        if not line.strip():
            return
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(line)
        else:
            self._lines.append(line)

    def _refuse_chunk(self) -> None:
        raise Unreadable("foreign_part", part=self._part)
