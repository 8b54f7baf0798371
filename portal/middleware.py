"""Turns a refused action into words for the editor, wherever in the admin it was refused."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from portal.problems import Refused

ADMIN_PREFIX = "/admin/"


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
        if not isinstance(error, Refused):
            return None
        texts = [str(problem) for problem in error.problems]
        if request.accepts("application/json") and not request.accepts("text/html"):
            return JsonResponse({"success": False, "problems": texts}, status=400)
        for text in texts:
            messages.error(request, text)
        return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure()):
        return referer
    return ADMIN_PREFIX
