"""How things look: which tag a state wears, which pages to offer.

Presentation only: everything shown here was loaded before; nothing asks the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page as Paginated
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from wagtail import hooks

from portal.languages import html_code
from portal.navigation import is_in, page_address
from portal.signals import SITE_HEAD

register = template.Library()

VALIDITY_TAGS = {
    "not_yet_in_force": "lamp",
    "in_force": "ok",
    "amended": "plum",
    "unverified": "lamp",
}
VALIDITY_NOTES = {**VALIDITY_TAGS, "expired": "alert", "repealed": "alert", "draft": "lamp"}


@register.simple_tag
def html_language() -> str:
    """The language of the interface as HTML writes it: zh-Hans, zh-Hant, en."""
    return html_code(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def site_head() -> SafeString:
    """What packages put into the head of every public page."""
    return format_html_join("\n", "{}", ((offer(),) for offer in hooks.get_hooks(SITE_HEAD)))


@register.simple_tag(takes_context=True)
def address(context: Mapping[str, Any], page: Any) -> str:
    """The address of a public page in the language of the reader, made without a query."""
    return page_address(context["frame"].relative(page.url_path))


@register.filter
def by_district(communities: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Communities gathered under the name of their district, both in the order given."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in communities:
        groups.setdefault(row["district"], []).append(row)
    return [{"district": name, "communities": rows} for name, rows in groups.items()]


@register.filter
def below(communities: Sequence[Mapping[str, Any]], address: str) -> list[Mapping[str, Any]]:
    """The communities that stand below an address."""
    return [row for row in communities if row["url"].startswith(address)]


register.filter(is_in)


@register.filter
def day(value: date | datetime | None) -> str:
    """A date as its reader writes it, 2025年9月16日, never broken over two lines."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return day_in(get_language(), value)


@lru_cache(maxsize=4_000)
def day_in(language: str | None, day: date) -> str:
    """A day in the language of the moment; kept, for lists repeat the days of few months."""
    return format_html(
        '<time datetime="{}">{}</time>', day.isoformat(), date_format(day, "DATE_FORMAT")
    )


@register.filter
def is_past(day: date | None) -> bool:
    """Whether a last day lies behind us; asked when shown, so that no list is out of date."""
    return day is not None and day < timezone.localdate()


@register.filter
def validity_tag(validity: str) -> str:
    """The class of the tag that a state of validity wears in a list."""
    kind = VALIDITY_TAGS.get(validity, "")
    return f"tag--{kind}" if kind else ""


@register.filter
def validity_note(validity: str) -> str:
    """The class of the banner that says a state of validity above a text."""
    kind = VALIDITY_NOTES.get(validity, "")
    return f"note--{kind}" if kind else ""


@register.filter
def differs_from(current: Any, version: Any) -> bool:
    """Whether a text of today exists and `version` is not it."""
    return current is not None and current != version


@register.filter
def last_part(name: str) -> str:
    """The name of a file without the folders of the machine it was read on."""
    return PurePath(name).name


@register.filter
def page_numbers(paginated: Paginated) -> list[int | str]:
    """The page numbers to offer around the current one, with an ellipsis for each gap."""
    numbers = paginated.paginator.get_elided_page_range(paginated.number, on_each_side=2, on_ends=1)
    return list(numbers)


@register.filter
def telephone(number: str) -> str:
    """A telephone number as an address: digits and a leading plus only."""
    return "tel:" + "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.simple_tag(takes_context=True)
def community_name(context: Mapping[str, Any], community_id: int | None) -> str:
    """The name of a community by its id, from the frame; empty for the city."""
    rows = context["frame"].communities
    return next((row["name"] for row in rows if row["id"] == community_id), "")


@register.filter
def weekly_hours(spans: Iterable[Any]) -> list[dict[str, Any]]:
    """Opening hours in as few lines as possible: days in a row with the same hours are joined."""
    by_day: dict[int, list[Any]] = {}
    for span in spans:
        by_day.setdefault(span.weekday, []).append(span)
    lines: list[dict[str, Any]] = []
    for weekday, of_day in sorted(by_day.items()):
        times = [(span.opens, span.closes) for span in of_day]
        name = WEEKDAYS[weekday]
        if lines and lines[-1]["times"] == times and lines[-1]["weekday"] == weekday - 1:
            lines[-1].update(last=name, weekday=weekday)
        else:
            lines.append({"first": name, "last": "", "weekday": weekday, "times": times})
    return lines


@register.simple_tag(takes_context=True)
def section_address(context: Mapping[str, Any], label: str) -> str:
    """The address of the section that a word of the navigation (English message id) leads to.

    In the part of a community its own section, elsewhere the city's.
    """
    frame = context["frame"]
    words = [*(frame.here or {}).get("words", ()), *frame.words]
    return next((word["url"] for word in words if word["label"] == gettext(label)), "")
