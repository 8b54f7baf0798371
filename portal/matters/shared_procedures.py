"""Serves a procedure of the city under the address of a community, with the community's details."""

from __future__ import annotations

from typing import Any

from django.db.models import Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from portal.models import Community
from portal.navigation import frame_of, quote
from portal.views import withdrawal_of

from .local_reading import NAMES, local_parts, own_of, with_details
from .models import Procedure


def serve(section: Any, request: HttpRequest, slug: str) -> HttpResponse:
    """The page of the city's procedure `slug`, at home in the section; 410 when withdrawn."""
    page = shared_procedure(section, slug)
    if page is None:
        return _withdrawn(section, request, slug)
    page._chain = [*section._chain, page]
    page.guarded = False
    details = own_of(page)
    if details:  # named by the chain that was read anyway
        place = section._chain[-2]
        details.community = Community(pk=place.pk, title=place.title)
    values = {
        "local": details,
        "local_parts": [gettext(NAMES[name]) for name in local_parts(details)],
        "canonical_path": "" if details else city_path(request, page),
    }
    return page.render(request, context_overrides=values, local=details)  # type: ignore[no-any-return]


def shared_procedure(section: Any, slug: str) -> Any:
    """The open procedure of the city with what the section's community adds (one query)."""
    if section.community_id is None:
        return None
    shared = _of_the_city(section, slug)
    return with_details(shared.filter(pk__in=_open_keys()), section.community_id).first()


def _of_the_city(section: Any, slug: str) -> Any:
    """Procedures of this address in the sections of the city itself."""
    rows = Procedure.served_at(Value(section.place_path()))
    city = section.path[: 2 * section.steplen]
    return rows.filter(
        slug=slug, in_community__isnull=True, path__startswith=city, alias_of__isnull=True
    )


def _open_keys() -> Any:
    return Procedure.objects.open_to_all().values("pk")


def city_path(request: HttpRequest, page: Any) -> str:
    """The address of the city's own page, without a language: what is said here is said there."""
    return "/" + quote(frame_of(request).relative(page.url_path))


def _withdrawn(section: Any, request: HttpRequest, slug: str) -> HttpResponse:
    """What was public and is not any more says so here as well; otherwise there is nothing."""
    if section.community_id is None:
        raise Http404
    closed = _of_the_city(section, slug).filter(live=False).first()
    last = withdrawal_of(closed, timezone.now()) if closed else None
    if last is None or closed.get_view_restrictions().exists():
        raise Http404
    return render(request, "pages/withdrawn.html", {"publication": last}, status=410)
