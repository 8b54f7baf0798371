"""What is pasted from Word or WeChat (粘贴): its structure stays, its dress and its tricks go.

Headings, paragraphs, lists, bold words, links and tables stay. Styles, fonts, comments of Office,
marks that follow the reader and pictures of other machines go; what a writer would miss is said.
Knows no editor: HTML comes in, HTML of the few elements that a text may have goes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, Comment, Declaration, Doctype, ProcessingInstruction

from .pasted_blocks import Block, Losses, blocks_of
from .tables import Table, table_html

_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->", re.S | re.I)
_OFFICE_MARK = re.compile(r"<!\[[^>]*\]>")
NOT_TEXT = (Comment, CData, Declaration, Doctype, ProcessingInstruction)
DROPPED = [
    "script", "style", "meta", "link", "title", "head", "xml", "template", "noscript", "svg",
    "math", "object", "button", "select", "textarea", "input", "mp-common-profile",
    "mp-miniprogram", "mpvoice", "mpprofile", "o:p",
]  # fmt: skip
MOVING = ["iframe", "video", "audio", "embed"]


@dataclass(frozen=True)
class Pasted:
    """Clean HTML, and how many things of which kind were left out."""

    html: str
    losses: Losses = field(default_factory=Losses)


def cleaned(html: str) -> Pasted:
    """The text of a clipboard in the elements that a text of the portal may have."""
    fragment = _FRAGMENT.search(html)
    soup = BeautifulSoup(
        _OFFICE_MARK.sub("", fragment.group(1) if fragment else html), "html.parser"
    )
    losses = Losses()
    _drop(soup, losses)
    return Pasted(_written(_levelled(list(blocks_of(soup, losses)))), losses)


def _drop(soup: BeautifulSoup, losses: Losses) -> None:
    """Takes out what is no text, and counts what somebody may have wanted."""
    for mark in soup.find_all(string=lambda text: isinstance(text, NOT_TEXT)):
        mark.extract()
    for tag in soup.find_all(MOVING):
        losses.films += 1
        tag.decompose()
    for tag in [*soup.find_all(DROPPED), *soup.find_all(_is_hidden)]:
        if not tag.decomposed:
            tag.decompose()


def _is_hidden(tag: Tag) -> bool:
    style = str(tag.get("style", "")).replace(" ", "").lower()
    return "display:none" in style or "mso-hide:all" in style


def _levelled(blocks: list[Block]) -> list[Block]:
    """The highest heading becomes one of the second level: the first is the title of the page."""
    levels = sorted({block.level for block in blocks if block.level})
    for block in blocks:
        if block.level:
            block.level = 2 if block.level == levels[0] else 3
    return blocks


def _written(blocks: list[Block]) -> str:
    """The blocks as HTML; items that follow each other make one list."""
    parts = []
    for is_item, group in groupby(blocks, key=lambda block: bool(block.list_tag)):
        if is_item:
            parts.append(_list_html(list(group), 0))
        else:
            parts += [_block_html(block) for block in group]
    return "".join(parts)


def _block_html(block: Block) -> str:
    if block.table is not None:
        return table_html(Table.of(block.table))
    tag = f"h{block.level}" if block.level else "p"
    return f"<{tag}>{block.html}</{tag}>"


def _list_html(items: list[Block], depth: int) -> str:
    """Items of one depth; what is deeper stands inside the item before it."""
    parts: list[str] = []
    for tag, group in groupby(_nested(items, depth), key=lambda pair: pair[0].list_tag):
        inner = "".join(
            f"<li>{item.html}{_list_html(below, depth + 1) if below else ''}</li>"
            for item, below in group
        )
        parts.append(f"<{escape(tag)}>{inner}</{escape(tag)}>")
    return "".join(parts)


def _nested(items: Iterable[Block], depth: int) -> list[tuple[Block, list[Block]]]:
    found: list[tuple[Block, list[Block]]] = []
    for item in items:
        if item.depth > depth and found:
            found[-1][1].append(item)
        else:
            found.append((item, []))
    return found
