"""Languages on the search page: what is not in the reader's own says which it is (WCAG 3.1.2)."""

from __future__ import annotations

from typing import Any

import pytest

from portal.pages.tests.factories import make_notice
from portal.publication.actions import publish
from search.rebuild import rebuild
from search.tests.library import make_library

pytestmark = pytest.mark.django_db
CHINESE = ' lang="zh-Hans"'


@pytest.fixture
def library():
    return make_library()


def text_of(client: Any, address: str, **asked: Any) -> str:
    main = client.get(address, asked).content.decode().partition("<main")[2]
    return main.partition("</main>")[0]


@pytest.mark.parametrize("prefix", ["/en", "/zh-hant"])
def test_results_say_that_they_are_simplified_chinese(client, library, prefix):
    text = text_of(client, f"{prefix}/search/", q="停水")
    assert f'<h3 class="result__title"{CHINESE}>' in text
    assert f'<p class="result__excerpt"{CHINESE}>周二<mark>停水</mark></p>' in text
    assert f'<span class="check__words"{CHINESE}>青禾里社区</span>' in text or "check__" not in text
    article = text_of(client, f"{prefix}/search/", q="居住登记", kind="article")
    assert f'/article-1/"{CHINESE}>' in article


def test_a_page_in_the_language_of_its_texts_says_nothing(client, library):
    assert "lang=" not in text_of(client, "/search/", q="停水")


@pytest.mark.parametrize(("prefix", "said"), [("", True), ("/zh-hant", True), ("/en", False)])
def test_an_english_text_says_so_where_the_page_is_chinese(client, library, prefix, said):
    text = text_of(client, f"{prefix}/search/", q="volunteer")
    assert ('<h3 class="result__title" lang="en">' in text) is said


def test_a_traditional_text_is_no_foreign_one_on_a_traditional_page(client, library):
    section = library.water.get_parent()
    body = "<p>請看全文。</p>"
    notice = make_notice(
        section, title="電梯檢修安排", slug="hant", language="zh-Hant", body=body, live=False
    )
    publish(notice, by=None)
    rebuild()
    assert '<h3 class="result__title">' in text_of(client, "/zh-hant/search/", q="電梯檢修")
    assert 'title" lang="zh-Hant">' in text_of(client, "/search/", q="電梯檢修")


@pytest.mark.parametrize("prefix", ["/en", "/zh-hant"])
def test_what_an_empty_answer_offers_says_its_language(client, library, prefix):
    text = text_of(client, f"{prefix}/search/", q="青禾", year="1999")
    assert f"{CHINESE}>青禾里停水通知</a>" in text
    assert f"{CHINESE}>停水</a>" in text


def test_choices_that_are_names_say_their_language_and_those_of_the_portal_do_not(client, library):
    asked = {"q": "停水", "topic": "停水", "kind": "notice", "number": "临"}
    text = text_of(client, "/en/search/", **asked)
    assert f"<span{CHINESE}>停水</span> <span aria-hidden" in text
    assert "Notice <span aria-hidden" in text
    assert "Document number 临 <span aria-hidden" in text


def test_the_title_of_the_regulation_inside_which_is_searched_says_its_language(client, library):
    text = text_of(client, "/en/search/", q="居住登记", within=library.rules.pk)
    assert f"<span{CHINESE}>{library.rules.title}</span> <span aria-hidden" in text


@pytest.mark.parametrize("prefix", ["/en", "/zh-hant"])
def test_the_own_community_says_its_language(client, library, prefix):
    client.cookies["portal_community"] = str(library.community.pk)
    text = text_of(client, f"{prefix}/search/", q="停水")
    assert f"{CHINESE}>青禾里社区" in text
