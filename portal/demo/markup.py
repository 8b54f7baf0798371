"""The text of a demo file as rich text: paragraphs, headings (`## `) and lists (`- `). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

HEADING, ITEM = "## ", "- "


def rich_text(text: str) -> str:
    """HTML of `text`; neighbouring lines of a paragraph are kept as lines."""
    blocks = groupby(text.splitlines(), key=_kind)
    return "".join(_element(kind, list(lines)) for kind, lines in blocks)


def plain_lines(text: str) -> str:
    """The words of `text` for a field without marks: one line for each line or item."""
    lines = (line.strip().removeprefix(HEADING).removeprefix(ITEM) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _kind(line: str) -> str:
    if not line.strip():
        return "gap"
    if line.startswith(HEADING):
        return "heading"
    return "list" if line.startswith(ITEM) else "paragraph"


def _element(kind: str, lines: Iterable[str]) -> str:
    words = [escape(line.strip(), quote=False) for line in lines]
    if kind == "gap":
        return ""
    if kind == "heading":
        return "".join(f"<h2>{word.removeprefix(HEADING)}</h2>" for word in words)
    if kind == "list":
        return f"<ul>{''.join(f'<li>{word.removeprefix(ITEM)}</li>' for word in words)}</ul>"
    return f"<p>{'<br/>'.join(words)}</p>"
