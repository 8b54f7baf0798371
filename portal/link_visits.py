"""Follows an address of this portal as a stranger would, without the network.

The same resolver, routing and guards answer that readers meet; templates are not rendered.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import resolve
from django.utils import translation

from portal.languages import split_path
from portal.middleware import MovedMiddleware
from portal.models import DeadLink
from portal.page_meta import base_address
from portal.views import Withdrawn, route

logger = logging.getLogger(__name__)
REASONS = {
    404: DeadLink.Why.MISSING,
    410: DeadLink.Why.GONE,
    401: DeadLink.Why.CLOSED,
    403: DeadLink.Why.CLOSED,
    500: DeadLink.Why.BROKEN,
}


def why_not(address: str) -> str:
    """Why a stranger does not get to an address of this portal; empty when the way is open."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return DeadLink.Why.WRONG
    path = unquote(parts.path)
    if not path.startswith("/") or parts.scheme or parts.netloc:
        return DeadLink.Why.WRONG
    if path.startswith(settings.STATIC_URL):
        return "" if finders.find(path[len(settings.STATIC_URL) :]) else DeadLink.Why.FILE
    if path.startswith("/admin/"):
        return DeadLink.Why.CLOSED
    reason = REASONS.get(status_of(path, parts.query), "")
    is_file = path.startswith((settings.MEDIA_URL, "/documents/"))
    return DeadLink.Why.FILE if reason == DeadLink.Why.MISSING and is_file else reason


def status_of(path: str, query: str = "") -> int:
    """The status that a stranger's request would have; 500 when the page breaks."""
    request = _request(path, query)
    with translation.override(split_path(path)[0]):
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                response = MovedMiddleware(_answer)(request)
        except Exception:
            logger.warning("The page at %s breaks", path, exc_info=True)
            return 500
    return response.status_code


def _request(path: str, query: str) -> HttpRequest:
    """A request as a browser that knows nobody here would send it."""
    request: Any = HttpRequest()
    own = urlsplit(base_address())
    port = str(own.port or (443 if own.scheme == "https" else 80))
    request.method = "GET"
    request.path = request.path_info = path
    request.GET = QueryDict(query)
    request.META = {
        "SERVER_NAME": own.hostname or "localhost",
        "SERVER_PORT": port,
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": query,
        "HTTP_HOST": own.netloc,
        "REMOTE_ADDR": "",
    }
    request.user = AnonymousUser()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    return request  # type: ignore[no-any-return]


def _answer(request: HttpRequest) -> HttpResponse:
    """Status of the view's answer; of a page, whether everybody may read it."""
    try:
        match = resolve(request.path_info)
        request.resolver_match = match
        if match.url_name != "wagtail_serve":
            return _status(match.func(request, *match.args, **match.kwargs))
        page, arguments, keywords = route(request, match.args[0] if match.args else "")
        if any(not guard.accept_request(request) for guard in page.get_view_restrictions()):
            return HttpResponse(status=403)
        return _status(page.serve(request, *arguments, **keywords))
    except Withdrawn:
        return HttpResponse(status=410)
    except Http404:
        return HttpResponse(status=404)
    except PermissionDenied:
        return HttpResponse(status=403)


def _status(response: HttpResponseBase) -> HttpResponse:
    """The status alone; closing the answer here would end the database connection of the check."""
    return HttpResponse(status=response.status_code)
