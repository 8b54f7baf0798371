"""How a regulation or an article of it is cited (引用格式), ready to be copied.

A citation speaks the language of the cited text, whatever language the reader's pages have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from .reading import Way

_FORMS = {
    "official": gettext_lazy("In a document"),
    "bibliography": gettext_lazy("In a bibliography (GB/T 7714)"),
    "today": gettext_lazy("Link to the text in force"),
    "fixed": gettext_lazy("Permanent link to this version"),
}


@dataclass(frozen=True)
class Quotation:
    """One way to cite (引用格式): its name for the reader, the words, the language of the words."""

    key: str
    text: str
    language: str = ""

    @property
    def name(self) -> str:
        """What this way is for."""
        return str(_FORMS[self.key])

    @property
    def is_address(self) -> bool:
        """Whether the words are an address."""
        return not self.language


def citations_of(
    regulation: Any, way: Way, *, article: Any = None, host: str = ""
) -> list[Quotation]:
    """The formal citation, the entry of a bibliography and the two addresses; none without text."""
    if way.version is None:
        return []
    tail = f"{article.slug}/" if article else ""
    today, fixed = (f"{host.rstrip('/')}{base}{tail}" for base in (way.home, way.fixed_base))
    language = regulation.language
    is_english = language.startswith("en")
    with override("en" if is_english else "zh-hans"):
        name = article.name if article else ""
    official = (
        _english(regulation, way.version, name)
        if is_english
        else _chinese(regulation, way.version, name)
    )
    return [
        Quotation("official", official, language),
        Quotation("bibliography", _bibliography(regulation, way.version, name, fixed), language),
        Quotation("today", today),
        Quotation("fixed", fixed),
    ]


def _chinese(regulation: Any, version: Any, name: str) -> str:
    """《…》（文号，2025年3月1日起施行）第十九条."""
    facts = [regulation.doc_no]
    if start := version.effective_from:
        facts.append(f"{start.year}年{start.month}月{start.day}日起施行")
    inside = "，".join(fact for fact in facts if fact)
    return f"《{regulation.title}》{f'（{inside}）' if inside else ''}{name}"


def _english(regulation: Any, version: Any, name: str) -> str:
    facts = [regulation.doc_no]
    if version.effective_from:
        facts.append(f"in force from {version.effective_from.isoformat()}")
    inside = ", ".join(fact for fact in facts if fact)
    return f"{regulation.title}{f' ({inside})' if inside else ''}{f', {name}' if name else ''}"


def _bibliography(regulation: Any, version: Any, name: str, address: str) -> str:
    """Author. Title: number[EB/OL]. (date)[day of reading]. address — as GB/T 7714 has it."""
    author = regulation.made_by or regulation.issuer
    number = f"：{regulation.doc_no}" if regulation.doc_no else ""
    made = _first_day(version.effective_from, regulation.promulgated_on, regulation.adopted_on)
    issued = f"({made.isoformat()})" if made else ""
    title = f"{regulation.title}{number}{f' {name}' if name else ''}"
    read_on = timezone.localdate().isoformat()
    return f"{f'{author}. ' if author else ''}{title}[EB/OL]. {issued}[{read_on}]. {address}"


def _first_day(*days: date | None) -> date | None:
    return next((day for day in days if day), None)
