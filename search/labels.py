"""What facets and their values are called on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.models.open_info import Validity

FACET_LABELS: Mapping[str, Any] = {
    "kind": _("Kind"),
    "topic": _("Topic"),
    "community": _("Community"),
    "year": _("Year"),
    "status": _("State"),
    "issuer": _("Issued by"),
    "language": _("Language of the text"),
}
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
