"""Hints while writing (写作提示): what makes a text hard to read for some, and stops nobody.

Decided on the stored text alone; knows no page and no editor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag

from portal.problems import Problem, gettext_noop

EMPTY_WORDS = frozenset(
    {
        "点击这里", "点这里", "点击此处", "请点击这里", "请点击", "点击", "这里", "此处", "查看",
        "点击查看", "查看详情", "详情", "更多", "链接", "下载", "点击下载", "here", "click here",
        "more", "link", "read more", "download",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"^(https?://|www\.)\S+$", re.I)
_SHOUTED = re.compile(r"\b[A-Z][A-Z ,'\-]{14,}[A-Z]\b")
_SPREAD = re.compile(r"[\u4e00-\u9fff](?:[ \u3000]{1,4}[\u4e00-\u9fff]){2,}")
LONGEST_HEADING_LIKE = 30
LONGEST_PARAGRAPH = 400


def hints_in(html: str) -> list[Problem]:
    """What could be better in a text, in the order of the rules below."""
    soup = BeautifulSoup(html or "", "html.parser")
    found = [hint for rule in RULES for hint in rule(soup)]
    return list({(hint.code, str(hint.params)): hint for hint in found}.values())


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _shown(tag: Tag) -> dict[str, str]:
    words = _words(tag)
    return {"words": words[:24] + ("…" if len(words) > 24 else "")}


def _headings(soup: BeautifulSoup) -> Iterator[Problem]:
    last = 1
    for heading in soup.find_all(re.compile(r"^h[2-6]$")):
        level = int(heading.name[1])
        if not _words(heading):
            yield Problem("hint.heading_empty", gettext_noop("A heading has no words."))
            continue
        if level > last + 1:
            message = gettext_noop("The heading “%(words)s” skips a level: use the larger one.")
            yield Problem("hint.heading_skips", message, params=_shown(heading))
        last = level


def _bold_headings(soup: BeautifulSoup) -> Iterator[Problem]:
    message = gettext_noop("“%(words)s” looks like a heading: make it one, do not set it in bold.")
    for paragraph in soup.find_all("p"):
        words = _words(paragraph)
        bold = "".join(_words(part) for part in paragraph.find_all(["b", "strong"]))
        is_whole = words and bold.replace(" ", "") == words.replace(" ", "")
        if is_whole and len(words) <= LONGEST_HEADING_LIKE and words[-1] not in "。；！？.;!?：":
            yield Problem("hint.bold_heading", message, params=_shown(paragraph))


def _links(soup: BeautifulSoup) -> Iterator[Problem]:
    for link in soup.find_all("a"):
        words = _words(link)
        if not words:
            yield Problem("hint.link_empty", gettext_noop("A link has no words."))
        elif words.lower().strip("：:>》… ") in EMPTY_WORDS:
            message = gettext_noop("The link “%(words)s” does not say where it leads.")
            yield Problem("hint.link_vague", message, params=_shown(link))
        elif _ADDRESS.match(words):
            message = gettext_noop("The link “%(words)s” is a bare address: name what it leads to.")
            yield Problem("hint.link_bare", message, params=_shown(link))


def _tables(soup: BeautifulSoup) -> Iterator[Problem]:
    for table in soup.find_all("table"):
        if table.find("th") is None:
            message = gettext_noop("The table that begins with “%(words)s” has no head.")
            yield Problem("hint.table_headless", message, params=_shown(table))


def _spacing(soup: BeautifulSoup) -> Iterator[Problem]:
    blank = [part for part in soup.find_all("p") if not _words(part) and not part.find("embed")]
    doubled = re.search(r"<br/?>\s*<br/?>", str(soup))
    if blank or doubled:
        message = gettext_noop(
            "Blank lines only make space: paragraphs keep their distance anyway."
        )
        yield Problem("hint.blank_lines", message)
    if spread := _SPREAD.search(soup.get_text("\n")):
        message = gettext_noop(
            "“%(words)s” is spread by spaces; it is then not found and not read."
        )
        yield Problem("hint.spread", message, params={"words": spread.group(0)[:24]})


def _shouting(soup: BeautifulSoup) -> Iterator[Problem]:
    if shouted := _SHOUTED.search(soup.get_text("\n")):
        message = gettext_noop("“%(words)s” is all in capitals, which is hard to read.")
        yield Problem("hint.capitals", message, params={"words": shouted.group(0)[:24]})


def _length(soup: BeautifulSoup) -> Iterator[Problem]:
    for paragraph in soup.find_all("p"):
        if len(_words(paragraph)) > LONGEST_PARAGRAPH:
            message = gettext_noop("The paragraph “%(words)s” is very long: divide it.")
            yield Problem("hint.long_paragraph", message, params=_shown(paragraph))


RULES: tuple[Callable[[Any], Iterator[Problem]], ...] = (
    _headings, _bold_headings, _links, _tables, _spacing, _shouting, _length,
)  # fmt: skip
