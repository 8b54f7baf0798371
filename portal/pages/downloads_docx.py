"""A regulation as a Word document, in fonts that a Chinese office has."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from .rules import speakable

_BODY_FONT, _HEAD_FONT = "宋体", "黑体"


def written(
    *,
    title: str,
    author: str,
    language: str,
    facts: Iterable[tuple[str, str]],
    parts: Iterable[tuple[int, str]],
) -> bytes:
    """Title, facts line by line, then headings (levels 1 to 3) and paragraphs (level 0)."""
    document = Document()
    title, author = speakable(title), speakable(author)
    properties = document.core_properties
    properties.title, properties.author = title[:255], author[:255]
    properties.language, properties.comments = language, ""
    _set_fonts(document)
    document.add_heading(title, level=0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name, value in facts:
        document.add_paragraph(speakable(f"{name}: {value}"))
    for level, words in parts:
        if level:
            document.add_heading(speakable(words), level).alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            for line in filter(None, (line.strip("\r") for line in speakable(words).split("\n"))):
                document.add_paragraph(line)
    stored = BytesIO()
    document.save(stored)
    return stored.getvalue()


def _set_fonts(document: Any) -> None:
    """Han characters take the East Asian font, which has a place of its own in the style."""
    fonts = {"Normal": _BODY_FONT, "Title": _HEAD_FONT}
    fonts |= {f"Heading {level}": _HEAD_FONT for level in (1, 2, 3)}
    for name, font in fonts.items():
        style = document.styles[name]
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    document.styles["Normal"].font.size = Pt(12)
    document.styles["Normal"].paragraph_format.line_spacing = 1.5
