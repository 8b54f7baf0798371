"""What a public page says about itself, and addresses that are no page's; nothing is queried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal import page_meta, structured_data
from portal.languages import path_in

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


@register.simple_tag
def here(path: str) -> str:
    """A path of this portal without language as an address in the language of the reader."""
    return path_in(get_language() or settings.LANGUAGE_CODE, path)
