"""What a person sees or hears of a page at the desk, and which English words are left in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext

SPOKEN = ("title", "alt", "placeholder", "aria-label", "aria-description", "label", "summary")
SPOKEN_BY_SCRIPT = (
    "data-w-progress-active-value", "data-w-tooltip-content-value", "data-w-clipboard-text-value",
    "data-confirmation-message", "data-w-dismissible-label-value",
)  # fmt: skip
UNSEEN = ("script", "style", "code", "svg", "noscript")
# What is written in Latin letters by everybody: formats, units, keys, and names of products.
NAMES = frozenset(
    [
        "csv", "xlsx", "xls", "docx", "doc", "pdf", "txt", "html", "xml", "json", "url", "http",
        "https", "id", "ip", "api", "atom", "rss", "qr", "esc", "ctrl", "shift", "alt", "cmd",
        "tab", "enter", "px", "kb", "mb", "gb", "gif", "jpg", "jpeg", "png", "webp", "svg", "avif",
        "english", "wagtail", "word", "excel", "en", "icp", "root", "localhost",
        "wgs", "tsv", "ab",
    ]
)  # fmt: skip
WORD = re.compile(r"[A-Za-z]{2,}")
# Addresses, file names, codes in brackets, names of accounts and of groups.
CODED = re.compile(r"\S*[/@_.\\]\S*|\S*\w-\d\S*|\([\w/-]+\)|%\S+|[A-Z]{1,3}\d+|[A-Z]{2}/\d{4}\S*")


def spoken(html: str) -> Iterator[str]:
    """Every text and every spoken attribute of a page, also of the parts that open on a click."""
    soup = BeautifulSoup(html, "html.parser")
    yield from _menu(soup)
    for tag in [*soup.find_all(UNSEEN), *soup.select("select[name*=time_zone]")]:
        tag.decompose()
    for tag in soup.find_all(True):
        yield from (str(tag[name]) for name in (*SPOKEN, *SPOKEN_BY_SCRIPT) if tag.has_attr(name))
        if tag.name == "input" and tag.get("type") in {"submit", "button", "reset"}:
            yield str(tag.get("value", ""))
    yield from (text for text in soup.stripped_strings if text)


def english_in(html: str) -> set[str]:
    """The texts of a page that hold an English word."""
    return {text for text in map(str.strip, spoken(html)) if _english(text)}


def _english(text: str) -> bool:
    """A word that Wagtail asks for while its modules load is Chinese where a server loads them.

    Tests load them while they migrate, when Django speaks English; the catalogue has the word.
    """
    words = WORD.findall(CODED.sub(" ", text))
    return any(word.lower() not in NAMES for word in words) and gettext(text) == text


def _menu(soup: BeautifulSoup) -> Iterator[str]:
    """The words of the main menu, which a script draws from data in the page."""
    props = soup.find("script", id="wagtail-sidebar-props")
    if isinstance(props, Tag):
        yield from _labels(json.loads(props.get_text()))


def _labels(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        label = node.get("label")
        if isinstance(label, str):
            yield label
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _labels(part)


def addresses_in(html: str) -> Iterator[str]:
    """Where the links of a page and its menu lead, below the desk."""
    yield from re.findall(r'(?:href|"url")\s*[=:]\s*"(/admin/[^"#]*)"', html)
