"""What became of legal bases (设定依据), asked of the library: two queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from portal.models.open_info import Validity
from portal.pages.choices import ArticleKind, VersionState
from portal.pages.models import Article, RegulationVersion
from portal.pages.rules import version_on

from .basis_rules import WORDS, BasisState, Cited, state_of
from .models import LegalBasis

OVER = (Validity.REPEALED, Validity.EXPIRED)
Texts = dict[tuple[int, int, int], str]
"""The text of an article by version, number and suffix."""


def states_of(bases: Iterable[LegalBasis], on: date) -> Mapping[int, str | None]:
    """For each basis, by its key, what readers must know of it on a day; None when it holds.

    A basis that is not in the library says nothing: what is not known is not claimed.
    """
    found = judged(bases, on)
    return {pk: gettext(WORDS[state]) if state else None for pk, state in found.items()}


def judged(bases: Iterable[LegalBasis], on: date) -> dict[int, BasisState | None]:
    """The same as states."""
    rows = list(bases)
    versions = _versions_of({row.regulation_id for row in rows if row.regulation_id})
    pairs = {row.pk: _pair(row, versions, on) for row in rows}
    texts = _texts_of(rows, [one for pair in pairs.values() for one in pair if one])
    return {row.pk: _judge(row, versions, pairs[row.pk], texts, on) for row in rows}


def _versions_of(regulations: set[int]) -> dict[int, list[RegulationVersion]]:
    """The published versions with what is said of their regulations, without their texts."""
    found: dict[int, list[RegulationVersion]] = defaultdict(list)
    if regulations:
        rows = RegulationVersion.objects.filter(
            regulation__in=regulations, state=VersionState.PUBLISHED
        )
        fields = ("no", "effective_from", "effective_to", "regulation_id")
        of_page = ("regulation__validity", "regulation__valid_until")
        for row in rows.select_related("regulation").only(*fields, *of_page):
            found[row.regulation_id].append(row)
    return found


Pair = tuple[RegulationVersion | None, RegulationVersion | None]


def _pair(basis: LegalBasis, versions: Mapping[int, list[RegulationVersion]], on: date) -> Pair:
    """The version in force, and the one that was seen at the last review."""
    rows = versions.get(basis.regulation_id or 0, [])
    seen = next((row for row in rows if row.no == basis.seen_version), None)
    return version_on(rows, on), seen


def _texts_of(bases: list[LegalBasis], versions: list[RegulationVersion]) -> Texts:
    numbers = {row.number for row in bases if row.number}
    if not numbers or not versions:
        return {}
    rows = Article.objects.filter(
        version__in={one.pk for one in versions}, kind=ArticleKind.ARTICLE, number__in=numbers
    )
    found = rows.values_list("version", "number", "suffix", "text")
    return {(version, number or 0, suffix): text for version, number, suffix, text in found}


def _judge(
    basis: LegalBasis,
    versions: Mapping[int, list[RegulationVersion]],
    pair: Pair,
    texts: Texts,
    on: date,
) -> BasisState | None:
    rows = versions.get(basis.regulation_id or 0)
    if not rows:
        return None
    now, seen = pair
    page: Any = rows[0].regulation
    is_past = page.valid_until is not None and page.valid_until < on
    return state_of(
        Cited(
            is_over=page.validity in OVER or is_past,
            now=now.no if now else None,
            seen=seen.no if seen else None,
            has_number=bool(basis.number),
            text_now=_text(texts, now, basis),
            text_seen=_text(texts, seen, basis),
        )
    )


def _text(texts: Texts, version: RegulationVersion | None, basis: LegalBasis) -> str | None:
    return texts.get((version.pk, basis.number or 0, basis.suffix)) if version else None


def suspects(bases: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Those bases at which somebody must look, in one statement: the text is over, has ended, or
    has a version in force that is newer than the one seen.
    """
    versions = RegulationVersion.objects.filter(
        regulation=OuterRef("regulation"), state=VersionState.PUBLISHED
    )
    begun = versions.filter(effective_from__lte=on)
    lasts = Q(effective_to__isnull=True) | Q(effective_to__gte=on)
    newer = versions.filter(
        Q(effective_from__isnull=True) | Q(effective_from__lte=on), no__gt=OuterRef("seen_version")
    )
    return bases.filter(
        Q(regulation__validity__in=OVER)
        | Q(regulation__valid_until__lt=on)
        | Q(Exists(newer))
        | Q(Exists(begun), ~Exists(begun.filter(lasts)))
    )
