"""What a reader of a regulation sees: contents, one article with its neighbours, a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Case, TextField, Value, When

from .comparison import compare
from .listing import whole_number

if TYPE_CHECKING:
    from .models import Article, ArticleReference, RegulationVersion


@dataclass
class Chapter:
    """One chapter (章) of the table of contents with its articles; an empty title is no chapter."""

    title: str
    book: str = ""
    articles: list[Article] = field(default_factory=list)


@dataclass
class Contents:
    """The whole text of a version: articles in order, gathered by chapter; sections apart."""

    articles: list[Article]
    chapters: list[Chapter]
    sections: list[Article]


def contents_of(version: RegulationVersion | None) -> Contents:
    """Articles (one query), their citations (one) and who cites them (one)."""
    if version is None:
        return Contents([], [], [])
    rows = list(version.articles.order_by("seq"))
    attach_references(version, rows)
    chapters: list[Chapter] = []
    for row in rows:
        if row.kind != "article":
            continue
        if not chapters or (chapters[-1].book, chapters[-1].title) != (row.book, row.chapter):
            chapters.append(Chapter(title=row.chapter, book=row.book))
        chapters[-1].articles.append(row)
    articles = [row for row in rows if row.kind == "article"]
    return Contents(articles, chapters, [row for row in rows if row.kind != "article"])


def attach_references(version: RegulationVersion, rows: list[Article]) -> None:
    """Gives each row `cites` (its resolved citations) and `cited_by` (articles that cite it)."""
    out: dict[int, list[ArticleReference]] = {}
    by_number: dict[tuple[int | None, int], list[ArticleReference]] = {}
    for reference in version.citations_made():
        out.setdefault(reference.source_id, []).append(reference)
    for reference in version.citations_received():
        by_number.setdefault((reference.number, reference.suffix), []).append(reference)
    for row in rows:
        row.cites = out.get(row.pk, [])  # type: ignore[attr-defined]
        row.cited_by = [  # type: ignore[attr-defined]
            reference
            for reference in by_number.get((row.number, row.suffix), [])
            if row.number is not None and reference.source_id != row.pk
        ]


def article_of(version: RegulationVersion | None, slug: str) -> dict[str, Any] | None:
    """The article with its neighbours and citations; None when the version has no such address."""
    if version is None:
        return None
    own_text = Case(When(slug=slug, then="text"), default=Value(""), output_field=TextField())
    rows = list(version.articles.order_by("seq").defer("text").annotate(own_text=own_text))
    place = next((i for i, row in enumerate(rows) if row.slug == slug), None)
    if place is None:
        return None
    article = rows[place]
    article.text = article.own_text
    attach_references(version, [article])
    return {
        "article": article,
        "previous": rows[place - 1] if place else None,
        "next": rows[place + 1] if place + 1 < len(rows) else None,
    }


def comparison_of(regulation: Any, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The two versions asked for (by default the last two) and their comparison."""
    by_no = {version.no: version for version in regulation.published_versions}
    numbers = sorted(by_no)
    old = whole_number(parameters.get("old", "")) or (numbers[-2] if len(numbers) > 1 else None)
    new = whole_number(parameters.get("new", "")) or (numbers[-1] if numbers else None)
    if old not in by_no or new not in by_no:
        return {"old": None, "new": None, "comparison": None}
    pair = [list(by_no[no].articles.filter(kind="article").order_by("seq")) for no in (old, new)]
    return {"old": by_no[old], "new": by_no[new], "comparison": compare(pair[0], pair[1])}
