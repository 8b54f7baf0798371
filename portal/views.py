"""Serves public pages by our own routing, and says where withdrawn pages went.

The routing fills the attribute in which Wagtail keeps its own result, then calls Wagtail's view,
so that all its hooks (view restrictions among them) stay in force.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.models import Page
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from portal.models import BasePage
from portal.navigation import MAX_SEGMENTS, chain_of, frame_of
from portal.prepared import NOBODYS_KEY, Prepared
from portal.publication.models import Publication, Verb


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """The public page at `path`; 410 with number, date and reason where one was withdrawn."""
    try:
        request._wagtail_route_for_request = route(request, path)  # type: ignore[attr-defined]
    except Withdrawn as gone:
        values = {"publication": gone.publication}
        return render(request, "pages/withdrawn.html", values, status=410)
    return wagtail_serve(request, path)


class Withdrawn(Exception):
    """The page at an address was public and has been taken away."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        super().__init__(publication.title)


def route(request: HttpRequest, path: str) -> RouteResult:
    """The deepest page of the chain decides about the rest of the path, as Wagtail has it."""
    components = [component for component in path.split("/") if component]
    root = frame_of(request).root
    if root is None or len(components) > MAX_SEGMENTS or "\x00" in path:
        raise Http404
    chain = chain_of(root, components)
    if not chain:
        raise Http404
    page = _specific(chain)
    rest = components[len(chain) - 1 :]
    try:
        return page.route(request, rest)  # type: ignore[no-any-return]
    except Http404:
        if not page.live and not rest and _may_be_seen(page, request):
            _raise_if_withdrawn(page)
        raise


def _specific(chain: list[Any]) -> Any:
    """The last page of the chain as its own class (query 3), knowing its chain."""
    row = chain[-1]
    model = row.specific_class or Page
    found = _prepared(model, timezone.localdate()).rows(row.pk)
    if not found:
        raise Http404  # deleted between the two statements
    page = found[0]
    page._chain = chain
    if page.expire_at and page.expire_at <= timezone.now():
        page.live = False  # its date has passed, whether or not the scheduler has come by
    return page


@lru_cache(maxsize=64)
def _prepared(model: Any, today: date) -> Prepared:
    """Query 3 of a kind of page, compiled once a day: what is served may depend on the day."""
    rows = model.serving_queryset if issubclass(model, BasePage) else model._default_manager.all
    return Prepared(lambda pk: rows().filter(pk=pk), NOBODYS_KEY)


def _may_be_seen(page: Any, request: HttpRequest) -> bool:
    """Whether no guard above the page would turn this reader away if the page were still live."""
    return all(guard.accept_request(request) for guard in page.get_view_restrictions())


def _raise_if_withdrawn(page: Any) -> None:
    if last := withdrawal_of(page, timezone.now()):
        raise Withdrawn(last)


def withdrawal_of(page: Any, now: datetime) -> Publication | None:
    """The act by which a page that was public went away, or its last day that has passed."""
    last = Publication.objects.filter(page_id=page.pk).first()
    if last and last.verb == Verb.PUBLISH and page.expire_at and page.expire_at <= now:
        last = Publication(
            index_no=last.index_no, title=last.title, verb=Verb.EXPIRE, at=page.expire_at
        )
    return last if last and last.verb in (Verb.WITHDRAW, Verb.EXPIRE) else None
