"""Topics offered while typing (主题词提示), in place of Wagtail's list of every tag there is.

A topic that so far only another community's draft carries may tell what that draft is about. The
topics of a draft stand in its revision alone, so a topic that no page carries is shown to nobody
but the city, which keeps the list.
"""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from wagtail.models import Page

from portal import roles
from portal.models import Topic

LONGEST_LIST = 10


def topic_words(request: HttpRequest) -> JsonResponse:
    """Names that begin like `term`, of topics that a public page or the own reach carries."""
    term = request.GET.get("term", "").replace("\x00", "")
    if not term:
        return JsonResponse([], safe=False)
    topics = Topic.objects.filter(name__istartswith=term)
    if not roles.reaches_the_city(request.user):
        pages = roles.known_to(request.user, Page.objects.all()).values("pk")
        topics = topics.filter(tagged_pages__content_object__in=pages)
    names = topics.order_by("name").values_list("name", flat=True).distinct()
    return JsonResponse(list(names[:LONGEST_LIST]), safe=False)
