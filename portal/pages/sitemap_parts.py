"""The articles of regulations in the map of the site: each has an address of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat
from django.utils import timezone
from wagtail import hooks

from portal.signals import SITEMAP_PARTS
from portal.sitemap import SitemapPart

from .choices import VersionState
from .models import Article, Regulation, RegulationVersion


@hooks.register(SITEMAP_PARTS)
def article_parts() -> Iterator[SitemapPart]:
    """The articles of the texts that readers of open regulations meet first."""
    yield SitemapPart("articles", articles_shown(timezone.localdate()))


def articles_shown(on: date) -> QuerySet[Any]:
    """Articles of the shown version of every open regulation, with address and time of change."""
    regulations = Regulation.objects.open_to_all().values("pk")
    rows = Article.objects.filter(
        version__in=shown_versions(on).filter(regulation__in=regulations).values("pk")
    )
    parts = (F("version__regulation__url_path"), "slug", Value("/"))
    return rows.annotate(
        url_path=Concat(*parts, output_field=TextField()), changed_at=F("version__published_at")
    )


def shown_versions(on: date) -> QuerySet[RegulationVersion]:
    """`Regulation.shown_version` of all regulations in one statement.

    First the version that holds on the day; while none has begun, the last without dates;
    otherwise the latest published.
    """
    published = RegulationVersion.objects.filter(
        regulation=OuterRef("regulation"), state=VersionState.PUBLISHED
    )
    has_begun = Q(effective_from__lte=on)
    holds = has_begun & (Q(effective_to__isnull=True) | Q(effective_to__gte=on))
    begun = RegulationVersion.objects.filter(
        has_begun, regulation=OuterRef("regulation"), state=VersionState.PUBLISHED
    )
    rank = Case(
        When(holds, then=0),
        When(~Exists(begun) & Q(effective_from__isnull=True), then=1),
        default=2,
        output_field=IntegerField(),
    )
    started = Case(When(holds, then="effective_from"), output_field=DateField())
    best = published.order_by(rank, started.desc(), "-no").values("pk")[:1]
    return RegulationVersion.objects.filter(pk=Subquery(best))
