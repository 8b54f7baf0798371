"""The map of the site and the heads of pages agree about the city's procedures in communities."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import sitemap
from portal.matters.models import LocalDetails
from portal.publication.actions import withdraw
from portal.tests.factories import make_community
from portal.tests.query_budget import BUDGET
from portal.tests.test_crawling import BASE, map_at, rows_of

from .factories import make_matter_section, make_procedure
from .local_factories import make_details
from .test_models_sections import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    town = Town()
    make_details(town.procedure, town.one)
    return town


def own_address(town):
    return BASE + town.first.url + "card/"


def links_of(client, address):
    head = BeautifulSoup(client.get(address).content, "html.parser").head
    return {
        (link["rel"][0], link.get("hreflang")): link["href"]
        for link in head.find_all("link", rel=["canonical", "alternate"])
        if link["rel"][0] == "canonical" or link.get("hreflang")
    }


def test_a_community_with_details_has_its_address_in_each_language(client, town):
    own = town.first.url + "card/"
    wanted = {BASE + prefix + own for prefix in ("", "/zh-hant", "/en")}
    assert wanted <= rows_of(client).keys()


def test_a_community_without_details_has_none(client, town):
    assert BASE + town.second.url + "card/" not in rows_of(client)


def test_each_address_stands_in_the_map_once(client, town):
    make_procedure(town.first, title="本社区自己的", slug="card")
    found = [row.text for row in map_at(client).iter() if row.text == own_address(town)]
    assert len(found) == 1


@pytest.mark.parametrize("gone", ["procedure", "first"])
def test_what_was_withdrawn_goes_from_the_map(client, town, gone):
    withdraw(getattr(town, gone), by=None, reason="改由街道统一办理，不再单设")
    assert own_address(town) not in rows_of(client)


def test_what_the_map_names_calls_itself_the_address_to_keep(client, town):
    links = links_of(client, town.first.url + "card/")
    assert links["canonical", None] == own_address(town)
    assert links["alternate", "en"] == BASE + "/en" + town.first.url + "card/"
    assert set(links.values()) <= rows_of(client).keys()


def test_what_the_map_leaves_out_names_the_citys_page(client, town):
    links = links_of(client, town.second.url + "card/")
    assert links["canonical", None] == BASE + town.procedure.url
    assert set(links.values()) <= rows_of(client).keys()


def test_the_map_costs_the_same_queries_at_two_and_at_a_hundred_communities(client, town):
    def statements() -> int:
        rows_of(client)
        with CaptureQueriesContext(connection) as seen:
            rows_of(client)
        return len(seen)

    first = statements()
    district = town.one.get_parent().specific
    places = [make_community(district, f"第{number}社区") for number in range(98)]
    for place in places:
        make_matter_section(place)
    LocalDetails.objects.bulk_create(
        LocalDetails(procedure=town.procedure, community=place, reviewed_on="2026-01-01")
        for place in places
    )
    assert statements() == first <= BUDGET["sitemap"]
    assert len([row for row in rows_of(client) if row.endswith("/services/card/")]) == 3 * 100


def test_details_of_a_city_fall_into_files(client, town, monkeypatch):
    make_details(town.procedure, town.two)
    whole = rows_of(client)
    monkeypatch.setattr(sitemap, "ROWS_IN_BLOCK", 1)
    files = [str(row.text) for row in map_at(client).iter(f"{{{sitemap.NAMESPACE}}}loc")]
    assert len([file for file in files if "-local-" in file]) == 2
    found = [row for file in files for row in rows_of(client, file.removeprefix(BASE))]
    assert sorted(found) == sorted(whole)
