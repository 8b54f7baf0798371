"""Where readers choose for their browser: theme, mode, language and their own community.

Everything is a plain link; the answer keeps a cookie and leads back to where the reader was.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import preferences
from portal.languages import NAMES, path_in, split_path
from portal.navigation import frame_of, page_address

CHOICES = {
    "theme": (preferences.THEME_COOKIE, {"light": "light", "dark": "dark", "auto": ""}),
    "mode": (preferences.MODE_COOKIE, {"elder": "elder", "standard": ""}),
    "language": (preferences.LANGUAGE_COOKIE, {code: code for code in NAMES}),
}


@require_safe
@never_cache
def choose_display(request: HttpRequest) -> HttpResponse:
    """Keeps theme, mode or language as asked and leads back; unknown values change nothing."""
    language = request.GET.get("language", "")
    response = HttpResponseRedirect(_back(request, language))
    for name, (cookie, values) in CHOICES.items():
        if (asked := request.GET.get(name)) in values:
            preferences.keep(request, response, cookie, values[asked])
    return response


@require_safe
def choose_community(request: HttpRequest) -> HttpResponse:
    """The communities to choose from; `choose` keeps one, `forget` none, and both lead on."""
    frame = frame_of(request)
    wanted = request.GET.get("choose", "")
    row = next((row for row in frame.communities if str(row["id"]) == wanted), None)
    if row is None and "forget" not in request.GET:
        return render(request, "portal/communities.html", {})
    home = row["url"] if row else page_address("")
    response = HttpResponseRedirect(_back(request) if request.GET.get("back") else home)
    preferences.keep(request, response, preferences.COMMUNITY_COOKIE, wanted if row else "")
    return response


def _back(request: HttpRequest, language: str = "") -> str:
    """Where the reader came from, on this host only, in the language chosen; else the home page."""
    back = request.GET.get("back", "")
    if not url_has_allowed_host_and_scheme(back, None) or not back.startswith("/"):
        back = page_address("")
    if language not in NAMES:
        return back
    path, _sign, query = back.partition("?")
    return path_in(language, split_path(path)[1]) + (f"?{query}" if query else "")
