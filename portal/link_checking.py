"""The check of links (链接检查): which links on public pages lead nowhere.

Links inside the portal are followed without the network: the same routing answers that readers
meet. Findings are rows, and go when the link is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from portal.link_reading import Link, is_external, links_on
from portal.link_visits import why_not
from portal.models import DeadLink, LinkCheck
from portal.models.guards import PublicPageQuerySet
from portal.scheduling import DueItem

PAGES_AT_ONCE = 100
AskOthers = Callable[[Collection[str]], Mapping[str, str]]
"""Asks other sites: address -> reason why readers do not get there, empty when they do."""


@dataclass
class Checked:
    """What a check did."""

    pages: int = 0
    links: int = 0
    dead: int = 0
    last_page: int = 0
    finished: bool = False


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
        found = links_on(block)
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
        step = Checker(now).check(after=after, most=PAGES_AT_ONCE)
        if step.finished:
            forget_closed_pages()
        LinkCheck.objects.advance(day, last_page=step.last_page, at=now, finished=step.finished)

    return run
