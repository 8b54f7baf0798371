"""Home pages: what leads, whose notices come first, which words and communities the sign offers."""

from __future__ import annotations

import re
from datetime import date

import pytest

from portal.pages.choices import UnitKind
from portal.pages.home_panels import BESIDE_THE_SIGN, OWN_NOTICES, PLATES
from portal.pages.models import OrganisationUnit
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.preferences import COMMUNITY_COOKIE
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def community(city):
    return make_community(make_district(city, slug="liuwan"), slug="qingheli")


def headings(text: str) -> list[str]:
    """The sections of a page by the names of their headings, in order."""
    return re.findall(r'<h2[^>]* id="([a-z]+)-title"', text)


def dated_titles(text: str) -> list[str]:
    """The titles of the notices listed, in order."""
    return re.findall(r'class="dated__title"[^>]*>([^<]+)<', text)


def test_regulations_lead_then_come_notices_and_who_does_what(client, city, community):
    make_notice(make_notice_section(community))
    make_version(make_regulation(make_regulation_section(city)))
    OrganisationUnit.objects.create(community=community, kind="committee", name="居委会", phone="0")
    found = headings(client.get("/liuwan/qingheli/").text)
    assert found.index("regulations") < found.index("notices") < found.index("units")


def test_the_notices_of_the_own_community_come_before_newer_ones_of_the_city(
    client, city, community
):
    make_notice(make_notice_section(city), title="全市的", written_on=date(2026, 5, 2))
    make_notice(make_notice_section(community), title="本社区的", written_on=date(2026, 5, 1))
    assert dated_titles(client.get("/liuwan/qingheli/").text) == ["本社区的", "全市的"]


def test_a_busy_community_leaves_room_for_the_city(client, city, community):
    section = make_notice_section(community)
    for number in range(OWN_NOTICES + 3):
        make_notice(section, title=f"本社区第{number}条")
    make_notice(make_notice_section(city), title="全市的")
    titles = dated_titles(client.get("/liuwan/qingheli/").text)
    assert len(titles) == OWN_NOTICES + 1
    assert titles[-1] == "全市的"


def test_on_the_page_of_the_city_the_chosen_community_comes_first(client, city, community):
    make_notice(make_notice_section(city), title="全市的")
    make_notice(make_notice_section(community), title="本社区的")
    assert dated_titles(client.get("/").text) == ["全市的"]
    client.cookies[COMMUNITY_COOKIE] = str(community.pk)
    assert dated_titles(client.get("/").text) == ["本社区的", "全市的"]


def test_the_sign_offers_the_topics_of_what_is_newest_each_once(client, community):
    section = make_notice_section(community)
    for topic in ("停水", "停水", "助餐"):
        notice = make_notice(section)
        notice.topics.add(topic)
        notice.save()
    text = client.get("/liuwan/qingheli/").text
    words = re.search(r'class="sign__words.*?</p>', text, re.DOTALL)
    assert words is not None
    assert re.findall(r">(停水|助餐)</a>", words[0]) == ["助餐", "停水"]


@pytest.mark.parametrize("count", [1, BESIDE_THE_SIGN, BESIDE_THE_SIGN + 1])
def test_few_communities_stand_beside_the_sign_and_many_in_a_section(client, city, count):
    district = make_district(city)
    for number in range(count):
        make_community(district, f"第{number}社区", slug=f"community-{number}")
    text = client.get("/").text
    assert ("neighbours" in headings(text)) == (count <= BESIDE_THE_SIGN)
    assert ("communities" in headings(text)) == (count > BESIDE_THE_SIGN)
    assert text.count('class="entrances__row"') == count


def test_a_city_without_communities_says_so(client, city):
    assert "还没有社区开通页面" in client.get("/").text


def test_every_kind_of_unit_has_its_plate():
    assert set(PLATES) == set(UnitKind.values)


def test_large_print_keeps_the_sign_the_telephone_and_the_notices_only(client, city, community):
    make_notice(make_notice_section(community))
    make_version(make_regulation(make_regulation_section(city)))
    client.cookies["portal_mode"] = "elder"
    text = client.get("/liuwan/qingheli/").text
    assert 'data-mode="elder"' in text
    assert "css/elder" in text
    sections = re.findall(r'<section class="(section[^"]*)" aria-labelledby="(\w+)-title"', text)
    assert [name for classes, name in sections if "eh" not in classes.split()] == ["notices"]
