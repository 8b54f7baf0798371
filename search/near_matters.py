"""The matters that come nearest to what was asked, for the page on which nothing was found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal.folding import fold
from portal.matters.section_reading import commonest, lines, offered_in, own_section, shown_in
from portal.navigation import frame_of

from .text import words

MOST = 5
SHOWN = ("title", "slug", "url_path", "promised_limit", "promised_limit_unit", "fee_kind")


def near_matters(typed: str, request: HttpRequest) -> list[Any]:
    """Matters whose names share most with the words typed; otherwise the commonest.

    Those of the reader's own community, under its address. At most two queries, and none where
    the portal has no section of services.
    """
    frame = frame_of(request)
    community_id, base = own_section(frame, frame.chosen)
    if not base:
        return []
    rows = offered_in(community_id, on=timezone.localdate())
    found = _nearest(typed, rows) if typed else []
    if not found:
        found = list(commonest(lines(rows, community_id))[:MOST])
    return shown_in(found, base)


def _nearest(typed: str, rows: Any) -> list[Any]:
    """Rows that share a character of Chinese or a word with what was typed, most first.

    Whatever shares more than that was found by the search itself.
    """
    asked = _pieces(typed)
    shared = [(len(asked & _pieces(row.title)), row) for row in rows.only(*SHOWN)]
    best = sorted((pair for pair in shared if pair[0]), key=lambda pair: (-pair[0], pair[1].title))
    return [row for _, row in best[:MOST]]


def _pieces(text: str) -> frozenset[str]:
    folded = fold(text)
    return frozenset(sign for sign in folded if not sign.isascii() and sign.isalnum()) | frozenset(
        words(folded)
    )
