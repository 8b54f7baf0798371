"""The order of what was found, the same for every engine (排序).

An engine brings at most some hundred candidates with its own scores; here they are judged by how
much of the query they hold, where, and whether the text still holds. All weights stand in `BOOSTS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .expansion import Asked
from .text import fold, han_pairs, words


@dataclass(frozen=True)
class Boosts:
    """Every weight of the ranking in one place. Sums are compared, never shown."""

    engine: float = 0.5
    coverage: float = 0.5
    whole: float = 0.3
    synonym: float = 0.9
    title_share: float = 0.25
    title_whole: float = 0.15
    title_is_query: float = 0.6
    recent: float = 0.1
    recent_days: int = 365
    recent_kinds: frozenset[str] = frozenset({"notice", "minutes"})
    status: Mapping[str, float] = field(
        default_factory=lambda: {
            "in_force": 1.0,
            "": 1.0,
            "not_yet_in_force": 0.97,
            "amended": 0.95,
            "unverified": 0.95,
            "expired": 0.8,
            "repealed": 0.7,
            "draft": 0.6,
        }
    )


BOOSTS = Boosts()
STATUS_ORDER = tuple(BOOSTS.status)
"""Which of several cited articles comes first: in force leads."""


@dataclass(frozen=True)
class Candidate:
    """A document an engine proposes. `folded` has its title, heading and body as three lines.

    `engine_score` is higher for better, of any scale; `slot` rises with the day of publication.
    """

    slot: int
    key: str
    page_id: int
    part: str
    kind: str
    folded: str
    article_no: int | None = None
    status: str = ""
    published: date | None = None
    engine_score: float = 0.0
    score: float = 0.0

    @property
    def title(self) -> str:
        """The folded title."""
        return self.folded.partition("\n")[0]


@dataclass(frozen=True)
class _Form:
    """A wording with its pieces."""

    text: str
    pieces: tuple[str, ...]
    latin: frozenset[str]
    weight: float


def rank(found: Sequence[Candidate], asked: Asked, *, today: date) -> list[Candidate]:
    """Candidates with their scores, best first; equal ones newest first."""
    best = max((candidate.engine_score for candidate in found), default=0.0) or 1.0
    forms = [_form(text, asked) for text in asked.forms]
    scored = (
        replace(candidate, score=_score(candidate, forms, best, today)) for candidate in found
    )
    return sorted(scored, key=lambda candidate: (-candidate.score, -candidate.slot))


def _form(text: str, asked: Asked) -> _Form:
    latin = tuple(dict.fromkeys(words(text)))
    pairs = tuple(dict.fromkeys(han_pairs(text)))
    weight = 1.0 if text == asked.forms[0] else BOOSTS.synonym
    return _Form(text.replace(" ", ""), pairs, frozenset(latin), weight)


def _score(candidate: Candidate, forms: Sequence[_Form], best: float, today: date) -> float:
    title = candidate.title
    text = candidate.folded
    known = frozenset(words(text)) if any(form.latin for form in forms) else frozenset()
    in_title = frozenset(words(title)) if known else frozenset()
    coverage = max((_held(form, text, known) for form in forms), default=0.0)
    titled = max((_titled(form, title, in_title, candidate.part) for form in forms), default=0.0)
    score = BOOSTS.engine * candidate.engine_score / best + BOOSTS.coverage * coverage + titled
    if candidate.kind in BOOSTS.recent_kinds and candidate.published:
        age = max(0, (today - candidate.published).days)
        score += BOOSTS.recent * BOOSTS.recent_days / (BOOSTS.recent_days + age)
    return score * BOOSTS.status.get(candidate.status, 1.0)


def _share(form: _Form, text: str, known: frozenset[str]) -> float:
    size = len(form.pieces) + len(form.latin)
    held = sum(piece in text for piece in form.pieces) + len(form.latin & known)
    return held / size if size else 0.0


def _held(form: _Form, text: str, known: frozenset[str]) -> float:
    whole = BOOSTS.whole if form.text and form.text in text else 0.0
    return form.weight * (_share(form, text, known) + whole)


def _titled(form: _Form, title: str, known: frozenset[str], part: str) -> float:
    value = BOOSTS.title_share * _share(form, title, known)
    if form.text and form.text in title:
        value += BOOSTS.title_whole
        if part == "main" and form.text == title:
            value += BOOSTS.title_is_query
    return form.weight * value


def cited_order(found: Sequence[Candidate], asked: Asked) -> list[Candidate]:
    """The articles a query names, of the title it names; in force first, then newest.

    A title matches when it stands in the regulation's title; if none does, the titles that share
    most with it, at least 60 %, are taken. Words beside the citation put their articles first.
    """
    if asked.cited is None:
        return []
    wanted = fold(asked.cited.title)
    fits = {candidate.key: _title_fit(wanted, candidate.title) for candidate in found}
    best = max(fits.values(), default=0.0)
    if best < 0.6:
        return []
    rest = han_pairs(fold(asked.cited.rest)) + words(fold(asked.cited.rest))
    return sorted(
        (candidate for candidate in found if fits[candidate.key] >= min(best, 1.0)),
        key=lambda candidate: (
            -sum(piece in candidate.folded for piece in rest),
            STATUS_ORDER.index(candidate.status) if candidate.status in STATUS_ORDER else 99,
            -candidate.slot,
        ),
    )


def _title_fit(wanted: str, title: str) -> float:
    if not wanted or wanted in title:
        return 1.0
    pieces = set(han_pairs(wanted)) | set(words(wanted))
    have = set(han_pairs(title)) | set(words(title))
    return 0.99 * len(pieces & have) / len(pieces) if pieces else 0.0
