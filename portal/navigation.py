"""Finds a public page and its frame in two queries, whatever the depth of the tree.

Query 1 reads the site, its root page and the settings row with menu and communities. Query 2 reads
the whole chain of pages named by the path, with what guards them. Addresses of pages are built from
`url_path`, without a query.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Page, PageViewRestriction, Site

from portal import languages, preferences
from portal.models import SiteSettings

CHAIN_FIELDS = (
    "id", "path", "depth", "numchild", "title", "slug", "url_path", "live", "content_type_id",
    "alias_of_id", "locale_id",
)  # fmt: skip
MOST_BANNERS = 2


@dataclass
class Frame:
    """What stands around every public page: site, root page, settings, menu, communities."""

    site: Site | None
    settings: SiteSettings
    request: HttpRequest = field(default_factory=HttpRequest)

    @cached_property
    def root(self) -> Page | None:
        """The home page of the site."""
        return self.site.root_page if self.site else None

    @cached_property
    def words(self) -> list[dict[str, str]]:
        """Words of the main navigation with address and label in the reader's language."""
        return [menu_word(word) for word in self.settings.navigation.get("words", ())]

    @cached_property
    def communities(self) -> list[dict[str, Any]]:
        """All communities: id, name, district, url, words of their own menu."""
        rows = self.settings.navigation.get("communities", ())
        return [
            {
                **row,
                "url": page_address(row["path"]),
                "words": [menu_word(word) for word in row.get("words", ())],
            }
            for row in rows
        ]

    @cached_property
    def chosen(self) -> dict[str, Any] | None:
        """The community in which the address lies, else the one kept in the cookie, else None."""
        path = languages.split_path(self.request.path_info)[1].lstrip("/")
        rows = (row for row in self.communities if path.startswith(row["path"]))
        return next(rows, self.chosen_by_cookie)

    @cached_property
    def chosen_by_cookie(self) -> dict[str, Any] | None:
        """The community that the reader has chosen as the own one."""
        wanted = preferences.community_id_of(self.request)
        return next((row for row in self.communities if row["id"] == wanted), None)

    @cached_property
    def display(self) -> preferences.Display:
        """Theme and mode in which the reader wants pages."""
        return preferences.display_of(self.request)

    @cached_property
    def languages(self) -> list[languages.Language]:
        """The page at hand in every language of the interface."""
        return languages.languages_of(self.request)

    @cached_property
    def offered_language(self) -> languages.Language | None:
        """The language to offer in a quiet line; None when the reader has what was asked for."""
        return languages.offered(self.request, self.languages)

    @cached_property
    def banners(self) -> list[dict[str, Any]]:
        """Emergency banners (应急横幅) that hold now and here, as kept: gravest first, two at most."""
        rows = (row for row in self.settings.navigation.get("banners", ()) if self._concerns(row))
        now = timezone.now()
        return [{**row, "url": page_address(row["path"])} for row in rows if _holds(row, now)][
            :MOST_BANNERS
        ]

    def _concerns(self, banner: dict[str, Any]) -> bool:
        """Whether a banner is for the whole city or for the chosen community."""
        return banner["community"] in (None, self.chosen["id"] if self.chosen else None)

    @cached_property
    def footer_links(self) -> list[dict[str, str]]:
        """Links of the footer in the reader's language: label, url."""
        return [menu_word(row) for row in self.settings.navigation.get("footer", ())]

    def relative(self, url_path: str) -> str:
        """The part of a page's `url_path` below the site's root."""
        return url_path[len(self.root.url_path) :] if self.root else url_path.lstrip("/")


def _holds(banner: dict[str, Any], now: datetime) -> bool:
    """Whether `now` lies from the start (inclusive) to the end (exclusive) of a banner."""
    begins, ends = banner["starts_at"], banner["ends_at"]
    has_begun = not begins or datetime.fromisoformat(begins) <= now
    return has_begun and (not ends or now < datetime.fromisoformat(ends))


def menu_word(word: dict[str, str]) -> dict[str, str]:
    """A word of the menu in the reader's language, with its address."""
    label = gettext(word["label"]) if word["label"] else word["title"]
    return {"label": label, "url": page_address(word["path"])}


def page_address(relative_path: str) -> str:
    """The address of a page below the root, in the language of the request."""
    return reverse("wagtail_serve", args=[relative_path])


def frame_of(request: HttpRequest) -> Frame:
    """The frame of the request's site, read once per request (query 1)."""
    if not hasattr(request, "_portal_frame"):
        request._portal_frame = _read_frame(request)  # type: ignore[attr-defined]
    return request._portal_frame  # type: ignore[attr-defined,no-any-return]


def _read_frame(request: HttpRequest) -> Frame:
    sites = list(Site.objects.select_related("root_page", "sitesettings").order_by()[:2])
    if len(sites) == 1 and hasattr(sites[0], "sitesettings"):
        site, settings = sites[0], sites[0].sitesettings
        request._wagtail_site = site  # type: ignore[attr-defined]
    else:
        site = Site.find_for_request(request)
        settings = SiteSettings.for_site(site) if site else SiteSettings()
    setattr(request, SiteSettings.get_cache_attr_name(), settings)
    return Frame(site=site, settings=settings, request=request)


def chain_of(root: Page, components: list[str]) -> list[Any]:
    """The pages named by `components` below `root`, root first, as deep as they exist (query 2).

    Each has `guarded`: whether a view restriction stands on that very page.
    """
    prefixes, url_path = [root.url_path], root.url_path
    for component in components:
        url_path += component + "/"
        prefixes.append(url_path)
    restriction = PageViewRestriction.objects.filter(page_id=OuterRef("pk"))
    rows = (
        Page.objects.filter(slug__in=[root.slug, *components], url_path__in=prefixes)
        .annotate(guarded=Exists(restriction))
        .only(*CHAIN_FIELDS)
    )
    by_path = {row.url_path: row for row in rows}
    chain = []
    for prefix in prefixes:
        if prefix not in by_path:
            break
        chain.append(by_path[prefix])
    return chain
