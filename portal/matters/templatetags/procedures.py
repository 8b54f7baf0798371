"""How the parts of a procedure read on its page (办事指南)."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from portal.matters.choices import MaterialForm

register = template.Library()


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
