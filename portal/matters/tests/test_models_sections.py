"""The section of service matters: lists of a place, and city procedures under its own address."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.matters.catalogue_actions import publish_catalogue
from portal.matters.models import Catalogue, LocalDetails, MatterEntry, MatterField, Procedure
from portal.matters.section_reading import OwnAddresses
from portal.models import Community
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district
from portal.tests.query_budget import BUDGET

from .factories import (
    make_catalogue,
    make_entry,
    make_matter,
    make_matter_section,
    make_procedure,
)
from .local_factories import make_details, make_occasion, make_window

pytestmark = pytest.mark.django_db


class Town:
    """A city with two communities, each with its section, and one procedure of the city."""

    def __init__(self) -> None:
        self.city = make_city()
        district = make_district(self.city)
        self.one = make_community(district, "青禾里社区")
        self.two = make_community(district, "桐荫巷社区")
        self.shared = make_matter_section(self.city)
        self.first, self.second = make_matter_section(self.one), make_matter_section(self.two)
        self.procedure = make_procedure(self.shared, title="老年人优待证申领", slug="card")


@pytest.fixture
def town() -> Town:
    return Town()


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def head_links(page, rel):
    return {link.get("hreflang", ""): link["href"] for link in page.find_all("link", rel=rel)}


# --- Under the community's own address ------------------------------------------------------------
def test_a_community_serves_the_procedure_of_the_city_with_its_own_details(client, town):
    make_details(town.procedure, town.one, place="青禾里二楼")
    text = page_of(client, town.first.url + "card/").get_text()
    assert "老年人优待证申领" in text
    assert "青禾里二楼" in text


def test_the_details_of_another_community_do_not_show(client, town):
    make_details(town.procedure, town.one, place="青禾里二楼")
    assert "青禾里二楼" not in page_of(client, town.second.url + "card/").get_text()


def test_the_page_names_the_parts_that_are_local(client, town):
    make_details(town.procedure, town.one, place="", note="周三不办")
    answer = client.get("/en" + town.first.url + "card/")
    assert answer.context["local_parts"] == ["note for residents"]


def test_a_change_of_the_city_text_reaches_every_community_at_once(client, town):
    town.procedure.title = "敬老优待卡申领"
    town.procedure.save()
    for section in (town.first, town.second):
        assert "敬老优待卡申领" in page_of(client, section.url + "card/").get_text()


def test_the_breadcrumb_leads_through_the_community(client, town):
    crumbs = page_of(client, town.first.url + "card/").find(class_="breadcrumb").get_text()
    assert "青禾里社区" in crumbs


def test_with_details_the_own_address_is_the_canonical_one(client, town):
    make_details(town.procedure, town.one)
    page = page_of(client, town.first.url + "card/")
    assert head_links(page, "canonical")[""].endswith(town.first.url + "card/")


def test_without_details_the_page_of_the_city_is_the_canonical_one(client, town):
    own = town.procedure.url
    page = page_of(client, "/en" + town.first.url + "card/")
    assert head_links(page, "canonical")[""].endswith("/en" + own)
    assert head_links(page, "alternate")["zh-Hans"].endswith(own)


def test_the_section_of_the_city_has_no_second_address(client, town):
    assert client.get(town.shared.url + "other/").status_code == 404


def test_a_draft_of_the_city_is_found_in_no_community(client, town):
    make_procedure(town.shared, slug="draft", live=False)
    assert client.get(town.first.url + "draft/").status_code == 404


def test_a_guarded_procedure_is_found_in_no_community(client, town):
    PageViewRestriction.objects.create(page=town.procedure, restriction_type="login")
    assert client.get(town.first.url + "card/").status_code == 404


def test_a_withdrawn_procedure_says_so_in_the_community_too(client, town):
    withdraw(town.procedure, by=None, reason="内容有误，已更正后另行发布")
    assert client.get(town.first.url + "card/").status_code == 410


def test_an_own_page_of_the_community_stands_in_for_that_of_the_city(client, town):
    own = make_procedure(
        town.first, slug="own-card", title="本社区办法", matter=town.procedure.matter
    )
    text = page_of(client, town.first.url).get_text()
    assert own.title in text
    assert town.procedure.title not in text


def test_the_procedure_of_another_community_is_not_listed(client, town):
    make_procedure(town.second, title="桐荫巷停车", slug="parking")
    assert "桐荫巷停车" not in page_of(client, town.first.url).get_text()


# --- The list -------------------------------------------------------------------------------------
def titles_in(page, heading):
    section = page.find(id=heading).find_parent("section")
    return [link.get_text() for link in section.find_all(class_="rows__title")]


def test_rows_stand_under_the_groups_of_the_window_in_their_order(client, town):
    make_procedure(town.shared, title="代缴水费", matter=make_matter(window_group="other"))
    make_procedure(town.shared, title="代收信件", matter=make_matter(window_group="assisted"))
    page = page_of(client, town.first.url)
    found = [titles_in(page, f"group-{number}") for number in (1, 2, 3)]
    assert found == [["老年人优待证申领"], ["代收信件"], ["代缴水费"]]


def test_a_group_can_be_chosen(client, town):
    make_procedure(town.shared, title="代缴水费", matter=make_matter(window_group="other"))
    text = page_of(client, town.first.url + "?kind=other").get_text()
    assert "代缴水费" in text
    assert "老年人优待证申领" not in text


def test_a_life_event_leads_to_its_matters(client, town):
    make_procedure(town.shared, title="代缴水费")
    make_occasion().matters.add(town.procedure.matter)
    assert page_of(client, town.first.url).find(href=town.first.url + "?topic=old-age")
    page = page_of(client, town.first.url + "?topic=old-age")
    assert titles_in(page, "group-1") == ["老年人优待证申领"]


def test_a_life_event_without_matters_is_not_offered(client, town):
    make_occasion()
    assert not page_of(client, town.first.url).find(id="events-title")


def test_the_commonest_stand_in_the_order_that_the_centre_chose(client, town):
    later = make_procedure(town.shared, title="居住登记", matter=make_matter(common_order=1))
    make_details(town.procedure, town.one, common_order=1)
    page = page_of(client, town.first.url)
    assert titles_in(page, "commonest-title") == [town.procedure.title, later.title]
    assert titles_in(page_of(client, town.second.url), "commonest-title") == [later.title]


def test_the_newest_text_is_named_first(client, town):
    make_procedure(town.shared, title="居住登记")
    assert titles_in(page_of(client, town.first.url), "newest-title")[0] == "居住登记"


def test_the_window_of_the_community_hangs_beside_the_row(client, town):
    make_details(town.procedure, town.one, window=make_window(town.one, no="7"))
    assert "7" in page_of(client, town.first.url).find(class_="plate--soft").get_text()
    assert not page_of(client, town.second.url).find(class_="plate--soft")


def entry_of(matter, status):
    community = Community.objects.first()
    catalogue, _ = Catalogue.objects.get_or_create(
        district=community.get_parent().specific,
        version="1",
        defaults={"title": "目录", "issued_by": "区政府", "effective_from": "2020-01-01"},
    )
    field, _ = MatterField.objects.get_or_create(
        key="f", defaults={"name": "民政", "source": "statutory", "role": "lead"}
    )
    entry = MatterEntry.objects.create(
        catalogue=catalogue, matter=matter, name=matter.name, field=field, role="lead",
        implementer="区民政局", audience="person", status=status,
    )  # fmt: skip
    Catalogue.objects.filter(pk=catalogue.pk).update(published_at=timezone.now())
    return entry


def test_what_is_no_longer_done_is_not_listed_but_stays_readable(client, town):
    entry_of(town.procedure.matter, "superseded")
    assert town.procedure.title not in page_of(client, town.first.url).get_text()
    assert client.get(town.first.url + "card/").status_code == 200


def test_what_is_in_operation_is_listed(client, town):
    entry_of(town.procedure.matter, "active")
    assert town.procedure.title in page_of(client, town.first.url).get_text()


def test_a_second_page_holds_the_rest_without_the_heads(client, town):
    for number in range(41):
        make_procedure(town.shared, title=f"事项{number:02d}")
    page = page_of(client, town.first.url + "?page=2")
    assert len(page.find_all(class_="rows__title")) == 2
    assert not page.find(id="newest-title")


# --- What it costs --------------------------------------------------------------------------------
def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fill(town, procedures, communities):
    """More procedures, each with details in more communities, written as rows at once."""
    district = town.one.get_parent().specific
    places = [make_community(district) for _ in range(communities)]
    for number in range(procedures):
        make_procedure(town.shared, slug=f"many-{number}", title=f"事项{number}")
    pages = Procedure.objects.all()
    LocalDetails.objects.bulk_create(
        LocalDetails(procedure=page, community=place, place="x", reviewed_on=timezone.localdate())
        for page in pages
        for place in (*places, town.one)
    )


@pytest.mark.parametrize("count", [3, 30])
def test_section_and_procedure_stay_in_their_budget(client, town, count):
    fill(town, count, 5)
    make_occasion().matters.add(town.procedure.matter)
    for section in (town.shared, town.first):
        assert cost(client, section.url) <= BUDGET["matter_section"]
        assert cost(client, section.url + "?kind=public&page=2") <= BUDGET["matter_section"]
    assert cost(client, town.first.url + "card/") <= BUDGET["shared_procedure"]


# --- From lists to the own address ---------------------------------------------------------------
def test_a_window_leads_to_the_procedure_under_its_own_community(client, town):
    window = make_window(town.one)
    window.matters.add(town.procedure.matter)
    window.save()
    page = page_of(client, town.first.url + "windows/")
    assert page.select_one(".counter__matters a")["href"] == town.first.url + "card/"


def test_the_catalogue_leads_who_has_chosen_a_community_to_its_own_address(client, town):
    catalogue = make_catalogue(town.one.get_parent().specific)
    make_entry(catalogue, matter=town.procedure.matter)
    publish_catalogue(catalogue, by=None, at=timezone.now())
    client.get(f"/communities/?choose={town.one.pk}")
    page = page_of(client, town.shared.url + "catalogue/")
    links = {link["href"] for link in page.select("main a")}
    assert town.first.url + "card/" in links
    assert town.procedure.url not in links


@pytest.mark.parametrize(
    "url", ["/services/", "/services/card/print/", "/elsewhere/card/", "/services"]
)
def test_nothing_but_a_procedure_of_the_city_is_led_elsewhere(url):
    assert OwnAddresses(city="/services/", own="/a/b/services/").lead(url) == url
