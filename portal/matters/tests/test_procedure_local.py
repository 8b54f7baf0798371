"""What a community adds to a procedure of the city stands in the place of the city's words."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from portal.matters.models import LocalDetails, Window
from portal.matters.procedure_reading import values_of, where_of
from portal.matters.tests.factories import make_matter_section, make_procedure
from portal.pages.models import Centre
from portal.pages.tests.factories import make_directory
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db
WORDS = SimpleNamespace(
    place="市民大厅", hours="工作日", consult_phone="12345", complaint_phone="12345"
)


def test_without_a_community_the_citys_words_hold():
    where = where_of(WORDS)
    assert (where["place"], where["local_names"]) == ("市民大厅", [])


def test_what_the_community_left_empty_stays_the_citys():
    local = LocalDetails(place="青禾路27号（演示）", consult_phone="0000-8800 1100")
    where = where_of(WORDS, local)
    assert where["place"] == "青禾路27号（演示）"
    assert where["hours"] == "工作日"
    assert where["local_names"] == ["place", "consult_phone"]


def test_the_page_shows_the_communitys_window_and_place(client):
    city = make_city()
    community = make_community(make_district(city), "青禾里社区")
    page = make_procedure(make_matter_section(city))
    centre = Centre.objects.create(
        community=community, name="社区服务中心（演示）", address="一号", phone="0000-8800 1121"
    )
    window = Window.objects.create(centre=centre, no="3", name="号窗")
    local = LocalDetails.objects.create(
        procedure=page, community=community, place="青禾路27号（演示）", window=window,
        reviewed_on=date(2026, 1, 1),
    )  # fmt: skip
    request = RequestFactory().get("/x/")
    answer = page.render(request, local=local)
    answer.render()
    words = answer.content.decode()
    assert "青禾路27号（演示）" in words
    assert "青禾里社区" in words
    assert 'class="plate procedure__window"' in words
    assert values_of(page, request, local=local)["where"]["hours"] == "工作日8:30—17:30"


@pytest.fixture
def town():
    """A community with services of its own in the menu, one without, and a card of the city."""
    city = make_city()
    district = make_district(city)
    one, two = make_community(district, "青禾里社区"), make_community(district, "桐荫巷社区")
    own, card = make_matter_section(one), make_procedure(make_matter_section(city), slug="card")
    return SimpleNamespace(one=one, two=two, own=own, card=card)


def test_who_has_chosen_a_community_is_led_to_its_window(client, town):
    client.cookies["portal_community"] = str(town.one.pk)
    text = client.get(town.card.url).text
    assert f'<a href="{town.own.url}card/">看青禾里社区的窗口和开放时间</a>' in text
    assert "选我的社区，看窗口" not in text


def test_a_community_without_services_of_its_own_is_no_way_on(client, town):
    client.cookies["portal_community"] = str(town.two.pk)
    text = client.get(town.card.url).text
    assert "的窗口和开放时间" not in text and "选我的社区，看窗口" not in text


def test_who_has_chosen_none_may_do_so_and_comes_back(client, town):
    assert f'href="/communities/?back={town.card.url}"' in client.get(town.card.url).text


def test_in_a_community_the_page_leads_to_its_centre(client, town):
    directory = make_directory(town.one, show_in_menus=True)
    assert f'<a href="{directory.url}">怎么走</a>' in client.get(town.own.url + "card/").text
