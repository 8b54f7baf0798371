"""Citations between regulations (引用) as rows: resolved when a text is written, both ways.

A citation of a text that is not in the library keeps its title and is resolved when that text
arrives. Where a title is not clear, or the cited article does not exist, nothing is guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.db import transaction
from django.db.models import Q

from portal.citations import Citation, aliases_in, article_slug, find_citations
from portal.folding import fold
from portal.prepared import Prepared

from .choices import ArticleKind
from .models import Article, ArticleReference, Regulation, RegulationVersion

LONGEST_RANGE = 60
_ANNOTATION = re.compile(r"(?:\s*[(（〔][^()（）〔〕]{1,20}[)）〕])+$")
_NO_WORD = re.compile(r"[\s《》〈〉“”\"'‘’·.,，、:：\-—_]+")
_BATCH = 2_000


@lru_cache(maxsize=4_096)
def title_key(title: str) -> str:
    """What two ways of writing one title have in common: script, width, marks, （试行）."""
    return _NO_WORD.sub("", _ANNOTATION.sub("", fold(title))).removeprefix("中华人民共和国")


_TITLES = Prepared(lambda: Regulation.objects.only("title", "in_community", "path"))


class Library:
    """The titles of all regulations (法规库目录), read once, to find what a citation means."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[Regulation]] = defaultdict(list)
        self._articles: dict[int, set[tuple[int, int]]] = {}
        for regulation in _TITLES.rows():
            self.add(regulation)

    def add(self, regulation: Regulation) -> None:
        """Enter a regulation that is being written in this moment."""
        self._by_key[title_key(regulation.title)].append(regulation)

    def forget_articles(self, regulation: Regulation) -> None:
        """The regulation has a new text; its articles are read again when asked for."""
        self._articles.pop(regulation.pk, None)

    def find(self, title: str, *, near: Regulation) -> Regulation | None:
        """The one regulation of this title that holds where `near` does; None when unclear.

        The community's own comes before the city's; another community's is never meant.
        """
        found = self._by_key.get(title_key(title), [])
        own = [one for one in found if one.in_community_id == near.in_community_id]
        city = [one for one in found if one.in_community_id is None]
        for group in (own, city):
            if group:
                return group[0] if len(group) == 1 else None
        return None

    def find_at_end(self, words: str, *, near: Regulation) -> Regulation | None:
        """The regulation whose title ends a run of characters: 依照演示市社区条例."""
        for start in range(len(words) - 3):
            if found := self.find(words[start:], near=near):
                return found
        return None

    def has_article(self, regulation: Regulation, number: int, suffix: int) -> bool:
        """Whether the latest text of the regulation has an article under that number."""
        if regulation.pk not in self._articles:
            latest = regulation.versions.order_by("-no").first()
            rows = latest.articles.filter(kind=ArticleKind.ARTICLE) if latest else ()
            self._articles[regulation.pk] = {
                (row.number or 0, row.suffix)
                for row in rows
                if row.slug == article_slug(row.number, row.suffix)
            }
        return (number, suffix) in self._articles[regulation.pk]


@transaction.atomic
def link_version(version: RegulationVersion, *, library: Library | None = None) -> int:
    """Write the citations of one version anew; says how many lead to a text of the library."""
    library = library or Library()
    library.forget_articles(version.regulation)
    return _link(list(version.articles.order_by("seq")), version.regulation, library)


@transaction.atomic
def link_citing(regulation: Regulation, *, library: Library | None = None) -> int:
    """Write anew the citations of all texts that cite this regulation or may have waited for it.

    Returns how many articles were looked at.
    """
    key = title_key(regulation.title)
    waiting = ArticleReference.objects.filter(target=None).exclude(target_title="")
    titles = [
        title
        for title in waiting.order_by().values_list("target_title", flat=True).distinct()
        if title_key(title).endswith(key)
    ]
    citing = ArticleReference.objects.filter(
        Q(target=regulation) | Q(target=None, target_title__in=titles)
    ).exclude(source__version__regulation=regulation)
    articles = list(
        Article.objects.filter(pk__in=citing.values("source"))
        .select_related("version__regulation")
        .order_by("version_id", "seq")
    )
    library = library or Library()
    by_version: dict[int, list[Article]] = defaultdict(list)
    for article in articles:
        by_version[article.version_id].append(article)
    for rows in by_version.values():
        _link(rows, rows[0].version.regulation, library)
    return len(articles)


def _link(articles: list[Article], regulation: Regulation, library: Library) -> int:
    ids = [article.pk for article in articles]
    for start in range(0, len(ids), _BATCH):
        ArticleReference.objects.filter(source__in=ids[start : start + _BATCH]).delete()
    aliases = {
        short: title for article in articles for short, title in aliases_in(article.text).items()
    }
    rows = [
        row
        for article in articles
        for citation in find_citations(article.text, aliases)
        for row in _rows(article, citation, regulation, library)
    ]
    ArticleReference.objects.bulk_create(rows, batch_size=_BATCH)
    return sum(row.target_id is not None for row in rows)


def _rows(
    article: Article, citation: Citation, regulation: Regulation, library: Library
) -> Iterator[ArticleReference]:
    """One row a cited article; a range has a row for each, all at the same place."""
    target = _target(article, citation, regulation, library)
    if target is None and citation.scope in ("here", "bare"):
        return
    for number in _numbers(citation):
        known = target and number and library.has_article(target, number, citation.suffix)
        if target == regulation and not known:
            continue
        yield ArticleReference(
            source=article,
            start=citation.start,
            end=citation.end,
            target=target,
            target_title=citation.title[:255],
            number=number if known or target is None else None,
            suffix=citation.suffix if known or target is None else 0,
        )


def _target(
    article: Article, citation: Citation, regulation: Regulation, library: Library
) -> Regulation | None:
    """A bare number in an explanation may mean a draft, so that only articles cite by number."""
    if citation.scope == "titled":
        return library.find(citation.title, near=regulation)
    if citation.scope == "unmarked":
        return library.find_at_end(citation.title, near=regulation)
    is_own = citation.scope == "here" or article.kind == ArticleKind.ARTICLE
    return regulation if is_own else None


def _numbers(citation: Citation) -> Iterable[int | None]:
    if citation.number is None or citation.last is None:
        return [citation.number]
    if not 0 < citation.last - citation.number < LONGEST_RANGE:
        return [citation.number]
    return range(citation.number, citation.last + 1)
