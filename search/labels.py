"""What facets and their values are called on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.languages import html_code
from portal.models.open_info import Validity

from .text import HAN

FACET_LABELS: Mapping[str, Any] = {
    "kind": _("Kind"),
    "topic": _("Topic"),
    "community": _("Community"),
    "year": _("Year"),
    "status": _("State"),
    "issuer": _("Issued by"),
    "language": _("Language of the text"),
}
NAMES = ("topic", "community", "issuer")
"""Facets whose values are names of the city's own, never translated."""
KIND_LABELS: Mapping[str, Any] = {
    "notice": _("Notice"),
    "regulation": _("Regulation"),
    "article": _("Article of a regulation"),
    "annex": _("Explanation or annex"),
    "file": _("Attachment"),
    "procedure": _("Office procedure"),
    "window": _("Service window"),
    "facility": _("Convenience service"),
    "place": _("Place"),
    "directory": _("Service centre"),
    "section": _("List"),
    "information": _("About the portal"),
}
LANGUAGE_LABELS: Mapping[str, Any] = {
    "zh-hans": _("Simplified Chinese"),
    "zh-hant": _("Traditional Chinese"),
    "en": _("English"),
}
STATUS_LABELS: Mapping[str, Any] = dict(Validity.choices)
_CHINESE = re.compile(f"[{HAN}]")
_KNOWN = {"kind": KIND_LABELS, "language": LANGUAGE_LABELS, "status": STATUS_LABELS}


def kinds() -> Mapping[str, str]:
    """The names of all kinds in the language of the moment."""
    return _kinds_in(get_language())


@lru_cache(maxsize=16)
def _kinds_in(language: str | None) -> Mapping[str, str]:
    """Kept, for a page names the kind of each result."""
    return {kind: str(label) for kind, label in KIND_LABELS.items()}


def names_of(communities: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of communities by id; a city has a hundred, and each is a value of a facet."""
    return {str(row["id"]): str(row["name"]) for row in communities}


def value_label(facet: str, value: str, communities: Mapping[str, str]) -> str:
    """The name of a value; a community that is not public any more has none."""
    if facet == "community":
        return communities.get(value, "")
    return str(_KNOWN.get(facet, {}).get(value, value))


def foreign(language: str | None) -> str:
    """A language as HTML writes it where it is not that of the interface; otherwise empty."""
    return _foreign_in(get_language(), language)


@lru_cache(maxsize=64)
def _foreign_in(interface: str | None, language: str | None) -> str:
    """Kept, for a page asks of each result."""
    if not language or html_code(language) == html_code(interface or ""):
        return ""
    return html_code(language)


def foreign_name(name: str) -> str:
    """The same of a name whose language nobody noted: of a topic, an issuer, a community."""
    own = foreign(settings.LANGUAGE_CODE)
    return own if own and _CHINESE.search(name) else ""
