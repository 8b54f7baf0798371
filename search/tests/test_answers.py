"""A correction costs a reader no second wait for a server that is away."""

from __future__ import annotations

import pytest

from search.answers import Answer, answer
from search.conf import embedded
from search.engines.base import EngineDown
from search.engines.database import DatabaseEngine
from search.engines.failover import FailoverEngine
from search.models import Vocabulary
from search.query import SearchQuery, SearchResult

from .engine_contract import entry

pytestmark = pytest.mark.django_db

TYPED, HELD_NOWHERE, HELD = "居住登计", "居住登记", "居住登机"


class Leaving(DatabaseEngine):
    """The embedded index under another name, which answers so many queries and then is away."""

    name = "leaving"

    def __init__(self, answers: int) -> None:
        super().__init__()
        self.left, self.asked = answers, 0

    def search(self, query: SearchQuery) -> SearchResult:
        self.asked += 1
        if self.asked > self.left:
            raise EngineDown("no answer in time")
        return super().search(query)


@pytest.fixture(autouse=True)
def _two_words_that_may_be_meant() -> None:
    """The likelier one stands in no text any more."""
    embedded().write([entry(1, HELD)])
    for weight, word in enumerate((HELD, HELD_NOWHERE)):
        Vocabulary.objects.create(word=word, folded=word, source="text", weight=weight)


def asked(first: Leaving) -> Answer:
    return answer(SearchQuery.typed(TYPED), FailoverEngine(first, embedded()))


@pytest.mark.parametrize(
    ("answers", "requests", "from_reserve"),
    [(9, 3, False), (2, 3, True), (1, 2, True), (0, 1, True)],
    ids=["never away", "away at the second correction", "at the first", "from the start"],
)
def test_a_server_that_was_away_once_is_not_asked_again_for_the_same_page(
    answers: int, requests: int, from_reserve: bool
) -> None:
    first = Leaving(answers)
    found = asked(first)
    assert (found.meant, found.shown.total) == (HELD, 1)
    assert (first.asked, found.shown.from_reserve) == (requests, from_reserve)
