"""Entries of a regulation: the regulation itself, and each article and section readers meet first.

Only the text of the shown version counts: in force today, otherwise the latest published. Earlier
versions are read through the regulation, which is in force from the first of them to the last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from portal.pages.models import Article, RegulationVersion

from .entry import Entry
from .pages import Context, page_entry


def entries(pages: list[Any], context: Context) -> Iterator[Entry]:
    """The regulation's entry, then one an article or section, for each regulation."""
    _attach_versions(pages)
    shown = {page.pk: page.shown_version for page in pages}
    articles = _articles_of([version.pk for version in shown.values() if version])
    for page in pages:
        version, own = shown[page.pk], page_entry(page, context)
        head = _head(own, page, version)
        parts = articles[version.pk] if version else []
        yield replace(head, **_at_any_time(own, page)) if parts else head
        for article in parts:
            yield _part(head, article)


def _attach_versions(pages: list[Any]) -> None:
    """Read the published versions of all pages at once, where each page would look for its own."""
    versions: dict[int, list[Any]] = defaultdict(list)
    rows = RegulationVersion.objects.filter(regulation__in=pages, state="published")
    for version in rows.order_by("no"):
        versions[version.regulation_id].append(version)
    for page in pages:
        page.published_versions = versions[page.pk]


def _articles_of(versions: list[int]) -> dict[int, list[Article]]:
    articles: dict[int, list[Article]] = defaultdict(list)
    for article in Article.objects.filter(version__in=versions).order_by("version_id", "seq"):
        articles[article.version_id].append(article)
    return articles


def _head(entry: Entry, page: Any, version: RegulationVersion | None) -> Entry:
    """The regulation itself with the text before its first article."""
    body = "\n".join(filter(None, (entry.body, version.preamble if version else "")))
    return replace(
        entry,
        body=body,
        issuer=entry.issuer or page.made_by,
        effective=version.effective_from if version else None,
        ends=_last_day(entry.ends, version.effective_to if version else None),
    )


def _at_any_time(own: Entry, page: Any) -> dict[str, Any]:
    """From the first version to the last; a part is in force as long as the text that is shown."""
    versions = page.published_versions
    begun = [version.effective_from for version in versions if version.effective_from]
    last = max(versions, key=lambda version: version.effective_from or date.min)
    return {"effective": min(begun, default=None), "ends": _last_day(own.ends, last.effective_to)}


def _last_day(*days: date | None) -> date | None:
    """The earliest of the days that are known."""
    return min(filter(None, days), default=None)


def _part(head: Entry, article: Article) -> Entry:
    """One article or section; what it needs of its regulation is repeated."""
    heading = " ".join(filter(None, (article.label, article.heading)))
    return replace(
        head,
        part=article.slug,
        path=f"{article.slug}/",
        kind="article" if article.kind == "article" else "annex",
        heading=heading,
        body=article.text,
        article_no=article.number if article.kind == "article" else None,
        chapter=article.chapter,
    )
