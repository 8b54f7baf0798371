"""The menu as Wagtail's documentation builds it."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Site

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any]) -> Any:
    """The pages of the root that stand in menus."""
    site = Site.find_for_request(context["request"])
    return site.root_page.get_children().live().in_menu()
