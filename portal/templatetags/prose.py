"""Rich text as it stands in a page."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from wagtail.rich_text import expand_db_html

from portal.safe_html import clean

register = template.Library()


@register.filter
def prose(text: str | None) -> SafeString:
    """A rich text as HTML: what Wagtail's own filter gives, of that only what is allowed."""
    html = clean(expand_db_html(text or ""))
    return mark_safe(_framed(html) if "<table" in html else html)  # noqa: S308 - cleaned above


def _framed(html: str) -> str:
    """Tables in a box that scrolls by itself, by finger and by key, so that the page does not."""
    label = escape(gettext("Table; scrolls sideways"))
    box = f'<div class="prose__table" role="region" tabindex="0" aria-label="{label}"><table'
    return html.replace("<table", box).replace("</table>", "</table></div>")
