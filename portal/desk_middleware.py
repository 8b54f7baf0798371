"""What holds for every answer of the desk: the second factor, and that no cache keeps it.

Does nothing for public addresses but ask how they begin.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

from portal import second_factor

ADMIN_PREFIX = "/admin/"
KEPT = ("/admin/sprite/", "/admin/jsi18n/")
"""The same for everybody, asked for by every screen."""
OPEN = (
    *("/admin/login/", "/admin/logout/", "/admin/second-factor/", "/admin/password_reset/"),
    *KEPT,
)
"""What must be reached before the second factor was shown; none of it shows content."""


class DeskMiddleware:
    """Demands the mark of the second factor on each address of the desk, however one got there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ADMIN_PREFIX):
            return self.get_response(request)
        response = _refusal(request) or self.get_response(request)
        if not request.path_info.startswith(KEPT):
            patch_cache_control(response, private=True, no_store=True)
        return response


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """A session without the mark ends; its owner signs in anew."""
    if not second_factor.is_demanded() or request.path_info.startswith(OPEN):
        return None
    if not request.user.is_authenticated or second_factor.is_marked(request):
        return None
    logout(request)
    return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
