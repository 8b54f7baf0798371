"""Finds a public page and its frame in two queries, whatever the depth of the tree.

Query 1 reads the site, its root page and the settings row with menu and communities. Query 2 reads
the whole chain of pages named by the path, with what guards them. Addresses of pages are built from
`url_path`, without a query.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from html import escape
from itertools import takewhile
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.translation import get_language, gettext
from wagtail.models import Page, Site

from portal import preferences
from portal.languages import Language, languages_of, offered, split_path
from portal.models import SiteSettings
from portal.page_statements import PageRow, only_site, pages_named

MOST_BANNERS = 2
TOKENS = ("\x02back\x02", "\x02path\x02", "\x02absolute\x02")
FEW_COMMUNITIES = 12
MAX_SEGMENTS = 20
"""No address of ours is deeper."""
MOST_LISTS = 500
_lists: dict[tuple[Any, ...], list[Any]] = {}
ALLOWED_IN_PATH = RFC3986_SUBDELIMS + "/~:@"


@dataclass
class Frame:
    """What stands around every public page: site, root page, settings, menu, communities."""

    site: Site | None
    settings: SiteSettings
    request: HttpRequest = field(default_factory=HttpRequest)
    state: tuple[Any, ...] = ()

    @cached_property
    def root(self) -> Page | None:
        """The home page of the site."""
        return self.site.root_page if self.site else None

    @cached_property
    def home_url(self) -> str:
        """The address of the home page in the reader's language."""
        return page_address("")

    @cached_property
    def words(self) -> list[dict[str, str]]:
        """Words of the city's navigation with address and label in the reader's language."""
        return self._kept(
            "words", lambda: [menu_word(row) for row in self.settings.navigation.get("words", ())]
        )

    @cached_property
    def menu(self) -> list[dict[str, str]]:
        """Words of the navigation to show: those of the chosen community stand in for the city's.

        `also` is the address of the city's word that an own one stands in for.
        """
        own = {word["label"]: word for word in (self.chosen or {}).get("words", ())}
        words = [{**own.pop(word["label"], word), "also": word["url"]} for word in self.words]
        return [*words, *own.values()]

    @cached_property
    def communities(self) -> list[dict[str, Any]]:
        """All communities: id, name, district, path, url."""
        home, rows = self.home_url, self.settings.navigation.get("communities", ())
        return self._kept(
            "communities", lambda: [{**row, "url": home + quote(row["path"])} for row in rows]
        )

    @cached_property
    def near_communities(self) -> list[dict[str, Any]]:
        """Communities to list in the header of every page: all when few, else those near by.

        Near is the district of the chosen one; a city of a hundred lists them on one page only.
        """
        if len(self.communities) <= FEW_COMMUNITIES or self.chosen is None:
            return self.communities if len(self.communities) <= FEW_COMMUNITIES else []
        district = self.chosen["district"]
        near = [row for row in self.communities if row["district"] == district]
        return near if len(near) <= FEW_COMMUNITIES else []

    @cached_property
    def here(self) -> dict[str, Any] | None:
        """The community in whose part of the tree the address lies; None for the city's part."""
        return self._with_words(self.community_at(split_path(self.request.path_info)[1]))

    def community_at(self, path: str) -> dict[str, Any] | None:
        """The community in whose part of the tree a path below the root lies."""
        below = path.lstrip("/")
        return next((row for row in self.communities if below.startswith(row["path"])), None)

    @cached_property
    def chosen(self) -> dict[str, Any] | None:
        """The community in which the address lies, else the one kept in the cookie, else None."""
        return self.here or self.chosen_by_cookie

    @cached_property
    def chosen_by_cookie(self) -> dict[str, Any] | None:
        """The community that the reader has chosen as the own one."""
        wanted = preferences.community_id_of(self.request)
        rows = (row for row in self.communities if row["id"] == wanted)
        return self._with_words(next(rows, None)) if wanted else None

    @property
    def phone(self) -> str:
        """Whom to call: the centre of the chosen community, else the city's hotline."""
        phones = self.settings.navigation.get("phones", {})
        own = phones.get(str(self.chosen["id"])) if self.chosen else None
        return own or self.settings.hotline

    def _with_words(self, row: dict[str, Any] | None) -> dict[str, Any] | None:
        if row is None:
            return None
        words = self._kept(row["id"], lambda: [menu_word(word) for word in row.get("words", ())])
        return {**row, "words": words}

    def _kept(self, name: str | int, make: Callable[[], list[Any]]) -> list[Any]:
        """A list made once for a settings row and a language; it is looked at, never changed."""
        if not self.state:
            return make()
        key = (name, self.state, get_language(), self.home_url)
        if key not in _lists:
            if len(_lists) >= MOST_LISTS:
                _lists.clear()
            _lists[key] = make()
        return _lists[key]

    @cached_property
    def display(self) -> preferences.Display:
        """Theme and mode in which the reader wants pages."""
        return preferences.display_of(self.request)

    @cached_property
    def languages(self) -> list[Language]:
        """The page at hand in every language of the interface."""
        return languages_of(self.request)

    @cached_property
    def language(self) -> Language:
        """The language of the page at hand."""
        return next((row for row in self.languages if row.is_current), self.languages[0])

    @cached_property
    def offered_language(self) -> Language | None:
        """The language to offer in a quiet line; None when the reader has what was asked for."""
        return offered(self.request, self.languages)

    @cached_property
    def banners(self) -> list[dict[str, Any]]:
        """Emergency banners (应急横幅) of now and here, as kept: gravest first, two at most."""
        rows = (row for row in self.settings.navigation.get("banners", ()) if self._concerns(row))
        now = timezone.now()
        return [{**row, "url": page_address(row["path"])} for row in rows if _holds(row, now)][
            :MOST_BANNERS
        ]

    @cached_property
    def banners_told(self) -> tuple[Any, ...]:
        """What the words of the banners depend on besides the settings row: which, on what day."""
        ids = [row["id"] for row in self.banners]
        return (timezone.localdate(), *ids) if ids else ()

    def _concerns(self, banner: dict[str, Any]) -> bool:
        """Whether a banner is for the whole city or for the chosen community."""
        return banner["community"] in (None, self.chosen["id"] if self.chosen else None)

    @cached_property
    def footer_links(self) -> list[dict[str, str]]:
        """Links of the footer in the reader's language: label, url."""
        return [menu_word(row) for row in self.settings.navigation.get("footer", ())]

    @cached_property
    def back(self) -> str:
        """The address at hand as a value within another address."""
        return urllib.parse.quote(self._whole, safe="/")

    @cached_property
    def path(self) -> str:
        """The address at hand without what was asked, as a value within another address."""
        return urllib.parse.quote(self.request.path, safe="/")

    @cached_property
    def absolute(self) -> str:
        """The whole address at hand, with its host, as it is printed."""
        return f"{self.request.scheme}://{self.request.get_host()}{self._whole}"

    @cached_property
    def _whole(self) -> str:
        """The address at hand without its host."""
        return self.request.get_full_path()

    @cached_property
    def look(self) -> tuple[Any, ...]:
        """Everything but the address that decides how the frame around a page looks."""
        path = self.request.path
        marks = tuple(
            (place, path == word["url"])
            for place, word in enumerate(self.menu)
            if is_in(path, word)
        )
        ids = tuple(row["id"] if row else None for row in (self.here, self.chosen))
        return self.state, get_language(), get_script_prefix(), self.display, ids, marks

    def without_address(self) -> Frame:
        """This frame with tokens in the place of all that depends on the address."""
        frame = replace(self)
        frame.back, frame.path, frame.absolute = TOKENS
        frame.languages = [row._replace(url=f"\x02{row.code}\x02") for row in self.languages]
        return frame

    def with_address(self, pieces: Sequence[str], own: Mapping[str, str] | None = None) -> str:
        """A text made with `without_address` and taken apart at its tokens, with this address.

        `own` are further tokens with what stands in their place.
        """
        if len(pieces) == 1:
            return pieces[0]
        known = {**self._addresses, **own} if own else self._addresses
        return "".join([known.get(piece, piece) for piece in pieces])

    @cached_property
    def _addresses(self) -> dict[str, str]:
        """Each token with what stands in its place at this request."""
        urls = [(f"\x02{row.code}\x02", row.url) for row in self.languages]
        values = [*zip(TOKENS, (self.back, self.path, self.absolute), strict=True), *urls]
        return {token: escape(value) for token, value in values}

    def relative(self, url_path: str) -> str:
        """The part of a page's `url_path` below the site's root."""
        return url_path[len(self.root.url_path) :] if self.root else url_path.lstrip("/")


