"""The bare view: as many queries as the portal's page, and nothing else around them."""

from __future__ import annotations

import os
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.documents.models import Document
from wagtail.models import Page, Site

from .models import Banner, ItemPage, PlainSettings

QUERIES = int(os.environ.get("PLAIN_QUERIES", "5"))


def bare(request: HttpRequest, path: str) -> HttpResponse:
    """An item by the slugs of its path; the first `QUERIES` of these questions are asked."""
    slugs = path.strip("/").split("/")
    item: Any = None
    questions = (
        lambda: Site.objects.select_related("root_page").get(is_default_site=True),
        lambda: list(Page.objects.filter(slug__in=slugs).order_by("depth")),
        lambda: ItemPage.objects.get(slug=slugs[-1]),
        lambda: list(item.tags.all()),
        lambda: list(Document.objects.all()[:2]),
        lambda: PlainSettings.objects.first(),
        lambda: Banner.objects.filter(is_live=True).first(),
        lambda: ItemPage.objects.order_by("-published_on").first(),
    )
    answers = []
    for ask in questions[:QUERIES]:
        answers.append(ask())
        item = answers[2] if len(answers) > 2 else None
    names = ("site", "chain", "page", "tags", "files", "settings", "banner", "newest")
    return render(request, "plain/bare.html", dict(zip(names, answers, strict=False)))
