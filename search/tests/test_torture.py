"""Whatever can be typed or put into an address: both engines answer alike, in our own words."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.test import Client

from search.conf import embedded
from search.engines.elastic import ElasticEngine
from search.query import SearchQuery

from .engine_contract import LIBRARY
from .library import make_library
from .server import PATIENT, Server, server

__all__ = ["server"]

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

TYPED = [
    '"', '""', '"a', 'a" OR b', "'", "(", "*", "NEAR(a b,2)", "title:x", "{a b}:c", "^a", "-",
    "AND", "OR NOT", " ", "\t", "\u3000", "\x00", "a\x00b", "\ufffd", "\uffff", "\u0301",
    "社区 " * 200, "的" * 10_000, '"' * 5_000, "a:" * 2_000, "/.*/", "_exists_:key", "社区~2",
    "%ff%fe", "%25%32%32", "a" * 8_000, "\ufdfa" * 200, "第9223372036854775808条", "《》",
    "社区\U0001f600", "水", "社", "2", "a", "条例~", "[1 TO 2]", "<b>", "&amp;", "\\", "社区a",
    "区a", "一a", "99999999999999999999", "\U00020000\U00020001",
]  # fmt: skip
ADDRESSES = [
    "page=-1", "page=0", "page=100000000000000000000", "page=٣", "page=1e9", "page=10001",
    "size=1000000", "order=password", "sort=password", "password=x", "kind=password",
    "since=0000-00-00", "since=2025-01-01&until=2020-01-01", "q=%ff%fe", "within=99999999999999999",
    "&".join(["topic=x"] * 50), "q=" + "%E7%A4%BE" * 900,
]  # fmt: skip
WORDS_OF_SERVERS = ("Exception", "elasticsearch", "shard", "Traceback", "sqlite", "whitespace")


def test_both_engines_answer_alike_whatever_is_typed(server: Server) -> None:
    server.be(**PATIENT)
    embedded().write(LIBRARY)
    server.drained()
    outside = ElasticEngine(embedded())
    for typed in TYPED:
        for sort in ("relevance", "date"):
            query = SearchQuery.typed(typed, sort=sort, size=100, grouped=sort == "date")
            ours, theirs = embedded().search(query), outside.search(query)
            keys = [{hit.key for hit in found.hits if hit.tier == 1} for found in (ours, theirs)]
            assert keys[0] == keys[1], typed[:40]
            assert (ours.total, ours.groups, ours.facets) == (
                theirs.total, theirs.groups, theirs.facets,
            ), typed[:40]  # fmt: skip


def test_no_address_brings_an_error_or_a_word_of_the_server(server: Server, client: Client) -> None:
    server.be(**PATIENT)
    make_library()
    server.drained()
    addresses = [f"q={quote(typed, errors='replace')[:8_000]}" for typed in TYPED]
    for address in [*addresses, *(f"q=停水&{one}" for one in ADDRESSES)]:
        answer: Any = client.get(f"/search/?{address}")
        text = answer.content.decode()
        assert answer.status_code < 500, address[:60]
        assert not [word for word in WORDS_OF_SERVERS if word in text], address[:60]
        shown = answer.context_data["answer"].shown
        assert (shown.engine, shown.from_reserve) == ("elastic", False), address[:60]
    assert django_settings.SEARCH["URL"]
