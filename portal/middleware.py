"""Middleware: a refused action becomes words for the editor; a moved page leads on to itself;
caches learn what a page depends on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import ValidationError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Site

from portal.languages import split_path
from portal.navigation import MAX_SEGMENTS, is_framed
from portal.problems import Refused

ADMIN_PREFIX = "/admin/"
COMPRESSED = ("text/html", "text/plain", "application/json", "application/atom+xml", "text/xml")


class RefusalMiddleware:
    """Shows all problems of a `Refused` and leads back to the form; nothing was stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answers JSON with 400 and HTML with a message on the page the editor came from."""
        texts = _texts_of(error, request)
        if not texts:
            return None
        if request.accepts("application/json") and not request.accepts("text/html"):
            return JsonResponse({"success": False, "problems": texts}, status=400)
        for text in texts:
            messages.error(request, text)
        return redirect(_back(request))


def _texts_of(error: Exception, request: HttpRequest) -> list[str]:
    """The problems of a refusal; in the admin also what the database's rules refused too late.

    Two saves of one form at the same moment (the editor's own and Wagtail's of its own accord)
    both pass the form; only one can be stored.
    """
    if isinstance(error, Refused):
        return [str(problem) for problem in error.problems]
    if isinstance(error, ValidationError) and request.path.startswith(ADMIN_PREFIX):
        return list(error.messages)
    return []


def _back(request: HttpRequest) -> str:
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure()):
        return referer
    return ADMIN_PREFIX


class CompressionMiddleware(GZipMiddleware):
    """Sends pages and feeds compressed to who takes them so; files of documents as they are.

    Django adds a random length to every answer and masks its form tokens, so that the length of an
    answer tells nothing of what stands in it (BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leaves alone what streams or is compressed by its own format."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in COMPRESSED:
            return response
        return super().process_response(request, response)


class PolicyMiddleware(CSPMiddleware):
    """Says the content security policy, which is worked out once, not for every answer.

    What an answer wants otherwise (the desk does) is worked out as ever.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The policy of public pages unless the answer or the settings have one of their own."""
        _keep_private(request, response)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        has_own = " _csp" in " ".join(("", *vars(response), *vars(request)))
        if has_own or settings.DEBUG or self.also_reports:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response

    @cached_property
    def policy(self) -> str:
        """The policy of the settings."""
        return build_policy()

    @cached_property
    def also_reports(self) -> bool:
        """Whether the settings have a second policy, which is only reported on."""
        return hasattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY")


def _keep_private(request: HttpRequest, response: HttpResponseBase) -> None:
    """No cache may keep an answer that sets a cookie or was made for one session."""
    session = getattr(request, "session", None)
    if response.cookies or (session is not None and session.accessed):
        patch_cache_control(response, private=True, no_store=True)


class LanguageMiddleware:
    """The language of an answer is that with which its address begins, whatever a browser asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language, _path = split_path(request.path_info)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class LazyMessageMiddleware(MessageMiddleware):
    """Looks into the cookies for messages where somebody reads or writes one: few pages do."""

    def process_request(self, request: HttpRequest) -> None:
        """Messages that are there as soon as they are asked for."""

        def opened() -> BaseStorage:
            request._messages_opened = True  # type: ignore[attr-defined]
            return default_storage(request)

        request._messages = SimpleLazyObject(opened)  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keeps what was written, if anybody has looked."""
        if hasattr(request, "_messages_opened"):
            return super().process_response(request, response)
        return response


class VaryMiddleware:
    """Tells caches what a framed page was made for: the reader's cookies and languages.

    Display, own community and the offered language come from them; a shared cache that did not
    know it would show one reader's choice to another.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_framed(request):
            patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response


class MovedMiddleware:
    """Leads from an old address (旧地址) on to where the page is now, in the reader's language.

    Wagtail's own middleware knows neither the language prefix nor the addresses that a page has
    below itself, such as the articles of a regulation.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or "\x00" in request.path:
            return response
        language, path = split_path(request.path_info)
        with translation.override(language):
            target = _now_at(request, path)
        if target is None or target[0] == request.path:
            return response
        kind = HttpResponsePermanentRedirect if target[1] else HttpResponseRedirect
        return kind(target[0])


def _now_at(request: HttpRequest, path: str) -> tuple[str, bool] | None:
    """The new address and whether it is for good; the longest old address that fits wins."""
    whole = Redirect.normalise_path(path)
    query = request.META.get("QUERY_STRING", "")
    ends = [end for end, sign in enumerate(whole) if sign == "/" and end][:MAX_SEGMENTS]
    candidates = [whole, *(whole[:end] for end in ends)]
    if query:
        candidates.append(Redirect.normalise_path(f"{path}?{query}"))
    rows = Redirect.get_for_site(Site.find_for_request(request)).filter(old_path__in=candidates)
    for row in sorted(rows.select_related("redirect_page"), key=_by_fit, reverse=True):
        rest = whole[len(row.old_path) :].strip("/")
        if row.link and (not rest or _has_addresses_below(row.redirect_page)):
            return row.link + (f"{quote(rest)}/" if rest else ""), row.is_permanent
    return None


def _by_fit(row: Redirect) -> tuple[int, bool]:
    return len(row.old_path), row.site_id is not None


def _has_addresses_below(page: Any) -> bool:
    return page is not None and issubclass(page.specific_class, RoutablePageMixin)
