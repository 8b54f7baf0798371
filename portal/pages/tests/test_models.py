"""Sections list what holds in their place; the directory says who is there and when."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from portal.models import CalendarDay
from portal.pages.models import Article, Centre, OpeningHours, OrganisationUnit
from portal.pages.tests.factories import (
    make_directory,
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.problems import Refused
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def community(city):
    return make_community(make_district(city))


def test_city_notices_appear_in_every_community_and_a_communitys_own_stay_in_it(city, community):
    other = make_community(make_district(city, "西区"), "桐荫巷社区")
    sections = [make_notice_section(place) for place in (city, community, other)]
    of_city, own, foreign = [make_notice(section) for section in sections]
    shown = [{row for rows in section.sources() for row in rows} for section in sections]
    assert shown == [{of_city}, {of_city, own}, {of_city, foreign}]


def test_withdrawn_notices_and_drafts_are_in_no_list(client, city):
    section = make_notice_section(city)
    kept, gone = make_notice(section, title="留下的"), make_notice(section, title="撤回的")
    make_notice(section, live=False, title="草稿里的")
    withdraw(gone, by=None, reason="重复")
    text = client.get(section.url).content.decode()
    assert kept.title in text
    assert "撤回的" not in text
    assert "草稿里的" not in text


def test_a_list_is_filtered_by_kind_and_year_and_bad_filters_are_ignored(client, city):
    section = make_notice_section(city)
    make_notice(section, title="一则公告", kind="announcement")
    old = make_notice(section, title="一份旧档", is_historical=True, original_date=date(2009, 5, 1))
    by_kind = client.get(section.url + "?kind=announcement").content.decode()
    by_year = client.get(section.url + "?year=2009").content.decode()
    assert "一则公告" in by_kind
    assert old.title not in by_kind
    assert old.title in by_year
    assert "一则公告" not in by_year
    pages = ("?page=-1", "?page=1e9", "?page=99999999999")
    for query in ("?kind=secret", "?year=٣", "?year=x", *pages):
        assert client.get(section.url + query).status_code == 200


def test_historical_material_is_marked_and_stands_at_its_own_date(client, city):
    section = make_notice_section(city)
    old = make_notice(section, is_historical=True, original_date=date(2009, 5, 1))
    assert old.listed_on == date(2009, 5, 1)
    assert "历史资料" in client.get(old.url).content.decode()


def test_the_directory_shows_hours_and_units_and_says_when_the_centre_is_open(client, community):
    centre = Centre.objects.create(
        community=community, name="青禾里社区服务中心", address="青禾路27号", phone="0000-88001122"
    )
    OpeningHours.objects.create(centre=centre, weekday=0, opens="08:30", closes="17:30")
    directory = make_directory(community)
    OrganisationUnit.objects.create(community=community, kind="party", name="党组织", duties="统筹")
    CalendarDay.objects.create(date=date(2026, 11, 23), kind="workday")
    monday = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(monday, tick=False):
        response = client.get(directory.url)
    assert response.context["centres"][0].state.status == "open"
    assert "党组织" in response.content.decode()


def test_in_a_year_without_calendar_no_page_fails_and_the_weekly_hours_are_shown(client, community):
    centre = Centre.objects.create(
        community=community, name="青禾里社区服务中心", address="青禾路27号", phone="0000-88001122"
    )
    OpeningHours.objects.create(centre=centre, weekday=0, opens="08:30", closes="17:30")
    directory = make_directory(community)
    with time_machine.travel(datetime(2027, 3, 1, 2, tzinfo=ZoneInfo("UTC")), tick=False):
        pages = [client.get(address) for address in (directory.url, community.url, "/")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert pages[0].context["centres"][0].state.status == "unknown"
    assert "08:30" in pages[0].content.decode()
    assert "节假日安排尚未录入" in pages[0].content.decode()


def test_a_regulation_shows_the_text_of_the_day_asked_for(client, city):
    regulation = make_regulation(make_regulation_section(city))
    make_version(regulation, no=1, effective_from=date(2020, 1, 1), effective_to=date(2021, 12, 31))
    make_version(regulation, no=2, articles=5, effective_from=date(2022, 1, 1))
    assert client.get(regulation.url).context["version"].no == 2
    assert client.get(regulation.url + "?on=2021-06-01").context["version"].no == 1
    assert client.get(regulation.url + "?on=2019-06-01").context["version"] is None
    for query in ("?on=2026-02-30", "?on=x", "?on=0000-00-00"):
        assert client.get(regulation.url + query).context["version"].no == 2


def test_an_article_knows_its_neighbours(client, city):
    regulation = make_regulation(make_regulation_section(city))
    make_version(regulation, articles=3)
    first = client.get(regulation.url + "article-1/").context
    middle = client.get(regulation.url + "article-2/").context
    assert (first["previous"], first["next"].slug) == (None, "article-2")
    assert (middle["previous"].slug, middle["next"].slug) == ("article-1", "article-3")
    assert middle["article"].text == "社区服务中心办理第2类事项。"


def test_a_centre_that_nobody_set_up_cannot_be_public(community):
    page = make_directory(community, live=False)
    community.institution_events.all().delete()
    with pytest.raises(Refused) as refusal:
        published(page)
    assert [problem.code for problem in refusal.value.problems] == ["directory.founding_missing"]


def test_an_article_is_called_by_what_is_printed_then_by_what_is_inferred():
    with translation.override("zh-hans"):
        assert Article(label="第十九條", number=19).name == "第十九條"
        assert Article(number=8).name == "第8条"
        assert Article(label="第二条", number=3, number_inferred=True).name == "第3条"
        assert Article(heading="说明").name == "章节"
        assert Article().name == "条号缺失"
