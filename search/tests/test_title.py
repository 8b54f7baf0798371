"""The title of the search page: how much was found, for who hears it first."""

from __future__ import annotations

import re
from typing import Any

import pytest

from search.tests.library import make_library

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    return make_library()


def title_of(client: Any, address: str, **asked: Any) -> str:
    return re.search(r"<title>(.*?)</title>", client.get(address, asked).content.decode())[1]


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"q": "停水"}, "停水：共1条 · 搜索"),
        ({"q": "停水", "kind": "notice"}, "停水：共1条 · 搜索"),
        ({"q": "停水", "kind": "article"}, "停水：没有结果 · 搜索"),
        ({"q": "zzzz"}, "zzzz：没有结果 · 搜索"),
        ({"kind": "regulation"}, "共2条 · 搜索"),
        ({"q": "临河市居住登记办法第2条"}, "搜索：临河市居住登记办法第2条"),
        ({}, "搜索"),
    ],
)
def test_the_title_says_how_much_was_found(client, library, asked, title):
    assert title_of(client, "/search/", **asked) == f"{title} · 社区门户"


def test_the_title_of_a_corrected_answer_counts_what_was_meant(client, library):
    page = client.get("/search/", {"q": "居住登计"})
    total = page.context_data["answer"].corrected.total
    assert title_of(client, "/search/", q="居住登计").startswith(f"居住登记：共{total}条")


def test_related_texts_are_no_results(client, library):
    page = client.get("/search/", {"q": "居住登记加装电梯"})
    assert page.context_data["related"] and not page.context_data["total"]
    assert "没有完全相符的" in title_of(client, "/search/", q="居住登记加装电梯")


def test_the_title_is_in_the_language_of_the_page_and_kept_for_nobody_else(client, library):
    assert title_of(client, "/en/search/", q="停水").startswith("停水: 1 result · Search")
    found = client.get("/search/", {"q": "居住登记"}).context_data["total"]
    assert title_of(client, "/en/search/", q="居住登记").startswith(f"居住登记: {found} results")
    assert title_of(client, "/search/", q="停水").startswith("停水：共1条")


def test_what_was_typed_is_escaped_in_the_title(client, library):
    title = title_of(client, "/search/", q="<i>&\x02title\x02</i>")
    assert "&lt;i&gt;&amp;" in title and "<i>" not in title
