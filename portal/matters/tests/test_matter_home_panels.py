"""Services lead the home pages: the commonest, in the order and with the windows of the reader."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
)
from portal.tests.query_budget import BUDGET

from .factories import make_matter
from .local_factories import make_details, make_occasion, make_window
from .test_models_sections import Town, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    town = Town()
    matter = town.procedure.matter
    matter.common_order = 1
    matter.save()
    return town


def links(page: BeautifulSoup) -> dict[str, str]:
    section = page.find(id="services-title").find_parent("section")
    return {link.get_text(): link["href"] for link in section.find_all(class_="rows__title")}


def test_the_home_of_a_community_leads_to_procedures_under_its_own_address(client, town):
    found = links(page_of(client, town.one.url))
    assert found == {town.procedure.title: town.first.url + "card/"}


def test_the_home_of_the_city_leads_to_the_procedures_of_the_city(client, town):
    assert links(page_of(client, "/")) == {town.procedure.title: town.procedure.url}


def test_who_has_chosen_a_community_is_led_to_its_address_from_the_city(client, town):
    client.get(f"/communities/?choose={town.one.pk}")
    assert links(page_of(client, "/")) == {town.procedure.title: town.first.url + "card/"}


def test_services_stand_before_regulations_and_notices(client, town):
    make_notice(make_notice_section(town.city))
    make_regulation(make_regulation_section(town.city))
    titles = [title.get("id") for title in page_of(client, "/").find_all("h2")]
    order = [
        titles.index(name) for name in ("services-title", "regulations-title", "notices-title")
    ]
    assert order == sorted(order)


def test_a_life_event_leads_into_the_section(client, town):
    make_occasion().matters.add(town.procedure.matter)
    assert page_of(client, town.one.url).find(href=town.first.url + "?topic=old-age")


def test_without_anything_to_offer_there_is_no_panel(client, town):
    town.procedure.matter.common_order = None
    town.procedure.matter.save()
    assert not page_of(client, "/").find(id="services-title")


def test_services_are_a_word_of_the_menu(client, town):
    nav = page_of(client, "/").find("nav", class_="nav") or page_of(client, "/")
    assert nav.find("a", href=town.shared.url)


def test_the_elder_home_keeps_the_services(client, town):
    client.get("/display/?mode=elder&back=/")
    section = page_of(client, "/").find(id="services-title").find_parent("section")
    assert "eh" not in section["class"]


def test_the_home_pages_stay_in_their_budget(client, town):
    make_details(town.procedure, town.one, window=make_window(town.one))
    make_occasion().matters.add(town.procedure.matter, make_matter())
    make_notice(make_notice_section(town.one))
    for address in ("/", town.one.url):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= BUDGET["home_with_services"], [row["sql"][:90] for row in queries]
