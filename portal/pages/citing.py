"""Who cites a regulation and its articles (被引用): a few for each where it is read, all in a list.

What is cited many times is counted by the database; only what is shown is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from .listing import Listing

if TYPE_CHECKING:
    from .models import Article, ArticleReference, RegulationVersion

SHOWN = 3
ON_ARTICLE = 20
PAGE = 50


@dataclass(frozen=True)
class Cited:
    """How many articles of other regulations cite a text, and the newest of them."""

    total: int
    newest: list[ArticleReference]


def attach_references(
    version: RegulationVersion, rows: list[Article], *, is_alone: bool = False
) -> Cited:
    """Gives each row `cites` (its resolved citations), `cited_by` (the newest) and `cited_total`.

    One query for what is cited, one for who cites; a row shown alone is given more of the latter.
    """
    alone = rows[0] if is_alone else None
    most = ON_ARTICLE if is_alone else SHOWN
    out: dict[int, list[ArticleReference]] = defaultdict(list)
    for made in version.citations_made(alone):
        out[made.source_id].append(made)
    received: list[Any] = list(version.citations_received(most=most, of=alone))
    by_number: dict[tuple[int | None, int], list[Any]] = defaultdict(list)
    for reference in received:
        by_number[(reference.number, reference.suffix)].append(reference)
    for row in rows:
        found = by_number[(row.number, row.suffix)] if row.number is not None else []
        row.cites = out.get(row.pk, [])  # type: ignore[attr-defined]
        row.cited_by = found[:most]  # type: ignore[attr-defined]
        totals = {reference.is_own: reference.total for reference in found}
        row.cited_total = sum(totals.values())  # type: ignore[attr-defined]
    return _cited(received)


def _cited(received: Iterable[Any]) -> Cited:
    """The regulation as a whole; an article that cites several places of it is shown once."""
    newest: dict[int, Any] = {}
    for reference in received:
        if not reference.is_own:
            newest.setdefault(reference.source_id, reference)
    shown = list(newest.values())[:SHOWN]
    return Cited(shown[0].citing_articles if shown else 0, shown)


def citing_of(regulation: Any, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The articles of other public regulations that cite this one, newest text first, in pages.

    `?article=article-9` asks for those that cite that article, and counts the regulation's own.
    """
    from .models import Article

    slug = parameters.get("article", "")
    version = regulation.shown_version
    target = version.articles.filter(slug=slug).first() if version and slug else None
    if slug and target is None:
        slug = ""
    rows = (
        Article.objects.citing(regulation.pk, target)
        .select_related("version__regulation")
        .defer("text", "version__preamble", "version__note", "version__terms")
        .order_by("-version__published_at", "version_id", "seq")
    )
    listing = Listing.of(rows, parameters, size=PAGE)
    return {"listing": listing, "groups": _groups(listing.rows), "target": target}


def _groups(rows: Iterable[Article]) -> list[dict[str, Any]]:
    return [
        {"regulation": regulation, "articles": list(articles)}
        for regulation, articles in groupby(rows, key=lambda row: row.version.regulation)
    ]


def notices_citing(regulation: Any, parameters: Mapping[str, str]) -> dict[str, Any]:
    """The public notices that cite a regulation, newest first, in pages."""
    from .notice_references import citing_notices

    return {"listing": Listing.of(citing_notices(regulation), parameters, size=PAGE)}
