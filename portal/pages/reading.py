"""What a reader of a regulation sees: contents, one article with its neighbours, a comparison."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, TextField, Value, When
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from .citing import attach_references
from .listing import whole_number
from .terms import uses_of

if TYPE_CHECKING:
    from .models import Article, RegulationVersion

LONG_TEXT = 300
"""A text of more articles is shown chapter by chapter; the whole of it only when asked for."""
LONG_CHAPTER = 100
RANGE = 50


class DayAsked(NamedTuple):
    """The day of `?on=YYYY-MM-DD`; `is_wrong` where something was written that is no day."""

    on: date | None
    is_wrong: bool


def day_asked(parameters: Mapping[str, str]) -> DayAsked:
    """The day for which a reader asks."""
    written = parameters.get("on", "").strip()
    try:
        on = parse_date(written)
    except ValueError:
        on = None
    return DayAsked(on, bool(written) and on is None)


@dataclass(frozen=True)
class Way:
    """Where a reader stands in a regulation: in today's text, in that of a day, or in a version.

    All links of a page keep to the way, so that nobody reads on in another text unawares.
    `is_fixed` where the address names the version, `is_wrong` where the day asked for is none.
    """

    home: str
    version: Any
    as_of: date | None = None
    is_wrong: bool = False
    is_fixed: bool = False

    @property
    def query(self) -> str:
        """The query string that keeps the day."""
        return f"?on={self.as_of.isoformat()}" if self.as_of else ""

    @property
    def joint(self) -> str:
        """What a further parameter is joined with."""
        return f"{self.query}&" if self.as_of else "?"

    @property
    def base(self) -> str:
        """The address that stands before that of an article."""
        return f"{self.home}v{self.version.no}/" if self.is_fixed else self.home

    @property
    def fixed_base(self) -> str:
        """The address of the version that is read; it never moves."""
        return f"{self.home}v{self.version.no}/"


@dataclass
class Chapter:
    """One chapter (章) with its articles, or a range of them; an empty title is no chapter."""

    number: int
    title: str
    book: str = ""
    articles: list[Article] = field(default_factory=list)
    is_range: bool = False
    is_open: bool = True

    @property
    def anchor(self) -> str:
        """Its address within the page."""
        return f"chapter-{self.number}"

    @property
    def span(self) -> str:
        """From which article to which: 8—14条; by their printed names where they have no number."""
        first, last = self.articles[0], self.articles[-1]
        if first is last:
            return first.name
        if first.number and last.number and not first.suffix and not last.suffix:
            numbers = {"first": first.number, "last": last.number}
            return gettext("Articles %(first)s–%(last)s") % numbers
        return f"{first.name}—{last.name}"


@dataclass
class Contents:
    """The whole text of a version: articles in order, gathered by chapter; sections apart."""

    articles: list[Article]
    chapters: list[Chapter]
    sections: list[Article]
    cited: Any = None

    @property
    def is_long(self) -> bool:
        """Whether the text is shown chapter by chapter."""
        return len(self.articles) > LONG_TEXT

    @property
    def is_whole(self) -> bool:
        """Whether every chapter is shown with its text."""
        return all(chapter.is_open for chapter in self.chapters)

    def open_for(self, parameters: Mapping[str, str]) -> list[Article]:
        """Of a long text, opens the chapter asked for: `?chapter=3`, `?around=article-700`.

        Returns the rows that are shown with their text.
        """
        if self.is_long and not parameters.get("whole"):
            number = whole_number(parameters.get("chapter", ""))
            around = parameters.get("around") or None
            asked = (
                chapter
                for chapter in self.chapters
                if chapter.number == number or any(row.slug == around for row in chapter.articles)
            )
            opened = next(asked, self.chapters[0])
            for chapter in self.chapters:
                chapter.is_open = chapter is opened
        return [row for chapter in self.chapters if chapter.is_open for row in chapter.articles]


def contents_of(version: RegulationVersion | None) -> Contents:
    """Articles (one query), their citations (one) and who cites them (one)."""
    if version is None:
        return Contents([], [], [])
    rows = list(version.articles.order_by("seq"))
    cited = attach_references(version, rows)
    articles = [row for row in rows if row.kind == "article"]
    sections = [row for row in rows if row.kind != "article"]
    return Contents(articles, _chapters(articles), sections, cited)


def _chapters(articles: Iterable[Article]) -> list[Chapter]:
    """Chapters in order; one of very many articles, and a text without chapters, in ranges."""
    chapters: list[Chapter] = []
    for row in articles:
        if not chapters or (chapters[-1].book, chapters[-1].title) != (row.book, row.chapter):
            chapters.append(Chapter(0, row.chapter, row.book))
        chapters[-1].articles.append(row)
    split = [part for chapter in chapters for part in _ranges(chapter)]
    for number, chapter in enumerate(split, start=1):
        chapter.number = number
    return split


def _ranges(chapter: Chapter) -> list[Chapter]:
    if len(chapter.articles) <= LONG_CHAPTER:
        return [chapter]
    starts = range(0, len(chapter.articles), RANGE)
    return [
        Chapter(0, chapter.title, chapter.book, chapter.articles[at : at + RANGE], is_range=True)
        for at in starts
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
    attach_references(version, [article], is_alone=True)
    mark_terms(version, [article])
    return {
        "article": article,
        "previous": rows[place - 1] if place else None,
        "next": rows[place + 1] if place + 1 < len(rows) else None,
        "is_long": sum(row.kind == "article" for row in rows) > LONG_TEXT,
    }


def mark_terms(version: RegulationVersion | None, rows: Iterable[Any]) -> None:
    """Gives each row `marks`: where the text uses for the first time a word that it defines.

    Start, end, and the address of the defining article, None where this is the article. What is
    a citation already stays one.
    """
    terms = version.terms if version else []
    for row in rows:
        own = [(term["start"], term["end"], None) for term in terms if term["slug"] == row.slug]
        others = {term["word"]: term["slug"] for term in terms if term["slug"] != row.slug}
        taken = [(one.start, one.end) for one in row.cites] + [mark[:2] for mark in own]
        uses = uses_of(others, row.text, taken) if row.kind == "article" else []
        found = [(start, end, others[row.text[start:end]]) for start, end in uses]
        row.marks = sorted([*own, *found], key=lambda mark: mark[:2])


def number_in(slug: str) -> str:
    """The parameter that asks a whole text for the article of an address; empty where none is."""
    found = re.fullmatch(r"article-([0-9]{1,9})(?:-.*)?", slug)
    return f"&article={found[1]}" if found else ""


def terms_of(
    version: RegulationVersion | None, articles: Iterable[Article]
) -> list[dict[str, Any]]:
    """The words that the text defines, in its order, each with the article that does."""
    by_slug = {row.slug: row for row in articles}
    terms = version.terms if version else []
    return [
        {"word": term["word"], "article": by_slug[term["slug"]]}
        for term in terms
        if term["slug"] in by_slug
    ]
