"""The sketch of the way to a centre: what is drawn, and the same in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

register = template.Library()

STREETS = {
    "north": gettext_noop("%(name)s runs along the north side."),
    "east": gettext_noop("%(name)s runs along the east side."),
    "south": gettext_noop("%(name)s runs along the south side."),
    "west": gettext_noop("%(name)s runs along the west side."),
}
ENTRANCES = {
    "north": gettext_noop("The entrance is on the north side."),
    "east": gettext_noop("The entrance is on the east side."),
    "south": gettext_noop("The entrance is on the south side."),
    "west": gettext_noop("The entrance is on the west side."),
}
LANDMARKS = {
    "north": gettext_noop("Across the street to the north: %(name)s."),
    "east": gettext_noop("Across the street to the east: %(name)s."),
    "south": gettext_noop("Across the street to the south: %(name)s."),
    "west": gettext_noop("Across the street to the west: %(name)s."),
}
STOPS = {
    "north": gettext_noop("The bus stops in the north at “%(name)s”."),
    "east": gettext_noop("The bus stops in the east at “%(name)s”."),
    "south": gettext_noop("The bus stops in the south at “%(name)s”."),
    "west": gettext_noop("The bus stops in the west at “%(name)s”."),
}


@register.simple_tag
def plan_words(plan: Any) -> SafeString:
    """What the sketch shows, as sentences."""
    told = [(STREETS[side], name) for side, name in plan.sides]
    told.append((ENTRANCES[plan.entrance], ""))
    for words, name, side in (
        (LANDMARKS, plan.landmark, plan.landmark_side),
        (STOPS, plan.bus_stop, plan.bus_stop_side),
    ):
        if name and side:
            told.append((words[side], name))
    sentences = ((gettext(message) % {"name": name},) for message, name in told)
    return format_html_join("", "<span>{}</span> ", sentences)
