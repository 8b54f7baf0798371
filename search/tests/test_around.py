"""The page around an answer is kept from visit to visit, and nothing of one visit with it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

from portal.preferences import COMMUNITY_COOKIE
from portal.templatetags import kept
from search import around
from search.tests.library import make_library

pytestmark = pytest.mark.django_db

WORDS = [
    "停水",
    "社区",
    "登记",
    "停水 通知",
    "社区 <b>&\"'",
    "zzz",
    "第十九条",
    "\x02found\x02",
    "",
]
QUERIES = [f"q={quote(words)}" for words in WORDS]
QUERIES += ["q=停水&sort=date", "q=停水&kind=notice", "q=停水&page=2", "q=停水&since=x", "q=停氺"]


@pytest.fixture
def library():
    kept._parts.clear()
    return make_library()


def page(client: Any, address: str, **headers: str) -> str:
    """A page without its blanks."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return re.sub(r"\s+", "", answer.content.decode())


@pytest.mark.parametrize("language", ["", "zh-hant/", "en/"])
def test_a_page_that_was_filled_in_is_the_one_that_is_made_anew(
    client, library, monkeypatch, language
):
    addresses = [f"/{language}search/?{query}" for query in QUERIES]
    first, second = ([page(client, address) for address in addresses] for _ in range(2))
    assert any(part[0] == "search/answer.html" for part in kept._parts)
    monkeypatch.setattr(around.Around, "_filled", made_anew)
    assert first == second == [page(client, address) for address in addresses]
    monkeypatch.setattr(around, "_is_plain", lambda _context: False)
    assert first == [page(client, address) for address in addresses]


def made_anew(self: Any, template: str, values: Any, context: Any, _depends_on: Any) -> str:
    return around.render_to_string(template, context(values), self.request)


def test_the_words_of_one_visit_are_not_on_the_page_of_the_next(client, library):
    page(client, "/search/?q=停水")
    assert "停水" not in page(client, "/search/?q=社区工作").split("<main")[0]
    assert "社区工作" not in page(client, "/search/?q=停水")


def test_who_is_offered_another_language_or_chose_a_community_gets_an_own_page(client, library):
    page(client, "/search/?q=停水")
    assert "English" in page(client, "/search/?q=停水", **{"accept-language": "en"})
    plain = page(client, "/search/?q=停水")
    assert 'class="offer"' not in plain
    client.cookies[COMMUNITY_COOKIE] = str(library.community.pk)
    assert "sort--places" in page(client, "/search/?q=停水")
    del client.cookies[COMMUNITY_COOKIE]
    assert page(client, "/search/?q=停水") == plain
