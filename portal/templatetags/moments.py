"""Instants that are kept as text, told as people say them: 16:20, or with the day if not today."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def moment(value: datetime | str | None) -> SafeString:
    """An instant (or its ISO text) in local time; the day is said unless it is today."""
    if not value:
        return SafeString()
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = timezone.localtime(instant)
    words = [date_format(local, "TIME_FORMAT")]
    if local.date() != timezone.localdate():
        words.insert(0, date_format(local, "DATE_FORMAT"))
    return format_html(
        '<time class="moment" datetime="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        format_html_join(" ", '<span class="nowrap">{}</span>', ((word,) for word in words)),
    )
