"""Where readers choose for their browser: theme, mode, language and their own community.

Everything is a plain link; the answer keeps a cookie and leads back to where the reader was.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from portal import preferences
from portal.folding import fold
from portal.languages import NAMES, path_in, split_path
from portal.models import CommunityName
from portal.navigation import FEW_COMMUNITIES, frame_of, page_address

CHOICES = {
    "theme": (preferences.THEME_COOKIE, {"light": "light", "dark": "dark", "auto": ""}),
    "mode": (preferences.MODE_COOKIE, {"elder": "elder", "standard": ""}),
    "language": (preferences.LANGUAGE_COOKIE, {code: code for code in NAMES}),
}
LONGEST_WORDS = 60


@require_safe
def choose_display(request: HttpRequest) -> HttpResponse:
    """Keeps theme, mode or language as asked and leads back; unknown values change nothing."""
    response = HttpResponseRedirect(_back(request, request.GET.get("language", "")))
    for name, (cookie, values) in CHOICES.items():
        if (asked := request.GET.get(name)) in values:
            preferences.keep(request, response, cookie, values[asked])
    add_never_cache_headers(response)
    return response


@require_safe
def choose_community(request: HttpRequest) -> HttpResponse:
    """The communities to choose from; `choose` keeps one, `forget` none, and both lead on."""
    communities = frame_of(request).communities
    wanted = request.GET.get("choose", "")
    row = next((row for row in communities if str(row["id"]) == wanted), None)
    if row or "forget" in request.GET:
        home = row["url"] if row else page_address("")
        response = HttpResponseRedirect(_back(request) if request.GET.get("back") else home)
        preferences.keep(request, response, preferences.COMMUNITY_COOKIE, wanted if row else "")
        add_never_cache_headers(response)
        return response
    asked = request.GET.get("q", "").strip()[:LONGEST_WORDS]
    return render(
        request,
        "portal/communities.html",
        {"asked": asked, "found": found(communities, asked), "back": request.GET.get("back", "")},
    )


def found(communities: list[dict[str, Any]], asked: str) -> list[dict[str, Any]]:
    """The communities that `asked` names by themselves, a street or an estate; all for nothing.

    `known_by` are the streets and estates that match; of few communities all.
    """
    wanted = fold(asked)
    by_community: dict[int, list[str]] = {}
    names = CommunityName.objects.filter(folded__contains=wanted)
    if not wanted and len(communities) > FEW_COMMUNITIES:
        names = names.none()
    for community_id, name in names.values_list("community_id", "name"):
        by_community.setdefault(community_id, []).append(name)
    rows = [{**row, "known_by": by_community.get(row["id"], [])} for row in communities]
    return [row for row in rows if row["known_by"] or _is_named(row, wanted)]


def _is_named(row: dict[str, Any], wanted: str) -> bool:
    """Whether the name of a community, its district or its address holds the wanted letters."""
    return any(wanted in fold(row[key]) for key in ("name", "district", "path"))


def _back(request: HttpRequest, language: str = "") -> str:
    """Where the reader came from, on this host only, in the language chosen; else the home page."""
    back = request.GET.get("back", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, None):
        back = page_address("")
    if language not in NAMES:
        return back
    path, _sign, query = back.partition("?")
    return path_in(language, split_path(path)[1]) + (f"?{query}" if query else "")
