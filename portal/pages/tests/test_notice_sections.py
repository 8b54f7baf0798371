"""Below a section of notices: own ones first, the archive with its traces, feeds, subscribing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from portal.pages.archive import Period
from portal.pages.models import Notice
from portal.pages.tests.bulk import Text, add_notices
from portal.pages.tests.factories import make_notice, make_notice_section, make_personal_list
from portal.publication.actions import publish, take_down, withdraw
from portal.tests.factories import make_city, make_community, make_district
from portal.tests.query_budget import BUDGET

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def city(db: None) -> Any:
    return make_city()


@pytest.fixture
def community(city: Any) -> Any:
    return make_community(make_district(city))


@pytest.fixture
def section(community: Any) -> Any:
    return make_notice_section(community)


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


# --- The list itself ----------------------------------------------------------------------------
def test_a_communitys_own_notices_come_first_and_the_citys_are_marked(client, city, section):
    make_notice(make_notice_section(city), title="全市的事")
    make_notice(section, title="本社区的事", is_historical=True, original_date=date(2001, 1, 1))
    text = words(client, section.url)
    assert 0 < text.find("本社区的事") < text.find("全市的事")
    assert "全市" in text


def test_a_reader_who_chose_a_community_sees_its_notices_before_the_citys(
    client, city, section, community
):
    of_city = make_notice_section(city)
    make_notice(section, title="本社区的事")
    make_notice(of_city, title="全市的事")
    assert "本社区的事" not in words(client, of_city.url)
    client.cookies["portal_community"] = str(community.pk)
    text = words(client, of_city.url)
    assert 0 < text.find("本社区的事") < text.find("全市的事")


def test_both_groups_obey_the_filter_and_the_second_page_has_the_own_ones_only(
    client, city, section
):
    of_city = make_notice_section(city)
    make_notice(of_city, title="全市的公告", kind="announcement")
    make_notice(of_city, title="全市的通知")
    make_notice(section, title="本社区的通知")
    text = words(client, section.url + "?kind=announcement")
    assert "全市的公告" in text
    assert "全市的通知" not in text
    assert "本社区的通知" not in text
    assert "全市的公告" not in words(client, section.url + "?page=2")


# --- The archive --------------------------------------------------------------------------------
def texts(count: int) -> list[Text]:
    """`count` notices over the months of three years."""
    return [
        Text(f"n-{number}", f"通知 {number}", date(2023 + number % 3, 1 + number % 12, 5))
        for number in range(count)
    ]


def test_the_archive_counts_years_and_months_and_narrows_to_them(client, section):
    add_notices(section, texts(36))
    add_notices(section, [Text("old", "旧档", date(1988, 3, 1))])
    years = client.get(section.url + "archive/").context["years"]
    assert [(year.year, year.total) for year in years] == [
        (2025, 12),
        (2024, 12),
        (2023, 12),
        (1988, 1),
    ]
    assert years[-1].months == [(3, 1)]
    rows = client.get(section.url + "archive/1988/").context["listing"].rows
    assert [row.title for row in rows] == ["旧档"]
    rows = client.get(section.url + "archive/1988/4/").context["listing"].rows
    assert rows == []


def test_what_was_withdrawn_or_taken_down_stays_in_the_archive_as_a_trace(client, section):
    gone = make_notice(section, title="撤回的事")
    withdraw(gone, by=None, reason="内容有误，另行发布")
    over = make_notice(section, title="到期的事", expire_at=timezone.now() + timedelta(hours=1))
    make_notice(section, live=False, title="从未公布的事")
    later = timezone.now() + timedelta(hours=2)
    with time_machine.travel(later, tick=False):
        before_the_scheduler = words(client, section.url + "archive/")
        take_down(Notice.objects.get(pk=over.pk), at=later)
        text = words(client, section.url + "archive/")
    for shown in (before_the_scheduler, text):
        for said in ("撤回的事", gone.index_no, "内容有误，另行发布", "到期的事", "到期撤下"):
            assert said in shown
        assert "从未公布的事" not in shown
    assert client.get(gone.url).status_code == 410


def test_a_trace_keeps_the_title_under_which_it_was_public(client, section):
    page = make_notice(section, title="公布时的题目")
    withdraw(page, by=None, reason="另行发布")
    Notice.objects.filter(pk=page.pk).update(title="后来改的题目")
    text = words(client, section.url + "archive/")
    assert "公布时的题目" in text
    assert "后来改的题目" not in text


def test_the_citys_archive_has_every_community_and_filters_by_it(client, city, section, community):
    of_city = make_notice_section(city)
    other = make_notice_section(make_community(make_district(city, "西区"), "桐荫巷社区"))
    for place, title in ((of_city, "全市的"), (section, "青禾里的"), (other, "桐荫巷的")):
        make_notice(place, title=title)

    def titles(query: str) -> set[str]:
        listing = client.get(f"{of_city.url}archive/{query}").context["listing"]
        return {row.title for row in listing.rows}

    assert titles("") == {"全市的", "青禾里的", "桐荫巷的"}
    assert titles(f"?community={community.pk}") == {"青禾里的"}
    assert titles("?community=city") == {"全市的"}
    assert titles("?kind=result") == set()
    for nonsense in ("?community=x", "?community=٣", "?kind=secret"):
        assert titles(nonsense) == {"全市的", "青禾里的", "桐荫巷的"}
    assert {row.title for row in client.get(section.url + "archive/").context["listing"].rows} == {
        "全市的",
        "青禾里的",
    }


def test_guarded_notices_and_mirrors_are_in_no_archive(client, city, section):
    of_city = make_notice_section(city)
    make_notice(of_city, title="一件事").create_alias(parent=section)
    make_notice(section, title="只给一些人的事")
    PageViewRestriction.objects.create(
        page=Notice.objects.get(title="只给一些人的事"), restriction_type="login"
    )
    page = client.get(of_city.url + "archive/")
    assert [row.title for row in page.context["listing"].rows] == ["一件事"]
    assert page.context["years"][0].total == 1


@pytest.mark.parametrize("path", ["archive/0/", "archive/2026/13/", "archive/99999/", "archive/x/"])
def test_a_month_that_no_calendar_has_is_not_found(client, section, path):
    assert client.get(section.url + path).status_code == 404
    assert client.get(section.url + "archive/9999/12/").status_code == 200


@pytest.mark.parametrize("count", [10, 1000])
def test_the_archive_costs_the_same_at_ten_and_at_a_thousand(client, section, count):
    add_notices(section, texts(count))
    for path in ("archive/", "archive/2024/", "archive/2024/5/?kind=notice&page=2"):
        client.get(section.url + path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(section.url + path).status_code == 200
        assert len(queries) <= BUDGET["notice_archive"], path


@given(day=st.dates(date(1900, 1, 1)))
def test_every_day_lies_in_its_own_year_and_month(day):
    for period in (Period.of(day.year), Period.of(day.year, day.month)):
        where = str(period.narrow(Notice.objects.all()).query.where)
        assert where.count("listed_on") == (1 if period.is_last else 2)


# --- Feeds --------------------------------------------------------------------------------------
def feed(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def titles_of(root: Any) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def test_a_feed_has_the_newest_public_notices_with_absolute_addresses(client, city, section):
    make_notice(make_notice_section(city), title="全市的")
    page = make_notice(section, title="社区的 <b>", summary="停水 & 停电", body="<p>全文</p>")
    make_notice(section, live=False, title="草稿")
    root = feed(client, section.url + "feed/")
    assert set(titles_of(root)) == {"全市的", "社区的 <b>"}
    entry = next(entry for entry in root.iter(f"{ATOM}entry") if "<b>" in entry[0].text)
    assert entry.find(f"{ATOM}link").get("href").startswith("http")
    assert entry.find(f"{ATOM}link").get("href").endswith(page.url)
    assert entry.findtext(f"{ATOM}summary") == "停水 &amp; 停电"
    assert "全文" not in ElementTree.tostring(root, "unicode")


def test_feeds_are_narrowed_by_kind_and_by_topic(client, section):
    first = make_notice(section, title="停水的", kind="announcement")
    first.topics.add("停水")
    publish(first, by=None)
    make_notice(section, title="别的")
    assert titles_of(feed(client, section.url + "feed/?kind=announcement")) == ["停水的"]
    assert titles_of(feed(client, section.url + "feed/topic/停水/")) == ["停水的"]
    assert client.get(section.url + "feed/?kind=secret").status_code == 404
    assert client.get(section.url + "feed/topic/nothing/").status_code == 404


def test_the_name_of_an_entry_never_changes_and_its_date_follows_each_publication(client, section):
    page = make_notice(section, title="原题")

    def entry() -> tuple[str, str, str]:
        found = next(feed(client, section.url + "feed/").iter(f"{ATOM}entry"))
        names = ("id", "published", "updated")
        return tuple(found.findtext(ATOM + name) for name in names)  # type: ignore[return-value]

    before = entry()
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        page.title, page.slug = "新题", "new-slug"
        publish(page, by=None)
        after = entry()
    assert before[:2] == after[:2]
    assert before[0].startswith("tag:")
    assert before[0].endswith(page.index_no)
    assert datetime.fromisoformat(after[2]) > datetime.fromisoformat(before[2])


def test_a_reader_who_has_the_feed_already_gets_304_until_something_changes(client, section):
    page = make_notice(section)
    address = section.url + "feed/"
    first = client.get(address)
    tag, since = {"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(address, headers=tag).status_code == 304
    assert client.get(address, headers=since).status_code == 304
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        withdraw(page, by=None, reason="重复")
        assert client.get(address, headers=tag).status_code == 200
        assert client.get(address, headers=since).status_code == 200


def test_signs_that_nobody_sees_do_not_keep_a_feed_from_being_read(client, section):
    make_notice(section, title="停水\x0b通知", summary="第一行\x1f第二行", issuer="居民\x0c委员会")
    assert titles_of(feed(client, section.url + "feed/")) == ["停水通知"]


def test_a_feed_of_a_list_of_persons_has_only_its_title(client, section):
    page = make_personal_list(section)
    text = client.get(section.url + "feed/").content.decode()
    assert page.title in text
    assert page.summary not in text
    assert "张*" not in text


def test_pages_lead_to_their_feed_and_say_what_feeds_are(client, city, section, community):
    make_notice_section(city)
    page = make_notice(section)
    page.topics.add("停水")
    publish(page, by=None)
    link = f'type="application/atom+xml" title="通知公告" href="{section.url}feed/"'
    for address in (section.url, section.url + "archive/", section.url + "subscribe/"):
        assert link in words(client, address), address
    text = words(client, section.url + "subscribe/")
    assert f"{section.url}feed/?kind=publicity" in text
    assert f"{section.url}feed/topic/停水/" in text
    assert f"{section.url}subscribe/" in words(client, "/notices/subscribe/")


@pytest.mark.parametrize("count", [10, 1000])
def test_feeds_cost_the_same_at_ten_and_at_a_thousand(client, section, count):
    add_notices(section, texts(count))
    for path, name in (("feed/", "notice_feed"), ("subscribe/", "notice_subscribe")):
        client.get(section.url + path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(section.url + path).status_code == 200
        assert len(queries) <= BUDGET[name], path
