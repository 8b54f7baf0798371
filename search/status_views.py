"""The staff page of search (检索状态): what `search_status` tells, without a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem

from portal.desk.state import concerns

from .labels import KIND_LABELS

if TYPE_CHECKING:
    from .status import Status

WORDS: Mapping[str, Any] = {
    "E010": _("The search server cannot be reached"),
    "E011": _("The certificate of the search server is refused"),
    "E012": _("The search server does not know the password or key"),
    "E013": _("The portal lacks rights at the search server"),
    "E014": _("What answers there is not Elasticsearch"),
    "E015": _("The search server is of a release that the portal does not know"),
    "E016": _("The search server cannot serve now"),
    "W010": _("One node of the search server cannot be reached"),
    "W001": _("The index in the database must be built anew"),
    "W002": _("The index of the search server must be built anew"),
    "W004": _("The search server refused documents"),
    "W005": _("Changes have been waiting for the search server for too long"),
}
"""What each number means, for people; what to do about it stands in docs/search.md."""


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """For administrators, and for those who edit for the whole city."""
    if not concerns(request.user):
        raise PermissionDenied
    from . import status  # it loads the client of the search server, which readers do not need

    found = status.read()
    values = {"status": found, "kinds": _kinds(found), "problems": _told(found)}
    return render(request, "search/admin/status.html", values)


def _told(found: Status) -> list[tuple[str, Any]]:
    return [(problem.number, WORDS[problem.number]) for problem in found.problems()]


def _kinds(found: Status) -> list[tuple[Any, int, int | None]]:
    """(kind, documents in the database, documents on the server) of every kind there is."""
    outside = found.outside.kinds if found.outside else None
    names = sorted({*found.kinds, *(outside or ())})
    return [
        (
            KIND_LABELS.get(name, name),
            found.kinds.get(name, 0),
            None if outside is None else outside.get(name, 0),
        )
        for name in names
    ]


class StatusMenuItem(MenuItem):
    """Shown to whom the page is for."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Not to people of single communities."""
        return concerns(request.user)


def urls() -> list[Any]:
    """Below the admin, which demands that a person is signed in."""
    return [path("search-status/", show, name="search_status")]


def menu_item() -> MenuItem:
    """Beside the other settings."""
    url = reverse_lazy("search_status")
    return StatusMenuItem(_("Status of search"), url, icon_name="search", order=950)
