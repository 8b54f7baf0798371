"""The order of what a query cites (引用): a regulation by its name, or articles by their number."""

from __future__ import annotations

from collections.abc import Sequence

from .expansion import Asked
from .ranking import BOOSTS, Candidate
from .text import fold, han_pairs, words

STATUS_ORDER = tuple(BOOSTS.status)
"""Which of several cited articles comes first: in force leads."""


def cited_order(found: Sequence[Candidate], asked: Asked) -> list[Candidate]:
    """The articles a query names, of the title it names; in force first, then newest.

    A title matches when it stands in the regulation's title; if none does, the titles that share
    most with it, at least 60 %, are taken. Words beside the citation put their articles first.
    Article 19 comes before 19 之一, whose part has the longer name.
    """
    if asked.cited is None:
        return []
    wanted = fold(asked.cited.title)
    fits = {candidate.key: _title_fit(wanted, candidate.title) for candidate in found}
    best = max(fits.values(), default=0.0)
    if best < 0.6:
        return []
    pairs, stems = han_pairs(fold(asked.cited.rest)), set(words(fold(asked.cited.rest)))
    return sorted(
        (candidate for candidate in found if fits[candidate.key] >= min(best, 1.0)),
        key=lambda candidate: (
            -sum(pair in candidate.folded for pair in pairs)
            - len(stems.intersection(words(candidate.folded)) if stems else ()),
            STATUS_ORDER.index(candidate.status) if candidate.status in STATUS_ORDER else 99,
            len(candidate.part),
            -candidate.slot,
        ),
    )


def _title_fit(wanted: str, title: str) -> float:
    if not wanted or wanted in title:
        return 1.0
    pieces = set(han_pairs(wanted)) | set(words(wanted))
    have = set(han_pairs(title)) | set(words(title))
    return 0.99 * len(pieces & have) / len(pieces) if pieces else 0.0