def _holds(banner: dict[str, Any], now: datetime) -> bool:
    """Whether `now` lies from the start (inclusive) to the end (exclusive) of a banner."""
    begins, ends = banner["starts_at"], banner["ends_at"]
    has_begun = not begins or datetime.fromisoformat(begins) <= now
    return has_begun and (not ends or now < datetime.fromisoformat(ends))


def is_in(path: str, word: dict[str, str]) -> bool:
    """Whether the page at `path` is that of a word of the navigation or stands below it."""
    return path.startswith((word["url"], word.get("also", word["url"])))


def menu_word(word: dict[str, str]) -> dict[str, str]:
    """A word of the menu in the reader's language, with its address."""
    label = gettext(word["label"]) if word["label"] else word["title"]
    return {"label": label, "url": page_address(word["path"])}


def page_address(relative_path: str) -> str:
    """The address of a page below the root, in the language of the request."""
    return _home(get_language(), get_script_prefix()) + quote(relative_path)


@lru_cache(maxsize=16)
def _home(language: str | None, script_prefix: str) -> str:
    """The address of the home page; asked for every link, so worked out once per language."""
    return reverse("wagtail_serve", args=[""])


@lru_cache(maxsize=2_000)
def quote(relative_path: str) -> str:
    """A path below the root as it stands in an address."""
    return urllib.parse.quote(relative_path, safe=ALLOWED_IN_PATH)


def frame_of(request: HttpRequest) -> Frame:
    """The frame of the request's site, read once per request (query 1)."""
    if not hasattr(request, "_portal_frame"):
        request._portal_frame = _read_frame(request)  # type: ignore[attr-defined]
    return request._portal_frame  # type: ignore[attr-defined,no-any-return]


def is_framed(request: HttpRequest) -> bool:
    """Whether the answer to a request was made with its frame."""
    return hasattr(request, "_portal_frame")


def _read_frame(request: HttpRequest) -> Frame:
    found = only_site()
    state: tuple[Any, ...] = ()
    if found:
        site, settings, state = found
        request._wagtail_site = site  # type: ignore[attr-defined]
    else:
        site = Site.find_for_request(request)
        settings = SiteSettings.for_site(site) if site else SiteSettings()
    setattr(request, SiteSettings.get_cache_attr_name(), settings)
    return Frame(site=site, settings=settings, request=request, state=state)


def chain_of(root: Page, components: list[str]) -> list[PageRow]:
    """The pages named by `components` below `root`, root first, as deep as they exist (query 2).

    Each has `guarded`: whether a view restriction stands on that very page.
    """
    prefixes, url_path = [root.url_path], root.url_path
    for component in components:
        url_path += component + "/"
        prefixes.append(url_path)
    found = pages_named([root.slug, *components], prefixes)
    return [found[prefix] for prefix in takewhile(found.__contains__, prefixes)]
