"""Tier 1 equals a folded substring scan for queries taken from real texts, in either script."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import opencc
import pytest
from django.conf import settings

from search.conf import embedded
from search.documents.entry import Entry
from search.models import IndexedDocument
from search.query import SearchQuery
from search.text import fold, terms_of

from .engine_contract import entry

pytestmark = pytest.mark.django_db
SAMPLES = 150
PARAGRAPHS = 4
to_traditional = opencc.OpenCC("s2t").convert


def cut(paths: Iterable[Path]) -> list[Entry]:
    """Every few paragraphs of the files as one document; of several days."""
    entries: list[Entry] = []
    for path in sorted(paths):
        lines = path.read_text("utf-8", errors="replace").split("\n")
        for start in range(0, len(lines), PARAGRAPHS):
            body = "\n".join(lines[start + 1 : start + PARAGRAPHS])
            day = date(2019 + len(entries) % 7, 1 + len(entries) % 12, 3)
            entries.append(entry(len(entries) + 1, lines[start], body, published=day))
    return entries


def samples(rng: random.Random, entries: Iterable[Entry], count: int = SAMPLES) -> list[str]:
    """Pieces of one to twelve characters of the originals, a part of them converted."""
    texts = [text for one in entries for text in (one.title, one.body) if fold(text)]
    found = []
    while len(found) < count:
        text = rng.choice(texts)
        start = rng.randrange(len(text))
        piece = text[start : start + rng.randint(1, 12)]
        if terms_of(piece):
            found.append(rng.choice((piece, to_traditional(piece), piece.upper())))
    return found


def assert_exact(entries: list[Entry], seed: int) -> None:
    """Totals and sets of tier 1 against the scan, for every sample."""
    embedded().write(entries)
    rows = [(key, f.split("\n")) for key, f in IndexedDocument.objects.values_list("key", "folded")]
    for typed in samples(random.Random(seed), entries):
        terms = terms_of(typed)
        truth = {k for k, lines in rows if all(any(t in line for line in lines) for t in terms)}
        assert tier_one(typed) == truth, typed


def tier_one(typed: str) -> set[str]:
    """All keys of tier 1, page by page."""
    keys: set[str] = set()
    for page in range(1, 101):
        query = SearchQuery.typed(typed, sort="date", page=page, size=100)
        result = embedded().search(query)
        keys |= {hit.key for hit in result.hits if hit.tier == 1}
        if len(keys) >= result.total or not result.has_more:
            break
    assert len(keys) == result.total
    return keys


def test_search_is_exact_over_the_demo_texts() -> None:
    fixtures = settings.BASE_DIR / "fixtures"
    found = cut(path for path in fixtures.rglob("*") if path.suffix in {".txt", ".md"})
    assert len(found) > 20
    assert_exact(found, seed=1)


@pytest.mark.sources
def test_search_is_exact_over_the_supplied_documents() -> None:
    if not settings.PORTAL["SOURCES"]:
        pytest.skip("the supplied documents are not here (PORTAL_SOURCES)")
    assert_exact(cut(Path(settings.PORTAL["SOURCES"]).glob("*.txt")), seed=2)


def test_search_is_exact_where_scripts_numbers_and_marks_meet() -> None:
    texts = [
        "2-3平方公里〔2012〕第7號",
        "RY2019-000100号，Community社区2013年",
        "〔２０１２〕2-3 square",
        "é社e\u0301區",
    ]
    assert_exact([entry(n, text, text[::-1]) for n, text in enumerate(texts)], seed=3)
