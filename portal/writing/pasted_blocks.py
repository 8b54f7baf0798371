"""Takes pasted HTML apart into blocks: paragraphs, headings, items of lists, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement

from .tables import TableData, rows_in

HEADINGS = {f"h{level}": level for level in range(1, 7)}
CONTAINERS = {
    "html", "body", "div", "section", "article", "main", "header", "footer", "aside", "nav",
    "blockquote", "figure", "figcaption", "center", "form", "fieldset", "dl", "dt", "dd", "pre",
    "address", "details", "summary", "p", "hr", *HEADINGS,
}  # fmt: skip
STRUCTURES = {"ul", "ol", "table"}
SCHEMES = ("http", "https", "mailto", "tel")
FOLLOWING = re.compile(
    r"^(utm_|spm$|scm$|from$|isappinstalled$|chksm$|scene$|srcid$|sharer_|share_|fbclid$|gclid$"
    r"|msclkid$|wx_header$|sessionid$|subscene$|clicktime$|enterid$|ascene$|nettype$|pass_ticket$)"
)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_WIDE = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_BROKEN_LINE = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?={_WIDE})")
_BOLD = re.compile(r"(?<![-\w])font-weight:(bold|bolder|[6-9]00)")
_LIGHT = re.compile(r"(?<![-\w])font-weight:(normal|lighter|[1-5]00)")
_OFFICE_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d+)")
_OUTLINE = re.compile(r"mso-outline-level:\s*([1-6])")
_NUMBERED = re.compile(r"^[\s(（]*(\d+|[a-zA-Z]{1,3}|[一二三四五六七八九十]+)[.、)）．]")
_EMPTY_MARKS = re.compile(r"<(b)>((?:\s|<br/>)*)</\1>")
_TWICE_BOLD = re.compile(r"</b>(\s*)<b>")
_EDGES = re.compile(r"^(?:\s|\u3000|<br/>)+|(?:\s|\u3000|<br/>)+$")


@dataclass
class Losses:
    """How many things were left out of what was pasted."""

    pictures: int = 0
    films: int = 0
    links: int = 0
    table_links: int = 0


@dataclass
class Block:
    """One paragraph, heading (`level`), item (`list_tag`, `depth`) or table."""

    html: str = ""
    level: int = 0
    list_tag: str = ""
    depth: int = 0
    table: TableData | None = None


def blocks_of(node: Tag | BeautifulSoup, losses: Losses, shape: Block | None = None) -> Any:
    """The blocks below a node, in order; `shape` is what a run of words in it becomes."""
    shape = shape or Block()
    run: list[str] = []
    for child in list(node.children):
        if not _stands_alone(child):
            run.append(_inline(child, losses))
            continue
        yield from _block(run, shape)
        run = []
        yield from _structure(child, losses, shape)  # type: ignore[arg-type]
    yield from _block(run, shape)


def _stands_alone(child: PageElement) -> bool:
    """Whether a node ends the paragraph before it, itself or by what stands in it."""
    if not isinstance(child, Tag):
        return False
    return child.name in CONTAINERS | STRUCTURES or bool(
        child.find([*CONTAINERS, *STRUCTURES]) if child.name != "li" else True
    )


def _structure(tag: Tag, losses: Losses, shape: Block) -> Iterator[Block]:
    if tag.name == "table":
        yield from _table(tag, losses, shape)
    elif tag.name in ("ul", "ol"):
        yield from _list(tag, losses, depth=shape.depth + 1 if shape.list_tag else 0)
    elif office := _OFFICE_LIST.search(_style(tag)):
        yield from _office_item(tag, losses, depth=int(office.group(1)) - 1)
    else:
        yield from blocks_of(tag, losses, replace(shape, level=_level(tag) or shape.level))


def _level(tag: Tag) -> int:
    """The level of a heading, as HTML or Word says it; 0 for none."""
    if tag.name in HEADINGS:
        return HEADINGS[tag.name]
    classes = " ".join(tag.get("class") or [])
    if "MsoTitle" in classes:
        return 1
    outline = _OUTLINE.search(_style(tag))
    return int(outline.group(1)) if outline else 0


def _list(tag: Tag, losses: Losses, *, depth: int) -> Iterator[Block]:
    for child in tag.children:
        if not isinstance(child, Tag):
            continue
        if child.name in ("ul", "ol"):  # as Word writes what is deeper: not inside an item
            yield from _list(child, losses, depth=depth + 1)
        else:
            yield from blocks_of(child, losses, Block(list_tag=tag.name, depth=depth))


def _office_item(tag: Tag, losses: Losses, *, depth: int) -> Iterator[Block]:
    """An item as Word writes it: a paragraph with its sign or number typed in front."""
    sign = ""
    for mark in tag.find_all(lambda part: "mso-list:ignore" in _style(part)):
        sign = sign or mark.get_text()
        mark.decompose()
    kind = "ol" if _NUMBERED.match(sign) else "ul"
    yield from blocks_of(tag, losses, Block(list_tag=kind, depth=max(depth, 0)))


def _table(tag: Tag, losses: Losses, shape: Block) -> Iterator[Block]:
    """A table; one of a single cell only frames its words and is taken away."""
    losses.pictures += len(tag.find_all("img"))
    rows = rows_in(tag)
    cells = [cell for row in rows for cell in row]
    if len(cells) > 1:
        losses.table_links += len(tag.find_all("a", href=True))
        caption = tag.find("caption")
        words = " ".join(caption.get_text().split()) if caption else ""
        yield Block(table={"rows": rows, "caption": words})
        return
    losses.pictures -= len(tag.find_all("img"))
    for cell in tag.find_all(["td", "th"]):
        yield from blocks_of(cell, losses, shape)


def _block(run: list[str], shape: Block) -> Iterator[Block]:
    """One block of a run of words; nothing for blank lines, which only make space."""
    html = _tidied("".join(run))
    if shape.level:
        html = html.replace("<b>", "").replace("</b>", "")
    if re.sub(r"<[^>]*>|\s|\u3000", "", html):
        yield replace(shape, html=html)


def _tidied(html: str) -> str:
    before = None
    while before != html:
        before = html
        html = _EDGES.sub("", _TWICE_BOLD.sub(r"\1", _EMPTY_MARKS.sub(r"\2", html)))
        html = re.sub(r"^(<b>)(?:\s|\u3000|<br/>)+", r"\1", html)
    return html


def _inline(node: PageElement, losses: Losses) -> str:
    """Words with bold marks, links and line ends; everything else of their dress is gone."""
    if isinstance(node, NavigableString):
        return escape(_SPACES.sub(" ", _BROKEN_LINE.sub("", str(node))), quote=False)
    if not isinstance(node, Tag):
        return ""
    if node.name == "br":
        return "<br/>"
    if node.name in ("img", "v:imagedata"):
        losses.pictures += 1
        return ""
    words = "".join(_inline(child, losses) for child in node.children)
    if node.name == "a":
        return _link(node, words, losses)
    return f"<b>{words}</b>" if _is_bold(node) and words.strip() else words


def _style(tag: Tag) -> str:
    return str(tag.get("style", "")).lower()


def _is_bold(tag: Tag) -> bool:
    style = _style(tag).replace(" ", "")
    if tag.name in ("b", "strong"):
        return not _LIGHT.search(style)
    return bool(_BOLD.search(style))


def _link(tag: Tag, words: str, losses: Losses) -> str:
    """A link to an open address without what follows the reader; other links are words only."""
    if not words.strip():
        return words
    address = clean_address(str(tag.get("href", "")))
    if address:
        return f'<a href="{escape(address)}">{words}</a>'
    if tag.get("href") and not str(tag["href"]).startswith("#"):
        losses.links += 1
    return words


def clean_address(address: str) -> str:
    """The address without marks that follow the reader; empty for one that leads nowhere open."""
    try:
        parts = urlsplit("".join(address.split()))
    except ValueError:
        return ""
    if parts.scheme.lower() not in SCHEMES:
        return ""
    if parts.scheme.lower() in ("http", "https") and not parts.netloc:
        return ""
    asked = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not FOLLOWING.match(pair[0].lower())
    ]  # fmt: skip
    kept = len(asked) == len(parse_qsl(parts.query, keep_blank_values=True))
    return urlunsplit(parts._replace(query=parts.query if kept else urlencode(asked)))
