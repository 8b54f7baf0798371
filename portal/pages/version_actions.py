"""Verbs of a draft version: begin it with an earlier text, write its articles, take them out.

A published version is refused: its text never changes. Importing and publishing stand in
`actions`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F, Max, QuerySet
from wagtail.log_actions import log

from portal.role_table import Verb

from .actions import demand
from .choices import ArticleKind
from .models import Article, Regulation, RegulationVersion
from .models.fixed import demand_draft
from .references import link_version
from .rules import free_slug

_FAR_AWAY = 1_000_000


@transaction.atomic
def begin_version(
    regulation: Regulation,
    *,
    by: AbstractUser | None,
    change_note: str,
    text_from: RegulationVersion | None = None,
    effective_from: date | None = None,
    **facts: Any,
) -> RegulationVersion:
    """A new draft with the next number, with a copy of the articles of `text_from` if given.

    `facts` are further fields of the version. Refuses without permission to change the regulation.
    """
    demand(by, Verb.CHANGE, regulation)
    last = regulation.versions.aggregate(last=Max("no"))["last"] or 0
    if text_from is not None and not facts.get("preamble"):
        facts["preamble"] = text_from.preamble
    version = RegulationVersion.objects.create(
        regulation=regulation,
        no=last + 1,
        change_note=change_note,
        effective_from=effective_from,
        **{**facts, "written_by": by},
    )
    if text_from is not None:
        _copy_articles(text_from, version)
        link_version(version)
    log(instance=version, action="wagtail.create", user=by, content_changed=True)
    return version


def _copy_articles(source: RegulationVersion, version: RegulationVersion) -> None:
    rows = list(source.articles.order_by("seq"))
    for row in rows:
        row.pk, row.version, row.written_by_id = None, version, None
    Article.objects.bulk_create(rows, batch_size=1_000)


@transaction.atomic
def write_article(article: Article, *, by: AbstractUser | None) -> Article:
    """Stores a new or changed article of a draft, gives it its address, and links its citations.

    Without an order it goes to the end. Refuses a published version.
    """
    demand(by, Verb.CHANGE, article.version.regulation)
    demand_draft(article.version_id)
    others = article.version.articles.exclude(pk=article.pk)
    if article.seq is None:
        article.seq = (others.aggregate(last=Max("seq"))["last"] or 0) + 1
    _make_room(others, article.seq)
    article.slug = free_slug(
        is_article=article.kind == ArticleKind.ARTICLE,
        number=article.number,
        suffix=article.suffix,
        is_doubtful=article.number_doubtful and not article.number_inferred,
        place=article.seq,
        taken=set(others.values_list("slug", flat=True)),
    )
    article.written_by = by  # type: ignore[assignment]
    article.save()
    link_version(article.version)
    return article


def _make_room(others: QuerySet[Article], seq: int) -> None:
    """Moves the rows from `seq` on by one when the place is taken; in two steps, each unique."""
    if others.filter(seq=seq).exists():
        others.filter(seq__gte=seq).update(seq=F("seq") + _FAR_AWAY)
        others.filter(seq__gte=_FAR_AWAY).update(seq=F("seq") - _FAR_AWAY + 1)


@transaction.atomic
def remove_article(article: Article, *, by: AbstractUser | None) -> None:
    """Takes an article out of a draft. Refuses a published version."""
    demand(by, Verb.CHANGE, article.version.regulation)
    demand_draft(article.version_id)
    version = article.version
    article.delete()
    write_version(version, by=by)
    link_version(version)


def write_version(version: RegulationVersion, *, by: AbstractUser | None) -> RegulationVersion:
    """Stores what is said about a draft, in the name of who wrote it. Refuses a published one."""
    demand(by, Verb.CHANGE, version.regulation)
    version.written_by = by  # type: ignore[assignment]
    version.save()
    return version
