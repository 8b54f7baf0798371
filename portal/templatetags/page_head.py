"""What stands in the head of every public page about itself; nothing asks the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString

from portal import page_meta, structured_data

register = template.Library()


@register.simple_tag(takes_context=True)
def page_facts(context: Mapping[str, Any]) -> page_meta.PageMeta:
    """Canonical address, languages and facts of the page at hand."""
    return page_meta.meta_of(context)


@register.simple_tag(takes_context=True)
def graph(context: Mapping[str, Any], meta: page_meta.PageMeta) -> SafeString | str:
    """The facts for machines as JSON; empty when there are none."""
    nodes = structured_data.graph_of(context, meta)
    return structured_data.as_json(nodes) if nodes else ""


@register.simple_tag
def absolute_static(name: str) -> str:
    """The address of a static file as other machines must write it."""
    return page_meta.absolute(static(name))
