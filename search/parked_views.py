"""The staff page of documents that the search server refused (被拒收的检索条目), with a way back.

Each is listed with the server's reason; whoever has put the cause right sends it again.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.desk.state import concerns

from . import outbox
from .models import IndexedDocument, IndexEvent

ROWS = 50


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Those parked, oldest first, fifty to a page; for those whom the status page is for."""
    if not concerns(request.user):
        raise PermissionDenied
    parked = IndexEvent.objects.filter(parked=True).order_by("noted_at", "pk")
    rows = Paginator(parked, ROWS).get_page(request.GET.get("p"))
    return render(request, "search/admin/parked.html", {"rows": rows, "lines": _lines(rows)})


def _lines(events: Any) -> list[tuple[IndexEvent, str, str]]:
    """(event, title, part) of each; what is gone from the index has its key alone."""
    found = list(events)
    known = IndexedDocument.objects.filter(key__in=[event.object_key for event in found])
    names = {row.key: (row.title, row.heading) for row in known.only("key", "title", "heading")}
    return [(event, *names.get(event.object_key, (event.object_key, ""))) for event in found]


@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Send one again, or with no name all of them."""
    if not concerns(request.user):
        raise PermissionDenied
    key = request.POST.get("key", "")
    sent = outbox.retry([key] if key else None)
    words = ngettext(
        "%(count)d document is sent again.", "%(count)d documents are sent again.", sent
    )
    messages.success(request, words % {"count": sent})
    return HttpResponseRedirect(reverse("search_parked"))


def urls() -> list[Any]:
    """Below the admin, which demands that a person is signed in."""
    return [
        path("search-status/refused/", show, name="search_parked"),
        path("search-status/refused/retry/", retry, name="search_parked_retry"),
    ]
