"""What all tests of search share: nothing asked in one test is written down in another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from search import query_log


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Counts and cached numbers of an index that is rolled back end with the test."""
    yield
    query_log.forget()
    cache.clear()
