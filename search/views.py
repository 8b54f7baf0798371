"""Pages of the public search: results, suggestions while typing, the browser's description."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from portal.navigation import frame_of
from portal.pages.hours import with_state
from portal.pages.models import Centre

from . import feeds, opensearch, page, query_log
from .answers import Answer, answer
from .around import Around
from .conf import engine
from .forms import Asking
from .near_matters import near_matters
from .query import NEWEST
from .suggestions import common_topics, near_titles, near_words
from .text import clean
from .waiting import meanwhile

SUGGESTIONS = 8


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The results as a page, as JSON with `format=json`, or as a feed with `format=atom`."""
    asking = Asking.read(request.GET)
    if asking.mistakes and (asking.wants_feed or asking.wants_json):
        return feeds.refused(asking)
    if asking.wants_feed:
        return _feed(request, asking)
    if asking.wants_json:
        return _json(request, asking)
    outer = Around(request, asking)
    with meanwhile(outer.prepare):
        found = _answer(asking)
    context = page.context_of(found, asking, request, outer.sorts)
    context.update(_help(found, asking, request))
    response = HttpResponse(outer.with_answer(context))
    response.context_data = context  # type: ignore[attr-defined]  # as a TemplateResponse has it
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(asking: Asking) -> Answer:
    """The answer to a visit, noted once for what people look for and do not find."""
    found = answer(asking.query(grouped=not asking.wants_json), engine(), as_typed=asking.as_typed)
    if asking.page == 1:
        result = found.result
        query_log.note(result.query.terms, total=result.total, related=bool(found.hits))
    return found


def _json(request: HttpRequest, asking: Asking) -> HttpResponse:
    content = JsonResponse(page.as_json(_answer(asking), asking, request)).content
    return feeds.kept_apart(request, content, feeds.JSON)


def _feed(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The newest texts that hold the words; nothing is corrected and nothing counted as asked."""
    newest = replace(asking, sort=NEWEST, page=1)
    found = answer(newest.query(grouped=False), engine(), as_typed=True)
    return feeds.kept_apart(request, feeds.atom(found, newest, request), feeds.ATOM)


def _help(found: Answer, asking: Asking, request: HttpRequest) -> dict[str, list[Any]]:
    """Near titles and words, common topics, and the centre's hours where nothing is shown."""
    if found.hits or asking.page > 1:
        return {}
    near = near_words(asking.words) if asking.words else []
    titles = near_titles(asking.words) if asking.words else []
    helping = {"near": near, "titles": titles, "topics": common_topics()}
    helping["matters"] = near_matters(asking.words, request)
    return {**helping, "centres": _centres(request)}


def _centres(request: HttpRequest) -> list[Any]:
    """The centres of the reader's own community, and whether they are open now."""
    own = frame_of(request).chosen
    if own is None:
        return []
    serving = Q(community=own["id"]) | Q(shared_by=own["id"])
    return with_state(Centre.objects.filter(serving).with_hours())


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Words that complete what was typed: a list; with `form=opensearch` as browsers ask."""
    typed = clean(request.GET.get("q", ""))
    words = list(engine().complete(typed, limit=SUGGESTIONS)) if typed else []
    if request.GET.get("form") == "opensearch":
        kind = "application/x-suggestions+json"
        return JsonResponse([typed, words], safe=False, content_type=kind)
    return JsonResponse(words, safe=False)


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The OpenSearch description of this portal in the reader's language."""
    document = opensearch.description(
        name=gettext("Community portal"),
        about=gettext("Search services, notices, regulations and articles"),
        language=get_language() or "zh-hans",
        icon=request.build_absolute_uri(static("img/favicon.ico")),
        results=request.build_absolute_uri(reverse("search:search")),
        suggestions=request.build_absolute_uri(reverse("search:suggest")),
        own=request.build_absolute_uri(reverse("search:opensearch")),
    )
    return HttpResponse(document, content_type=opensearch.MEDIA_TYPE)
