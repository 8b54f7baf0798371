"""The check of links (链接检查): which links on public pages lead nowhere.

Reads the rich text of public pages and of the rows that belong to them. Links inside the portal are
followed without the network: the same routing answers that readers meet. Findings are rows, and go
when the link is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField
from wagtail.images import get_image_model
from wagtail.models import Page

from portal.link_visits import why_not
from portal.models import DeadLink, LinkCheck
from portal.models.guards import PublicPageQuerySet
from portal.page_meta import base_address
from portal.role_table import KINDS
from portal.scheduling import DueItem

PAGES_AT_ONCE = 100
OTHER_SCHEMES = ("mailto:", "tel:", "sms:", "geo:")
AskOthers = Callable[[Collection[str]], Mapping[str, str]]
"""Asks other sites: address -> reason why readers do not get there, empty when they do."""


@dataclass(frozen=True)
class Link:
    """A link as it stands in a text; `kind` is href, page, document or image."""

    kind: str
    target: str
    words: str = ""


@dataclass
class Checked:
    """What a check did."""

    pages: int = 0
    links: int = 0
    dead: int = 0
    last_page: int = 0
    finished: bool = False


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


# --- Where links stand ----------------------------------------------------------------------------
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


# --- The check ------------------------------------------------------------------------------------
@dataclass
class Checker:
    """One check; each address is followed once, however often it stands somewhere."""

    at: datetime
    ask_others: AskOthers | None = None
    known: dict[Link, str] = field(default_factory=dict)

    def check(self, *, after: int = 0, most: int = PAGES_AT_ONCE) -> Checked:
        """Checks the next public pages by key and keeps what it finds, in one transaction."""
        pages: Any = PublicPageQuerySet(Page).open_to_all().filter(pk__gt=after).order_by("pk")
        block = list(pages.specific()[:most])
        result = Checked(pages=len(block), finished=len(block) < most)
        result.last_page = block[-1].pk if block else after
        found = self._links_on(block)
        outside = self._ask_others(found)
        with transaction.atomic():
            for page in block:
                dead = {}
                for link in found[page.pk]:
                    if why := outside.get(link.target) or self._why_not(link):
                        dead[link.target if link.kind == "href" else _named(link)] = (link, why)
                self._keep(page, dead, in_all=self.ask_others is not None)
                result.links += len(found[page.pk])
                result.dead += len(dead)
        return result

    def _links_on(self, pages: Collection[Any]) -> dict[int, list[Link]]:
        found = {page.pk: list(links_of(page)) for page in pages}
        for pk, row in rows_of(pages):
            found[pk] += links_of(row)
        addresses = {page.pk: page.get_url() or "/" for page in pages}
        return {
            pk: [_absolute(link, addresses[pk]) for link in links if _is_followed(link)]
            for pk, links in found.items()
        }

    def _ask_others(self, found: Mapping[int, Iterable[Link]]) -> Mapping[str, str]:
        if self.ask_others is None:
            return {}
        return self.ask_others(
            {link.target for links in found.values() for link in links if is_external(link)}
        )

    def _why_not(self, link: Link) -> str:
        if is_external(link):
            return ""
        if link not in self.known:
            self.known[link] = _why_not(link)
        return self.known[link]

    def _keep(self, page: Any, dead: Mapping[str, tuple[Link, str]], *, in_all: bool) -> None:
        """Stores what is dead, forgets what is mended; other sites only when they were asked."""
        rows = DeadLink.objects.filter(page=page)
        if not in_all:
            rows = rows.filter(is_external=False)
        rows.exclude(address__in=[address[:500] for address in dead]).delete()
        for address, (link, why) in dead.items():
            values = {
                "words": link.words[:120],
                "why": why,
                "is_external": is_external(link),
                "seen_at": self.at,
            }
            DeadLink.objects.update_or_create(
                page_id=page.pk,
                address=address[:500],
                defaults=values,
                create_defaults={**values, "first_seen_at": self.at},
            )


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


def _named(link: Link) -> str:
    """What the report calls a link by number."""
    return f"{link.kind}:{link.target}"


def _why_not(link: Link) -> str:
    """Why readers do not get where an internal link leads; empty when they do."""
    if link.kind == "href":
        return why_not(link.target)
    if not link.target.isdigit():
        return DeadLink.Why.WRONG
    if link.kind == "page":
        return _why_not_page(int(link.target))
    model = get_image_model() if link.kind == "image" else get_document_model()
    row = model.objects.filter(pk=link.target).first()
    has_file = row is not None and row.file.storage.exists(row.file.name)
    return "" if has_file else DeadLink.Why.FILE


def _why_not_page(pk: int) -> str:
    pages: Any = PublicPageQuerySet(Page)
    if pages.open_to_all().filter(pk=pk).exists():
        return ""
    row = Page.objects.filter(pk=pk).first()
    if row is None:
        return DeadLink.Why.MISSING
    has_ended = row.expire_at is not None and row.expire_at <= timezone.now()
    return DeadLink.Why.CLOSED if row.live and not has_ended else DeadLink.Why.GONE


def forget_closed_pages() -> None:
    """A page that is not public any more has no dead links."""
    open_pages: Any = PublicPageQuerySet(Page).open_to_all()
    DeadLink.objects.exclude(page__in=open_pages.values("pk")).delete()


def check_all(*, at: datetime, ask_others: AskOthers | None = None) -> Checked:
    """Checks every public page, block by block."""
    checker, total = Checker(at, ask_others), Checked()
    while not total.finished:
        step = checker.check(after=total.last_page)
        total.pages, total.links = total.pages + step.pages, total.links + step.links
        total.dead += step.dead
        total.last_page, total.finished = step.last_page, step.finished
    forget_closed_pages()
    return total


# --- Every day ------------------------------------------------------------------------------------
def due(now: datetime) -> Iterator[DueItem]:
    """The next block of today's check, from its hour on; nothing when it is done."""
    moment = settings.PORTAL["LINKS_CHECKED_AT"]
    local = timezone.localtime(now)
    if not moment or local.time() < time.fromisoformat(moment):
        return
    after = LinkCheck.objects.position(local.date())
    if after is not None:
        begins = datetime.combine(local.date(), time.fromisoformat(moment), local.tzinfo)
        label = gettext("check of links")
        yield DueItem(f"check-links:{local.date()}:{after}", begins, label, _step(after))


def _step(after: int) -> Callable[[datetime], object]:
    def run(now: datetime) -> None:
        day = timezone.localdate(now)
        if LinkCheck.objects.position(day) != after:
            return
        step = Checker(now).check(after=after)
        if step.finished:
            forget_closed_pages()
        LinkCheck.objects.advance(day, last_page=step.last_page, at=now, finished=step.finished)

    return run
