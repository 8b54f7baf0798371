"""Opening (开放) in words that a resident would use: today, tomorrow, on Monday, on a date."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext

register = template.Library()

DAYS_KNOWN_BY_NAME = 6
"""As many days ahead a weekday needs no date beside it."""


@register.filter
def opens_when(opens_at: datetime | None) -> str:
    """When a shut door opens next: the words depend on how near the day is; empty when unknown."""
    if opens_at is None:
        return ""
    local = timezone.localtime(opens_at)
    values = {"time": time_format(local, "G:i"), "day": str(WEEKDAYS[local.weekday()])}
    ahead = (local.date() - timezone.localdate()).days
    if ahead <= 0:
        return gettext("opens today at %(time)s") % values
    if ahead == 1:
        return gettext("opens tomorrow at %(time)s") % values
    if ahead > DAYS_KNOWN_BY_NAME:
        values["day"] = date_format(local, "DATE_FORMAT")
    return gettext("opens on %(day)s at %(time)s") % values
