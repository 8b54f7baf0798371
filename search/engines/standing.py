"""Which words of the vocabulary still stand in the public texts (在册), all in one statement.

A title is a statement of its own: that others hold its words here and there does not keep it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from search.text import phrase_of, terms_of
from search.vocabulary import HEADING, TITLE

from .dialect import dialect
from .lookup import Where


class Offer(NamedTuple):
    """A word as it would be shown, as it is compared, and where it came from."""

    word: str
    folded: str
    source: str


def standing(offers: Sequence[Offer]) -> set[str]:
    """The words that may be shown: names that a public text bears, other words that one holds."""
    looks = [(place, where) for place, offer in enumerate(offers) for where in _looks_for(offer)]
    if not looks:
        return set()
    now = timezone.now()
    lasting = [(place, where.lasting(now)) for place, where in looks]
    sql = " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {where.sql})"  # noqa: S608
        for place, where in lasting
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, where in lasting for value in where.values])
        return {offers[place].word for (place,) in cursor.fetchall()}


def _looks_for(offer: Offer) -> list[Where]:
    """Where to look; one find is enough."""
    if offer.source == TITLE:
        return [_titled(offer)]
    phrases = tuple(map(phrase_of, terms_of(offer.word)))
    if not phrases:
        return []
    holding = Where.holding(phrases)
    return [_titled(offer), _headed(holding, offer)] if offer.source == HEADING else [holding]


def _titled(offer: Offer) -> Where:
    sql = f"search_indexeddocument d WHERE {dialect().TITLE} = %s"
    return Where(sql=sql, values=[offer.folded])


def _headed(holding: Where, offer: Offer) -> Where:
    """With this heading or in this chapter, whatever number stands before it."""
    word, folded = map(connection.ops.prep_for_like_query, (offer.word, offer.folded))
    ways: dict[str, list[Any]] = {
        "d.folded": [f"%\n{folded}\n%", f"%\n第% {folded}\n%"],
        "d.chapter": [word, f"第% {word}"],
    }
    tests = " OR ".join(f"{column} LIKE %s ESCAPE '\\'" for column in ways for _ in range(2))
    return holding.also(f"({tests})", *(value for values in ways.values() for value in values))
