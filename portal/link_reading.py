"""Which links stand on a public page: in its own rich text and in that of the rows below it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.db import models
from wagtail.fields import RichTextField

from portal.page_meta import base_address
from portal.role_table import KINDS

OTHER_SCHEMES = ("mailto:", "tel:", "sms:", "geo:")


@dataclass(frozen=True)
class Link:
    """A link as it stands in a text; `kind` is href, page, document or image."""

    kind: str
    target: str
    words: str = ""


class LinkReader(HTMLParser):
    """Gathers the links of a rich text as Wagtail stores it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[Link] = []
        self._open: list[tuple[str, str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An anchor opens, or a picture stands here."""
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            kind = values.get("linktype") or "href"
            target = values.get("href" if kind == "href" else "id", "")
            self._open.append((kind, target, []))
        elif tag == "embed" and values.get("embedtype") == "image":
            self.links.append(Link("image", values.get("id", ""), values.get("alt", "")))

    def handle_data(self, data: str) -> None:
        """Words inside an anchor."""
        if self._open:
            self._open[-1][2].append(data)

    def handle_endtag(self, tag: str) -> None:
        """An anchor ends."""
        if tag == "a" and self._open:
            kind, target, words = self._open.pop()
            self.links.append(Link(kind, target, "".join(words).strip()))


def links_in(html: str) -> list[Link]:
    """The links and pictures of a rich text."""
    reader = LinkReader()
    reader.feed(html)
    reader.close()
    return reader.links


def link_fields(model: type[models.Model]) -> list[str]:
    """Names of the fields of a model that hold rich text or an address."""
    kinds = (RichTextField, models.URLField)
    return [row.name for row in model._meta.get_fields() if isinstance(row, kinds)]


def links_of(thing: Any) -> Iterator[Link]:
    """The links of a page or row."""
    for name in link_fields(type(thing)):
        value = str(getattr(thing, name) or "")
        if isinstance(type(thing)._meta.get_field(name), RichTextField):
            yield from links_in(value)
        elif value:
            yield Link("href", value, str(thing))


def rows_of(pages: Collection[Any]) -> Iterator[tuple[int, Any]]:
    """(key of the page, row) of the rows with links that belong to these pages."""
    for label, kind in KINDS.items():
        model = apps.get_model(label) if kind.page else None
        if model is None or not link_fields(model):
            continue
        for row in model._default_manager.filter(**{f"{kind.page}__in": pages}):
            owner = row
            for name in kind.page.split("__"):
                owner = getattr(owner, name)
            yield owner.pk, row


def is_external(link: Link) -> bool:
    """Whether a link leads to another site."""
    return link.kind == "href" and link.target.startswith(("http://", "https://"))


def _is_followed(link: Link) -> bool:
    """Places on the same page, telephones and mail are not followed."""
    return link.kind != "href" or not link.target.startswith(("#", *OTHER_SCHEMES))


def _absolute(link: Link, address: str) -> Link:
    """A link with its address as a path of this portal, or as it is on another site."""
    if link.kind != "href":
        return link
    target = link.target.strip()
    target = f"https:{target}" if target.startswith("//") else target
    own = urlsplit(base_address())
    try:
        parts = urlsplit(target)
    except ValueError:
        return link
    if parts.scheme in ("http", "https") and parts.netloc == own.netloc:
        target = parts._replace(scheme="", netloc="").geturl() or "/"
    elif not parts.scheme and not parts.netloc:
        target = urljoin(address, target)
    return Link("href", target, link.words)


def links_on(pages: Collection[Any]) -> dict[int, list[Link]]:
    """By key of the page: the links to be followed of the pages and of their rows."""
    found = {page.pk: list(links_of(page)) for page in pages}
    for pk, row in rows_of(pages):
        found[pk] += links_of(row)
    addresses = {page.pk: page.get_url() or "/" for page in pages}
    return {
        pk: [_absolute(link, addresses[pk]) for link in links if _is_followed(link)]
        for pk, links in found.items()
    }
