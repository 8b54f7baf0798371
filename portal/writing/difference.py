"""The difference of two texts for a Chinese reader (版本对比): sign by sign, not by sentence.

Wagtail takes a run of Chinese signs for one word, so that a changed date strikes out the sentence.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from bs4 import BeautifulSoup
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from wagtail.admin.compare import FieldComparison, register_comparison_class
from wagtail.fields import RichTextField

from .pictures import pictures_in

_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:[.,:]\d+)*|\s+|.", re.S)
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
SHORTEST_COMMON = 2
"""Fewer signs between two changes do not help the eye: the changes are shown as one."""
Change = tuple[str, str, str]


def changes_between(old: str, new: str) -> list[Change]:
    """(kind, old words, new words) in order; kind is `equal` or `changed`."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    found: list[Change] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        step = ("equal" if kind == "equal" else "changed", "".join(a[a1:a2]), "".join(b[b1:b2]))
        found.append(step)
    return _joined(found)


def _joined(found: list[Change]) -> list[Change]:
    """Takes a stray sign between two changes into them."""
    result: list[Change] = []
    for at, (kind, old, new) in enumerate(found):
        is_stray = kind == "equal" and 0 < at < len(found) - 1 and len(old) < SHORTEST_COMMON
        kind = "changed" if is_stray and not old.isspace() else kind
        if result and result[-1][0] == kind:
            result[-1] = (kind, result[-1][1] + old, result[-1][2] + new)
        else:
            result.append((kind, old, new))
    return result


def marked(old: str, new: str) -> SafeString:
    """Both texts in one, with what went and what came."""
    parts = []
    for kind, before, after in changes_between(old, new):
        if kind == "equal":
            parts.append(("", before, ""))
            continue
        if before:
            parts.append((SafeString('<del class="deletion">'), before, SafeString("</del>")))
        if after:
            parts.append((SafeString('<ins class="addition">'), after, SafeString("</ins>")))
    return format_html_join("", "{}{}{}", parts)


def readable(html: str) -> str:
    """A stored text as lines: paragraphs, items with a dot, rows of tables with bars, pictures."""
    soup = BeautifulSoup(html or "", "html.parser")
    for row in soup.find_all("tr"):
        cells = [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["td", "th"])]
        row.replace_with(" | ".join(cells) + "\n")
    for item in soup.find_all("li"):
        item.insert(0, "· ")
    for line in soup.find_all("br"):
        line.replace_with("\n")
    for block in soup.find_all(["p", "h2", "h3", "h4", "li", "table", "caption"]):
        block.append("\n")
    lines = [" ".join(line.split()) for line in soup.get_text().split("\n")]
    lines += [
        gettext("Picture: %(words)s") % {"words": words} for _key, words in pictures_in(html or "")
    ]
    return "\n".join(line for line in lines if line)


class WordsComparison(FieldComparison):
    """Plain words."""

    def htmldiff(self) -> SafeString:
        """Sign by sign."""
        return marked(str(self.val_a or ""), str(self.val_b or ""))


class TextComparison(FieldComparison):
    """A text with headings, lists and tables; the editor's own keys of blocks are no text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("val_a", "val_b"):
            setattr(self, name, _BLOCK_KEY.sub("", getattr(self, name) or ""))

    def htmldiff(self) -> SafeString:
        """Its lines sign by sign; a change of form alone is said in words."""
        old, new = readable(self.val_a), readable(self.val_b)
        if old == new:
            return format_html(
                "{}<p><em>{}</em></p>", new, gettext("Only the form of the text was changed.")
            )
        return marked(old, new)


class FactComparison(FieldComparison):
    """A day, a moment, a number, a yes or no."""

    def htmldiff(self) -> SafeString:
        """The old fact and the new one, in words of the reader."""
        return marked_whole(_said(self.val_a), _said(self.val_b))


def marked_whole(old: str, new: str) -> SafeString:
    """One fact in place of another."""
    parts = [("del", "deletion", old), ("ins", "addition", new)]
    shown = [(tag, name, words, tag) for tag, name, words in parts if words]
    return format_html_join(" ", '<{} class="{}">{}</{}>', shown)


def _said(value: Any) -> str:
    from django.utils import timezone
    from django.utils.formats import localize

    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if hasattr(value, "tzinfo") and value.tzinfo is not None:
        value = timezone.localtime(value)
    return str(localize(value))


def register() -> None:
    """In place of Wagtail's own, for all fields of all forms."""
    for field in (models.CharField, models.TextField):
        register_comparison_class(field, comparison_class=WordsComparison)
    register_comparison_class(RichTextField, comparison_class=TextComparison)
    for fact in (models.BooleanField, models.DateField, models.DateTimeField, models.TimeField):
        register_comparison_class(fact, comparison_class=FactComparison)
