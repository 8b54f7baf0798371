"""What a query may mean: its words whole, its regional and synonymous forms, the article it names.

Made once per query and given to every engine and to the ranking, so that all of them look for the
same things. Pure: synonyms are handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from portal.citations import QueryCitation, parse_query

from . import stages
from .query import SearchQuery
from .questions import subject_of
from .text import Phrase, fold, han_pairs, phrase_of, variants, words

MAX_ALTERNATIVES = 24
_SEPARATOR = re.compile(r"[=\n]")


@dataclass(frozen=True)
class Alternative:
    """A word of the query, folded, and the words that mean the same to a reader."""

    word: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """One query with everything it may stand for.

    `forms` are folded wordings of the whole query, the typed one first, then regional ones;
    `alternatives` the synonyms of words in it.
    """

    query: SearchQuery
    forms: tuple[str, ...]
    alternatives: tuple[Alternative, ...] = ()
    cited: QueryCitation | None = None

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """One exact look-up per term; tier 1 holds all of them."""
        return tuple(map(phrase_of, self.query.terms))

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """What each form is about, without the words that only ask."""
        return _unique(map(subject_of, self.forms))

    @cached_property
    def pairs(self) -> tuple[str, ...]:
        """Pairs of Han characters of all subjects, each once."""
        return _unique(chain.from_iterable(map(han_pairs, self.subjects)))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Stemmed words and numbers of all subjects, each once."""
        return _unique(chain.from_iterable(map(words, self.subjects)))

    @cached_property
    def synonyms(self) -> tuple[str, ...]:
        """All words that mean the same as one of the query, each once."""
        return _unique(chain.from_iterable([found.others for found in self.alternatives]))

    @property
    def wordings(self) -> tuple[str, ...]:
        """Everything that may be marked in a text that was found."""
        return (*self.forms, *self.synonyms)


def expand(query: SearchQuery, synonyms: Iterable[Sequence[str]] = ()) -> Asked:
    """Find the forms and the citation of a query; `synonyms` are groups of folded words."""
    if not query.text:
        return Asked(query=query, forms=())
    forms = variants(query.text)
    if not stages.is_on(stages.REGIONAL):
        forms = forms[:1]
    if not stages.is_on(stages.SYNONYMS):
        synonyms = ()
    subjects = _unique(map(subject_of, forms))
    found = (_alternative(word, group, subjects) for group in synonyms for word in group)
    alternatives = tuple(alternative for alternative in found if alternative is not None)
    return Asked(
        query=query,
        forms=forms,
        alternatives=alternatives[:MAX_ALTERNATIVES],
        cited=parse_query(query.text) if stages.is_on(stages.CITATIONS) else None,
    )


def _alternative(word: str, group: Sequence[str], subjects: Sequence[str]) -> Alternative | None:
    """The other words of a group when one of its words stands in what is asked."""
    if not any(_holds(subject, word) for subject in subjects):
        return None
    others = tuple(
        other
        for other in group
        if other != word and not any(_holds(subject, other) for subject in subjects)
    )
    return Alternative(word, others) if others else None


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
