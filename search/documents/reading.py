"""Reads the facts a page declares in `search_document` (the declaration names attributes)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from html import unescape
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from wagtail.fields import RichTextField, StreamField

_BREAK = re.compile(r"<(?:/(?:p|li|h\d|tr|td|th|div|blockquote|figure)|br|hr)\b[^>]*>", re.I)
_TAG = re.compile(r"<[^>]*>")


def fact(page: Any, name: str) -> Any:
    """The value of a declared attribute, called if it is a method; None for an empty name."""
    value = getattr(page, name, None) if name else None
    return value() if callable(value) else value


def text(page: Any, names: Iterable[str]) -> str:
    """The declared texts as plain text, one paragraph a line, in order."""
    parts = (plain(page, name) for name in names)
    return "\n".join(part for part in parts if part)


def plain(page: Any, name: str) -> str:
    """One declared text without markup."""
    value = fact(page, name)
    if value is None:
        return ""
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return str(value).strip()
    if isinstance(field, StreamField):
        words = field.stream_block.get_searchable_content(value)
        return "\n".join(map(str, words))
    return without_markup(str(value)) if isinstance(field, RichTextField) else str(value).strip()


def without_markup(html: str) -> str:
    """Text of stored rich text; the ends of paragraphs, items and cells become line ends."""
    bare = unescape(_TAG.sub("", _BREAK.sub("\n", html)))
    return "\n".join(line for line in map(str.strip, bare.split("\n")) if line)


def day(value: Any) -> date | None:
    """A date, or the local date of an instant."""
    if isinstance(value, datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None
