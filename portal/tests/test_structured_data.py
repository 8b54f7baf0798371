"""What machines read of each kind of page: true, complete, and unable to break out of its place."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from portal.models import SiteSettings
from portal.pages.models import Centre, OpeningHours
from portal.pages.tests.factories import (
    make_directory,
    make_notice,
    make_notice_section,
    make_personal_list,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', flags=re.DOTALL)


def nodes_of(client: Client, address: str) -> dict[str, dict[str, Any]]:
    """The facts of a page by their type."""
    blocks = BLOCK.findall(client.get(address).content.decode())
    assert len(blocks) == 1
    block = json.loads(blocks[0])
    assert block["@context"] == "https://schema.org"
    return {node["@type"]: node for node in block["@graph"]}


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def community(city):
    return make_community(make_district(city))


def test_the_home_page_says_how_the_site_is_searched(client, city):
    SiteSettings.objects.update(host_unit="临河市民政局（演示）", hotline="0000-12345")
    site = nodes_of(client, "/en/")["WebSite"]
    assert site["potentialAction"]["target"]["urlTemplate"] == (
        "http://testserver/en/search/?q={words}"
    )
    assert site["publisher"]["name"] == "临河市民政局（演示）"
    assert site["name"] == "临河市（演示）社区门户"


def test_a_notice_is_a_dated_announcement_of_a_place(client, community):
    section = make_notice_section(community)
    notice = make_notice(section, valid_until=date(2031, 1, 2), language="zh-Hans")
    facts = nodes_of(client, notice.url)["SpecialAnnouncement"]
    assert facts["name"] == notice.title
    assert facts["text"] == "周二停水六小时，请提前储水。"
    assert facts["datePosted"].startswith(notice.published_at.strftime("%Y-"))
    assert facts["expires"] == "2031-01-02"
    assert facts["identifier"] == notice.index_no
    assert facts["publisher"] == {"@type": "Organization", "name": notice.issuer}
    assert facts["spatialCoverage"]["name"] == community.title
    assert facts["inLanguage"] == "zh-Hans"


def test_names_of_a_list_that_will_be_taken_down_are_handed_to_no_machine(client, community):
    section = make_notice_section(community)
    notice = make_personal_list(section, body="<p>张**、李**</p>", summary="高龄津贴名单公示。")
    head = client.get(notice.url).content.decode().partition("</head>")[0]
    assert "高龄津贴名单公示。" in head
    assert "张**" not in head


def test_the_trail_of_a_page_ends_at_the_page(client, community):
    notice = make_notice(make_notice_section(community))
    trail = nodes_of(client, notice.url)["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in trail] == [1, 2, 3, 4, 5]
    assert trail[0]["item"] == "http://testserver/"
    assert trail[-1] == {
        "@type": "ListItem",
        "position": 5,
        "name": notice.title,
        "item": "http://testserver" + notice.url,
    }


def test_a_regulation_is_legislation_and_an_article_is_a_part_of_it(client, city):
    regulation = make_regulation(make_regulation_section(city), doc_no="演示〔2024〕1号")
    make_version(regulation, articles=2, effective_from=date(2024, 5, 1))
    whole = nodes_of(client, regulation.url)["Legislation"]
    assert whole["legislationIdentifier"] == "演示〔2024〕1号"
    assert whole["legislationLegalForce"] == "https://schema.org/InForce"
    assert whole["legislationDateVersion"] == "2024-05-01"
    article = nodes_of(client, regulation.url + "article-2/")["Legislation"]
    assert article["isPartOf"] == whole
    assert article["text"] == "社区服务中心办理第2类事项。"


def test_nothing_is_said_of_the_force_of_a_text_nobody_has_verified(client, city):
    regulation = make_regulation(make_regulation_section(city), validity="unverified")
    make_version(regulation)
    assert "legislationLegalForce" not in nodes_of(client, regulation.url)["Legislation"]


def test_a_centre_is_an_office_with_address_and_hours(client, community):
    directory = make_directory(community)
    centre = Centre.objects.get()
    OpeningHours.objects.create(centre=centre, weekday=5, opens="09:00", closes="12:00")
    for page in (directory, community):
        office = nodes_of(client, page.url)["GovernmentOffice"]
        assert office["name"] == centre.name
        assert office["telephone"] == centre.phone
        assert office["address"]["streetAddress"] == centre.address
        hours = {
            day: (span["opens"], span["closes"])
            for span in office["openingHoursSpecification"]
            for day in span["dayOfWeek"]
        }
        assert hours["Monday"] == ("08:30", "17:30")
        assert hours["Saturday"] == ("09:00", "12:00")
        assert "Sunday" not in hours


def test_text_of_residents_language_cannot_end_the_block(client, city):
    title = "</script><script>alert(1)</script>&amp;\u2028"
    notice = make_notice(make_notice_section(city), title=title, summary=title)
    facts = nodes_of(client, notice.url)["SpecialAnnouncement"]
    assert facts["name"] == title
    assert "<script>alert" not in client.get(notice.url).content.decode()


def test_what_no_engine_keeps_has_no_facts_for_machines(client, city):
    SiteSettings.objects.update(is_demo=True)
    assert not BLOCK.search(client.get("/").content.decode())
    assert not BLOCK.search(client.get("/nothing/").content.decode())
