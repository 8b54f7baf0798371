"""What a query may mean: its words whole, its regional and synonymous forms, the article it names.

Made once per query and given to every engine and to the ranking, so that all of them look for the
same things. Pure: synonyms are handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.citations import QueryCitation, parse_query

from .query import SearchQuery
from .text import Phrase, fold, han_pairs, phrase_of, variants, words

MAX_VARIANTS = 12
_SEPARATOR = re.compile(r"[=\n]")


@dataclass(frozen=True)
class Asked:
    """One query with everything it may stand for.

    `forms` are folded wordings, the typed one first; each is an alternative to the others.
    """

    query: SearchQuery
    forms: tuple[str, ...]
    cited: QueryCitation | None = None

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """One exact look-up per term; tier 1 holds all of them."""
        return tuple(map(phrase_of, self.query.terms))

    @cached_property
    def pairs(self) -> tuple[str, ...]:
        """Pairs of Han characters of all forms, each once."""
        return _unique(pair for form in self.forms for pair in han_pairs(form))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Stemmed words and numbers of all forms, each once."""
        return _unique(word for form in self.forms for word in words(form))


def expand(query: SearchQuery, synonyms: Iterable[Sequence[str]] = ()) -> Asked:
    """Find the forms and the citation of a query; `synonyms` are groups of folded words."""
    forms = list(variants(query.text)) if query.text else []
    for group in synonyms:
        forms += [
            form.replace(word, other)
            for form in forms[:MAX_VARIANTS]
            for word in group
            if _holds(form, word)
            for other in group
            if other != word and not _holds(form, other)
        ]
    cited = parse_query(query.text) if query.text else None
    return Asked(query=query, forms=_unique(forms)[:MAX_VARIANTS], cited=cited)


def _holds(form: str, word: str) -> bool:
    """Whether a word stands in a form; a Latin word only as a whole word."""
    if not word.isascii():
        return word in form
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", form) is not None


def group_of(written: str) -> list[str]:
    """The folded words of a synonym group as an editor wrote it (低保 = 最低生活保障)."""
    folded = (fold(word) for word in _SEPARATOR.split(written))
    return list(_unique(word for word in folded if word))


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
