"""A page of results costs one request to the server (一页一问); what is rare may cost another."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.factories import make_community, make_district

from .library import make_library
from .server import PATIENT, Server, server

__all__ = ["server"]

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

ASKED: dict[str, dict[str, Any]] = {
    "in groups": {"q": "居住登记"},
    "by day": {"q": "居住登记", "sort": "date"},
    "filtered": {"q": "居住登记", "kind": ["regulation", "article", "notice"]},
    "filtered twice": {"q": "居住登记", "kind": "notice", "language": "zh-hans"},
    "filters alone": {"kind": "notice"},
    "in a range of days": {"q": "居住登记", "until": "2100-01-01"},
    "a title cited": {"q": "《临河市居住登记办法（演示）》"},
    "an article cited": {"q": "居住登记办法第二条"},
    "related alone": {"q": "停水登记"},
    "two terms": {"q": "居住 社区"},
    "the second page": {"q": "居住登记", "page": 2},
    "for programs": {"q": "居住登记", "format": "json"},
    "as a feed": {"q": "居住登记", "format": "atom"},
}


@pytest.fixture
def library(server: Server) -> None:
    """What the server holds; there is something near to most of what is asked."""
    city = make_library().city
    section = make_notice_section(make_community(make_district(city)))
    make_notice(section, title="登记簿查阅须知", slug="book", body="<p>带身份证件。</p>")
    server.be(**PATIENT)
    server.caught_up()


def requests(server: Server, client: Client, asked: dict[str, Any]) -> list[str]:
    """What the server is asked for one visit."""
    server.proxy.seen.clear()
    assert client.get(reverse("search:search"), asked).status_code == 200
    return [seen.path.partition("?")[0] for seen in server.proxy.seen]


def test_a_page_costs_one_request_whatever_is_asked(
    server: Server, library: None, client: Client
) -> None:
    for _ in ("for the first time", "again"):
        found = {name: requests(server, client, asked) for name, asked in ASKED.items()}
        assert found == dict.fromkeys(ASKED, ["/_msearch"])


def test_only_where_nothing_is_near_the_single_characters_are_asked_for_as_well(
    server: Server, library: None, client: Client
) -> None:
    assert requests(server, client, {"q": "停水"}) == ["/_msearch"] * 2
