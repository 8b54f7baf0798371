"""Rich text as it stands in a page."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from portal.safe_html import clean

register = template.Library()


@register.filter
def prose(text: str | None) -> SafeString:
    """A rich text as HTML: what Wagtail's own filter gives, of that only what is allowed."""
    return mark_safe(clean(expand_db_html(text or "")))  # noqa: S308 - cleaned by an allow-list
