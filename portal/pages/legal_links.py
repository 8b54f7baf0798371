"""Where the citations in standing texts lead (引用链接), asked when the text is shown.

A text of the portal about itself cites by title: 《…》第二十一条. The library answers in two
queries, however many citations there are; what it does not have stays words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from portal.citations import Citation, article_slug, find_citations

from .choices import ArticleKind
from .models.regulations import Article, Regulation, RegulationVersion
from .rules import plain

STATE = "中华人民共和国"
LAST_ARTICLE = 9_999
Key = tuple[int, int | None, int]


@dataclass(frozen=True)
class LegalLinks:
    """The cited texts that the library has: by title, and which of their articles exist."""

    regulations: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    articles: frozenset[Key] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str], *, community_path: str = "") -> LegalLinks:
        """What the texts (plain or rich) cite, as far as it holds in this community or the city."""
        cited = [one for text in texts for one in _titled(plain(text))]
        titles = {variant for one in cited for variant in _variants(one.title)}
        if not titles:
            return cls()
        own = Q(in_community__path=community_path) if community_path else Q(pk__in=[])
        rows = Regulation.objects.open_to_all().filter(
            Q(in_community__isnull=True) | own, title__in=titles
        )
        regulations = {
            title: (pk, url_path)
            for pk, title, url_path in rows.order_by("-in_community_id", "-pk").values_list(
                "pk", "title", "url_path"
            )
        }
        numbers = {one.number for one in cited if one.number and one.number <= LAST_ARTICLE}
        return cls(regulations, _articles_of([pk for pk, _ in regulations.values()], numbers))

    def places(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start and end of each citation that leads somewhere, and the path it leads to."""
        for one in _titled(text):
            known = (self.regulations.get(variant) for variant in _variants(one.title))
            pk, url_path = next((row for row in known if row), (0, ""))
            if not url_path:
                continue
            if one.number and (pk, one.number, one.suffix) in self.articles:
                slug = article_slug(one.number, one.suffix)
                yield one.start, one.end, f"{url_path}{slug}/"
            else:
                yield one.start, one.end, url_path


def _titled(text: str) -> list[Citation]:
    return [one for one in find_citations(text) if one.scope == "titled" and one.title]


def _variants(title: str) -> tuple[str, ...]:
    """A law of the state is cited with its full name or without the state's."""
    return title, title.removeprefix(STATE), STATE + title


def _articles_of(regulations: list[int], numbers: Iterable[int]) -> frozenset[Key]:
    """The articles with these numbers in the texts that readers meet first."""
    wanted = sorted(set(numbers))
    if not regulations or not wanted:
        return frozenset()
    shown = RegulationVersion.objects.shown(timezone.localdate())
    rows = Article.objects.filter(
        version__in=shown.filter(regulation__in=regulations).values("pk"),
        kind=ArticleKind.ARTICLE,
        number__in=wanted,
    )
    return frozenset(rows.values_list("version__regulation", "number", "suffix"))
