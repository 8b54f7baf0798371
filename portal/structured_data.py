"""Facts of a public page for machines, in the words of schema.org (结构化数据).

One block of JSON in the head. It is data, never executed; it says only what the page says too.
Packages add their own facts by the hook STRUCTURED_DATA.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from wagtail import hooks

from portal.navigation import page_address
from portal.page_meta import PageMeta, absolute
from portal.signals import STRUCTURED_DATA

ESCAPES = {sign: f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def graph_of(context: Mapping[str, Any], meta: PageMeta) -> list[dict[str, Any]]:
    """The facts of the page in a template context; empty where search engines keep nothing."""
    page, frame = context.get("page"), context["frame"]
    if page is None or not meta.is_indexed or not hasattr(page, "crumbs"):
        return []
    nodes = [node for offer in hooks.get_hooks(STRUCTURED_DATA) for node in offer(page, context)]
    if frame.root and page.pk == frame.root.pk:
        nodes += _site(frame, meta)
    if page.crumbs:
        nodes.append(_trail(page, context))
    return nodes


def as_json(nodes: list[dict[str, Any]]) -> SafeString:
    """The facts as JSON that cannot end the element it stands in."""
    text = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False)
    for sign, escaped in ESCAPES.items():
        text = text.replace(sign, escaped)
    return mark_safe(text)  # noqa: S308 - no sign of HTML is left


def filled(**facts: Any) -> dict[str, Any]:
    """The facts that are there; `type` and `id` get the sign that schema.org's words need."""
    named = {f"@{name}" if name in ("type", "id") else name: fact for name, fact in facts.items()}
    return {name: fact for name, fact in named.items() if fact not in (None, "", [], {})}


def publisher(frame: Any) -> dict[str, Any] | None:
    """Who runs the portal, when that was entered (主办单位)."""
    settings = frame.settings
    if not settings.host_unit:
        return None
    return filled(
        type="GovernmentOrganization", name=settings.host_unit, telephone=settings.hotline
    )


def _site(frame: Any, meta: PageMeta) -> Iterator[dict[str, Any]]:
    """The site as a whole, on its home page."""
    home = absolute(page_address(""))
    yield filled(
        type="WebSite",
        id=home + "#website",
        url=home,
        name=meta.site_name,
        publisher=publisher(frame),
        potentialAction=_search_action(),
    )


def _search_action() -> dict[str, Any] | None:
    """How the site is searched; nothing when search is not installed."""
    try:
        address = absolute(reverse("search:search"))
    except NoReverseMatch:
        return None
    target = {"@type": "EntryPoint", "urlTemplate": address + "?q={words}"}
    return {"@type": "SearchAction", "target": target, "query-input": "required name=words"}


def _trail(page: Any, context: Mapping[str, Any]) -> dict[str, Any]:
    """The way to this page from the home page, as the breadcrumbs show it."""
    frame, article = context["frame"], context.get("article")
    steps = [(row.title, page_address(frame.relative(row.url_path))) for row in page.crumbs]
    steps.append((page.title, page_address(frame.relative(page.url_path))))
    if article:
        steps.append((str(article), context["request"].path))
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(address)}
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
