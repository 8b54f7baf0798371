"""How the parts of a procedure read on its page (办事指南)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from portal.matters.choices import MaterialForm
from portal.matters.section_reading import OwnAddresses
from portal.navigation import Frame, page_address

register = template.Library()


@register.simple_tag(takes_context=True)
def own_address(context: Mapping[str, Any], page: Any) -> str:
    """Where this reader meets a procedure: that of the city under the own community. No query."""
    frame: Frame = context["frame"]
    return OwnAddresses.of(frame).lead(page_address(frame.relative(page.url_path)))


@register.filter
def how_to_bring(material: Any) -> str:
    """In which form and how many, in a resident's words."""
    count = material.copies
    if material.form == MaterialForm.ELECTRONIC:
        return gettext("as an electronic file")
    if material.form == MaterialForm.BOTH:
        words = ngettext("original and %(n)d copy", "original and %(n)d copies", count)
    elif material.form == MaterialForm.COPY:
        words = ngettext("%(n)d copy", "%(n)d copies", count)
    else:
        words = ngettext("%(n)d original", "%(n)d originals", count)
    return words % {"n": count}
