"""The articles of regulations in the map of the site: each has an address of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone
from wagtail import hooks

from portal.signals import SITEMAP_PARTS
from portal.sitemap import SitemapPart

from .models import Article, Regulation, RegulationVersion


@hooks.register(SITEMAP_PARTS)
def article_parts() -> Iterator[SitemapPart]:
    """The articles of the texts that readers of open regulations meet first."""
    yield SitemapPart("articles", articles_shown(timezone.localdate()))


def articles_shown(on: date) -> QuerySet[Any]:
    """Articles of the shown version of every open regulation, with address and time of change."""
    regulations = Regulation.objects.open_to_all().values("pk")
    rows = Article.objects.filter(
        version__in=RegulationVersion.objects.shown(on)
        .filter(regulation__in=regulations)
        .values("pk")
    )
    parts = (F("version__regulation__url_path"), "slug", Value("/"))
    return rows.annotate(
        url_path=Concat(*parts, output_field=TextField()), changed_at=F("version__published_at")
    )
