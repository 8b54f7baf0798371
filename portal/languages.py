"""The same page in the other languages of the interface, and which one to offer.

A language is a prefix of the address; the rest of the address, with what was asked, stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils import translation
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.translation.trans_real import parse_accept_lang_header

from portal.preferences import LANGUAGE_COOKIE

NAMES = {"zh-hans": ("简体中文", "简体"), "zh-hant": ("繁體中文", "繁體"), "en": ("English", "EN")}
WITHOUT_LANGUAGE = ("/admin/", "/documents/", "/media/", "/static/")


class Language(NamedTuple):
    """A language of the interface (界面语言) and the address of the page at hand in it."""

    code: str
    label: str
    short: str
    url: str
    is_current: bool

    @property
    def html_code(self) -> str:
        """As HTML writes it."""
        return html_code(self.code)


@lru_cache(maxsize=16)
def html_code(language: str) -> str:
    """A language as HTML writes it: zh-Hans, zh-Hant, en."""
    return translation.to_locale(language).replace("_", "-")


@lru_cache(maxsize=2_000)
def split_path(path: str) -> tuple[str, str]:
    """The language that a path begins with, and the path without it, with its first slash."""
    language = translation.get_language_from_path(path)
    if language is None:
        return settings.LANGUAGE_CODE, path
    return language, path[len(language) + 1 :] or "/"


def path_in(language: str, path: str) -> str:
    """A quoted path without language as an address in a language; never one of another host."""
    return get_script_prefix() + _prefix(language, settings.LANGUAGE_CODE) + path.lstrip("/")


def _prefix(language: str, own: str) -> str:
    """What the address of a page begins with in a language; nothing in the portal's `own`."""
    return "" if language == own else language + "/"


def languages_of(request: HttpRequest) -> list[Language]:
    """All languages of the interface with the address of the requested page in each."""
    _language, path = split_path(request.path_info)
    query = request.META.get("QUERY_STRING", "")
    if path.startswith(WITHOUT_LANGUAGE):
        path = query = ""
    address = escape_uri_path(path).lstrip("/") + (f"?{iri_to_uri(query)}" if query else "")
    current, own, root = translation.get_language(), settings.LANGUAGE_CODE, get_script_prefix()
    return [
        Language(code, *NAMES[code], root + _prefix(code, own) + address, code == current)
        for code, _name in settings.LANGUAGES
    ]


def offered(request: HttpRequest, languages: Sequence[Language]) -> Language | None:
    """The language that the reader would rather read; None when it is the one of the page.

    What was chosen in a line of offer before (cookie) counts before what the browser says.
    """
    wanted = request.COOKIES.get(LANGUAGE_COOKIE) or _asked_by_browser(request)
    return next((row for row in languages if row.code == wanted and not row.is_current), None)


def _asked_by_browser(request: HttpRequest) -> str:
    """The first language of Accept-Language that is one of ours; empty when there is none."""
    known = dict(settings.LANGUAGES)
    for wanted, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        try:
            code = translation.get_supported_language_variant(wanted)
        except LookupError:
            continue
        if code in known:
            return code
    return ""
