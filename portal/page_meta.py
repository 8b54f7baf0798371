"""What the head of a public page says about it: address, languages, and the facts inspections read.

Inspections of government websites in China read the facts of the site (SiteName …), of a column
(ColumnName …) and of an item (ArticleTitle, PubDate, ContentSource …). Only facts that were entered
are said; an empty one is left out, and the time of publication is the server's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext

from portal.languages import html_code, path_in, split_path
from portal.models import OpenInfo

CONTENT_PARAMETERS = ("kind", "topic", "year", "month", "old", "new", "page")
"""What may stand in a canonical address; anything else only says where a reader came from."""

UNINDEXED_VIEWS = {"report_error", "report_error_sent", "useful", "useful_thanks"}
DESCRIPTION_LENGTH = 120
MOST_READ = 2_000
"""Characters of a text in which its first words are looked for."""

_MARKUP = re.compile(r"<[^>]*(>|$)")
LOCALES = {"zh-hans": "zh_CN", "zh-hant": "zh_TW", "en": "en_US"}


@dataclass
class PageMeta:
    """The facts of one answer; `canonical` is empty where search engines should keep nothing."""

    canonical: str = ""
    alternates: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    description: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    og_type: str = "website"
    locale: str = ""
    site_name: str = ""

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may keep the page."""
        return bool(self.canonical)


def base_address() -> str:
    """The configured address of the portal, without a slash at its end."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")


def absolute(address: str) -> str:
    """An address on this portal as other machines must write it."""
    return base_address() + address


def meta_of(context: Mapping[str, Any]) -> PageMeta:
    """What the head says about the page that a template context shows; costs no query."""
    request, frame, page = context["request"], context["frame"], context.get("page")
    language = translation.get_language() or settings.LANGUAGE_CODE
    meta = PageMeta(locale=LOCALES.get(language, ""), site_name=site_name(frame))
    if not _is_kept_out(request, frame, page):
        spoken, path = split_path(request.path_info)
        path = context.get("canonical_path") or path  # a page read below another address
        meta.canonical = absolute(path_in(spoken, path) + _query_of(request))
        meta.alternates = list(_alternates(path, _query_of(request)))
    meta.facts = list(_site_facts(frame, meta.site_name))
    if getattr(page, "title", None):
        _describe(meta, page, context)
    return meta


def is_hidden(frame: Any) -> bool:
    """Whether the whole installation keeps out of search engines: demonstrations always do."""
    return bool(frame.settings.is_demo or frame.settings.is_unlisted)


def _is_kept_out(request: HttpRequest, frame: Any, page: Any) -> bool:
    """Previews, errors, search and forms are nobody's answer to a search."""
    match: Any = request.resolver_match
    name = match.view_name if match else ""
    is_error = page is None and name in ("", "wagtail_serve")
    is_preview = bool(getattr(request, "is_preview", None))
    is_for_one = name in UNINDEXED_VIEWS or name.startswith("search:")
    return is_error or is_preview or is_hidden(frame) or is_for_one


def _query_of(request: HttpRequest) -> str:
    asked = request.GET
    kept = [(name, asked[name]) for name in CONTENT_PARAMETERS if asked.get(name)]
    kept = [pair for pair in kept if pair != ("page", "1")]
    return "?" + urlencode(kept) if kept else ""


def _alternates(path: str, query: str) -> Iterator[tuple[str, str]]:
    """(language as HTML writes it, address) of each language, and of who speaks none of them."""
    for code, _name in settings.LANGUAGES:
        yield html_code(code), absolute(path_in(code, path) + query)
    yield "x-default", absolute(path_in(settings.LANGUAGE_CODE, path) + query)


def site_name(frame: Any) -> str:
    """The name of the site as entered for it; otherwise the city's with what the site is."""
    if frame.site and frame.site.site_name:
        return str(frame.site.site_name)
    return _name_with(frame.root.title if frame.root else "")


@lru_cache(maxsize=8)
def _name_with(place: str) -> str:
    """The place with what the site is, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        return place + gettext("Community portal")


def _site_facts(frame: Any, name: str) -> Iterator[tuple[str, str]]:
    yield "SiteName", name
    yield "SiteDomain", urlsplit(base_address()).netloc
    if frame.settings.identification_code:
        yield "SiteIDCode", frame.settings.identification_code


def _describe(meta: PageMeta, page: Any, context: Mapping[str, Any]) -> None:
    """Title, description and the facts of a column or an item."""
    part = _part_shown(context)
    meta.title = f"{part} · {page.title}" if part else page.title
    meta.description = _description_of(page, context)
    if isinstance(page, OpenInfo):
        meta.og_type = "article"
        meta.facts += _item_facts(meta, page, context)
    elif getattr(page, "menu_label", ""):
        meta.facts += _column_facts(meta, page)


def _part_shown(context: Mapping[str, Any]) -> str:
    """The number and heading of the article that is read alone; empty for a whole page."""
    article = context.get("article")
    return " ".join(filter(None, (article.label, article.heading))) if article else ""


def _description_of(page: Any, context: Mapping[str, Any]) -> str:
    """The summary somebody wrote, otherwise the first words of the text.

    Names in a list that will be taken down are never handed on: engines would keep them.
    """
    article = context.get("article")
    if article and article.text:
        return _shortened(article.text)
    has_names = getattr(page, "has_personal_list", False)
    for name in ("summary", "introduction" if has_names else "body", "introduction"):
        if text := getattr(page, name, ""):
            return _shortened(unescape(_MARKUP.sub("", str(text)[:MOST_READ])))
    return ""


def _shortened(text: str) -> str:
    """The first words of a plain text, on one line."""
    line = " ".join(text[:MOST_READ].split())
    return line if len(line) <= DESCRIPTION_LENGTH else line[: DESCRIPTION_LENGTH - 1] + "…"


def _column_facts(meta: PageMeta, page: Any) -> Iterator[tuple[str, str]]:
    """A column of the site (栏目); its type is the word by which the menu calls it."""
    with translation.override(settings.LANGUAGE_CODE):
        kind = gettext(page.menu_label)
    yield "ColumnName", page.title
    if meta.description:
        yield "ColumnDescription", meta.description
    yield "ColumnKeywords", ",".join(dict.fromkeys([page.title, kind, meta.site_name]))
    yield "ColumnType", kind


def _item_facts(meta: PageMeta, page: Any, context: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """An item of open information and the column it stands in."""
    yield "ArticleTitle", meta.title
    if page.published_at:
        yield "PubDate", f"{timezone.localtime(page.published_at):%Y-%m-%d %H:%M}"
    if page.issuer:
        yield "ContentSource", page.issuer
    if page.crumbs:
        yield "ColumnName", page.crumbs[-1].title
    if tags := context.get("tags"):
        yield "Keywords", ",".join(tag.name for tag in tags)
    if meta.description:
        yield "Description", meta.description
    if meta.canonical:
        yield "Url", meta.canonical
