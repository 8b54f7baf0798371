"""What a public page says about itself, and addresses that are no page's; nothing is queried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal import page_meta, structured_data
from portal.languages import path_in

register = template.Library()


@register.simple_tag(takes_context=True)
def page_head(context: Mapping[str, Any]) -> SafeString:
    """Canonical address, languages and facts of the page at hand, for people's tools and engines.

    Written piece by piece: thirty elements by a template would cost a quarter of a page's time.
    """
    meta = page_meta.meta_of(context)
    lines = [*_addresses(meta), *(_meta("name", *fact) for fact in meta.facts), *_preview(meta)]
    if nodes := structured_data.graph_of(context, meta):
        text = structured_data.as_json(nodes)
        lines.append(f'<script type="application/ld+json">{text}</script>')
    return mark_safe("\n".join(lines))  # noqa: S308 - every value was escaped on its way


def _addresses(meta: page_meta.PageMeta) -> Iterator[str]:
    """Description, and where the page lies in each language; engines keep the rest away."""
    if meta.description:
        yield _meta("name", "description", meta.description)
    if not meta.is_indexed:
        yield _meta("name", "robots", "noindex, follow")
        return
    yield f'<link rel="canonical" href="{escape(meta.canonical)}">'
    for language, address in meta.alternates:
        yield f'<link rel="alternate" hreflang="{language}" href="{escape(address)}">'


def _preview(meta: page_meta.PageMeta) -> Iterator[str]:
    """What is shown where the address is passed on (OpenGraph)."""
    facts = {
        "og:url": meta.canonical,
        "og:type": meta.og_type,
        "og:site_name": meta.site_name,
        "og:locale": meta.locale,
        "og:title": meta.title,
        "og:description": meta.description,
        "og:image": page_meta.absolute(static("img/social-preview.png")),
    }
    for name, content in facts.items():
        if content:
            yield _meta("property", name, content)


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}">'


@register.simple_tag
def here(path: str) -> str:
    """A path of this portal without language as an address in the language of the reader."""
    return path_in(get_language() or settings.LANGUAGE_CODE, path)
