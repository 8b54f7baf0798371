"""The desk asks once more whether the second factor was shown; public pages are not touched."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .factors import is_demanded
from .waiting import PASSED

DESK = "/admin/"


class SecondFactorMiddleware:
    """Ends a session at the desk that was opened by a password alone where that is not enough.

    Sessions from before the demand, and whatever way of signing in may be added one day, end here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(DESK) and is_demanded() and _came_by_password_alone(request):
            logout(request)
            return HttpResponseRedirect(reverse("wagtailadmin_login"))
        return self.get_response(request)


def _came_by_password_alone(request: HttpRequest) -> bool:
    return request.user.is_authenticated and not request.session.get(PASSED)
