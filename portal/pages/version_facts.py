"""What is found in a text once, when its version is published, and read with it ever after.

Which words it defines (用语), and which articles are new or differ from the version before.
"""

from __future__ import annotations

from .choices import ArticleChange, ArticleKind, VersionState
from .comparison import compare
from .models import Article, RegulationVersion
from .terms import terms_in

_BATCH = 500


def write_facts(version: RegulationVersion) -> None:
    """Sets `terms` of a draft, unsaved, and stores `change` of its articles."""
    rows = list(version.articles.filter(kind=ArticleKind.ARTICLE).order_by("seq"))
    version.terms = [
        {"word": term.word, "slug": rows[term.place].slug, "start": term.start, "end": term.end}
        for term in terms_in([row.text for row in rows])
    ]
    _write_changes(version, rows)


def _write_changes(version: RegulationVersion, rows: list[Article]) -> None:
    """A copied draft brings the marks of the text it was copied from; all are written anew."""
    before = version_before(version)
    kinds = _changes(before, rows) if before else {}
    version.articles.exclude(change="").update(change="")
    for kind in ArticleChange:
        keys = [key for key, found in kinds.items() if found == kind]
        for start in range(0, len(keys), _BATCH):
            version.articles.filter(pk__in=keys[start : start + _BATCH]).update(change=kind)


def version_before(version: RegulationVersion) -> RegulationVersion | None:
    """The published version that this one follows by its number."""
    earlier = version.regulation.versions.filter(state=VersionState.PUBLISHED, no__lt=version.no)
    return earlier.order_by("-no").first()


def _changes(before: RegulationVersion, rows: list[Article]) -> dict[int, ArticleChange]:
    olds = before.articles.filter(kind=ArticleKind.ARTICLE).order_by("seq")
    kinds: dict[int, ArticleChange] = {}
    for row in compare(olds, rows).rows:
        if row.new is not None and row.is_added:
            kinds[row.new.pk] = ArticleChange.ADDED
        elif row.new is not None and row.is_changed:
            kinds[row.new.pk] = ArticleChange.CHANGED
    return kinds
