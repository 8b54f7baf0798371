"""The map of the site for search engines (站点地图): every address that is open to all, by parts.

Asks the same guard as the lists do. Rows are streamed block by block of their keys, so that memory
stays the same at fifty thousand documents. Packages add parts by the hook SITEMAP_PARTS.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    F,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from wagtail import hooks
from wagtail.models import Page

from portal.languages import html_code, path_in, split_path
from portal.models import OpenInfo
from portal.models.guards import PublicPageQuerySet
from portal.page_meta import absolute
from portal.publication.models import Publication, Verb
from portal.signals import SITEMAP_PARTS

MOST_ADDRESSES = 10_000
ROWS_IN_BLOCK = MOST_ADDRESSES // len(settings.LANGUAGES)
ROWS_AT_ONCE = 1_000
STANDING_VIEWS = ("communities", "site_map", "report_error_answers")
"""Views that are no pages; those that do not exist here are left out."""

OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class SitemapPart:
    """Rows with addresses: each has `url_path` (as pages have) and `changed_at` (or None)."""

    key: str
    rows: QuerySet[Any]


@dataclass(frozen=True)
class Block:
    """The rows of a part whose keys lie in one stretch; what one file of the map holds."""

    part: SitemapPart
    number: int
    count: int
    changed_at: datetime | None

    @property
    def address(self) -> str:
        """Where its file is."""
        return absolute(reverse("sitemap_block", args=[self.part.key, self.number]))


def parts_of(root: Page) -> list[SitemapPart]:
    """All parts: the pages below the root, and what packages add."""
    parts = [SitemapPart("pages", pages_of(root))]
    return [*parts, *(part for offer in hooks.get_hooks(SITEMAP_PARTS) for part in offer())]


def pages_of(root: Page) -> QuerySet[Any]:
    """Pages open to all; a list or a home page changes without being saved and has no date."""
    models = [model for model in apps.get_models() if issubclass(model, OpenInfo)]
    kinds = ContentType.objects.get_for_models(*models).values()
    acts = Publication.objects.filter(page=OuterRef("pk"), verb=Verb.PUBLISH).order_by("-at")
    dated = When(content_type__in=[kind.pk for kind in kinds], then=Subquery(acts.values("at")[:1]))
    pages: Any = PublicPageQuerySet(Page).open_to_all().filter(path__startswith=root.path)
    return pages.annotate(changed_at=Case(dated, output_field=DateTimeField()))  # type: ignore[no-any-return]


def blocks_of(parts: Iterable[SitemapPart]) -> list[Block]:
    """The blocks that hold anything, in the order of the parts; one query for all of them."""
    known = list(parts)
    first, *others = [_counted(part, place) for place, part in enumerate(known)]
    rows = first.union(*others, all=True).order_by("part", "block")
    return [Block(known[row["part"]], row["block"], row["count"], row["latest"]) for row in rows]


def _counted(part: SitemapPart, place: int) -> QuerySet[Any, Any]:
    """The blocks of the part at this place in the list, with what each holds."""
    rows = part.rows.order_by().annotate(block=F("pk") / ROWS_IN_BLOCK, part=Value(place))
    counted = rows.values("part", "block")
    return counted.annotate(count=Count("pk"), latest=Max("changed_at"))  # type: ignore[no-any-return]


def fits_one_file(blocks: Iterable[Block]) -> bool:
    """Whether all addresses in all languages fit into one file."""
    return sum(block.count for block in blocks) + len(STANDING_VIEWS) <= ROWS_IN_BLOCK


def index_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """The file that names the files of the map."""
    yield f'{OPENING}<sitemapindex xmlns="{NAMESPACE}">\n'
    yield _file(absolute(reverse("sitemap_block", args=["site", 0])), None)
    for block in blocks:
        yield _file(block.address, block.changed_at)
    yield "</sitemapindex>\n"


def _file(address: str, changed_at: datetime | None) -> str:
    return f"<sitemap><loc>{escape(address)}</loc>{_lastmod(changed_at)}</sitemap>\n"


def map_lines(
    root: Page, querysets: Iterable[QuerySet[Any]], *, with_views: bool = False
) -> Iterator[str]:
    """A file of the map: each row in every language, each naming the others."""
    yield f'{OPENING}<urlset xmlns="{NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for path in standing_paths() if with_views else ():
        yield _addresses(path, None)
    for rows in querysets:
        found = rows.order_by("pk").values_list("url_path", "changed_at")
        for url_path, changed_at in found.iterator(chunk_size=ROWS_AT_ONCE):
            yield _addresses("/" + url_path[len(root.url_path) :], changed_at)
    yield "</urlset>\n"


def block_rows(part: SitemapPart, number: int) -> QuerySet[Any]:
    """The rows of one block."""
    start = number * ROWS_IN_BLOCK
    return part.rows.filter(pk__gte=start, pk__lt=start + ROWS_IN_BLOCK)


def standing_paths() -> list[str]:
    """Paths, without a language, of public views that are no pages."""
    paths = []
    with translation.override(settings.LANGUAGE_CODE):
        for name in STANDING_VIEWS:
            try:
                paths.append(split_path(reverse(name))[1])
            except NoReverseMatch:
                continue
    return paths


def _addresses(path: str, changed_at: datetime | None) -> str:
    """One `url` element for each language."""
    written = {code: absolute(path_in(code, path)) for code, _name in settings.LANGUAGES}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{html_code(code)}" href={quoteattr(address)}/>'
        for code, address in written.items()
    )
    return "".join(
        f"<url><loc>{escape(address)}</loc>{_lastmod(changed_at)}{others}</url>\n"
        for address in written.values()
    )


def _lastmod(changed_at: datetime | None) -> str:
    if changed_at is None:
        return ""
    return f"<lastmod>{timezone.localtime(changed_at).isoformat(timespec='seconds')}</lastmod>"
