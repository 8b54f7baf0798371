"""Publicity, lists of persons, emergencies and results: what the gate asks and what readers see."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.models import CalendarDay, RuleSetting, SiteSettings
from portal.pages.models import Notice
from portal.pages.notice_actions import take_down_list
from portal.pages.tests.factories import (
    enter_publicity_rules,
    make_emergency,
    make_notice,
    make_notice_section,
    make_personal_list,
    make_publicity,
)
from portal.problems import Refused
from portal.publication.actions import publish, withdraw
from portal.scheduling import run_due
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2025, 9, 12, 2, tzinfo=UTC)


@pytest.fixture
def city() -> Any:
    return make_city()


@pytest.fixture
def community(city: Any) -> Any:
    return make_community(make_district(city))


@pytest.fixture
def section(community: Any) -> Any:
    return make_notice_section(community)


def fields_refused(make: Any, section: Any, **values: Any) -> set[str]:
    with pytest.raises(Refused) as refusal:
        make(section, **values)
    return {problem.field for problem in refusal.value.problems}


def words(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


# --- Publicity ------------------------------------------------------------------------------------
def test_a_publicity_is_public_only_with_its_window_and_how_to_object(section):
    missing = {"publicity_to": None, "objection_phone": "", "objection_address": "", "basis": ""}
    assert fields_refused(make_publicity, section, **missing) == set(missing)


def test_a_publicity_of_relief_needs_seven_working_days_a_general_one_five(section):
    with time_machine.travel(FRIDAY, tick=False):
        last = date(2025, 9, 19)
        make_publicity(section, publicity_to=last)
        refused = fields_refused(
            make_publicity, section, publicity_to=last, publicity_subject="relief"
        )
        make_publicity(section, publicity_to=date(2025, 9, 23), publicity_subject="relief")
    assert refused == {"publicity_to"}


def test_a_new_value_of_the_rule_holds_from_its_day(section):
    enter_publicity_rules()
    with time_machine.travel(FRIDAY, tick=False):
        RuleSetting.objects.create(
            key="publicity.working_days_minimum",
            value="6",
            basis="地方规定",
            effective_from=date(2025, 9, 1),
        )
        assert fields_refused(make_publicity, section, publicity_to=date(2025, 9, 19)) == {
            "publicity_to"
        }


def test_a_year_without_calendar_stops_the_publication_and_is_named(section):
    with time_machine.travel(FRIDAY, tick=False):
        make_publicity(section)
        CalendarDay.objects.filter(date__gt=date(2025, 9, 16)).delete()
        draft = make_notice(
            section,
            live=False,
            kind="publicity",
            publicity_from=date(2025, 9, 12),
            publicity_to=date(2025, 9, 26),
            objection_phone="0",
            objection_address="甲",
            objection_hours="乙",
            basis="丙",
        )
        with pytest.raises(Refused) as refusal:
            publish(draft, by=None)
    assert [problem.code for problem in refusal.value.problems] == ["workdays.year_missing"]


def test_a_page_of_a_running_publicity_says_how_long_and_how_to_object(section, client):
    with time_machine.travel(FRIDAY, tick=False):
        page = make_publicity(section, publicity_to=date(2025, 9, 19))
        text = words(client, page.url)
        assert "公示中" in text
        assert "5个工作日" in text
        for said in ("0000-8800 1122", "青禾路27号二楼议事厅（演示）", "工作日8:30—17:30"):
            assert said in text
    with time_machine.travel(FRIDAY + timedelta(days=7), tick=False):
        assert "最后一天" in words(client, page.url)
    with time_machine.travel(FRIDAY + timedelta(days=8), tick=False):
        text = words(client, page.url)
        assert "公示结束" in text
        assert "公示中" not in text


def test_days_that_nobody_has_entered_are_not_counted_on_the_page(section, client):
    with time_machine.travel(FRIDAY, tick=False):
        page = make_publicity(section, publicity_to=date(2025, 9, 19))
        CalendarDay.objects.filter(date=date(2025, 9, 17)).delete()
        text = words(client, page.url)
    assert "个工作日" not in text
    assert "节假日安排尚未录入" in text


def test_the_days_left_are_the_ones_the_calendar_counts_in_page_and_preview(section, client):
    with time_machine.travel(FRIDAY, tick=False):
        page = make_publicity(section, publicity_to=date(2025, 9, 26))
        served = client.get(page.url).context["days_left"]
        preview = Notice.objects.get(pk=page.pk).make_preview_request().context_data["days_left"]
    assert served == preview == 10


def test_a_list_shows_until_when_one_can_object(section, client):
    with time_machine.travel(FRIDAY, tick=False):
        make_publicity(section, title="甲公示", publicity_to=date(2025, 9, 19))
        text = words(client, section.url)
    assert "前可提异议" in text
    assert "2025-09-19" in text


# --- Lists of persons -----------------------------------------------------------------------------
def test_a_list_of_persons_needs_a_day_to_be_taken_down_and_a_summary(section):
    refused = fields_refused(make_personal_list, section, takedown_on=None, summary="")
    assert refused == {"takedown_on", "summary"}


def list_and_the_day_after(section: Any) -> tuple[Notice, datetime]:
    with time_machine.travel(FRIDAY, tick=False):
        page = make_personal_list(
            section, publicity_to=date(2025, 9, 19), takedown_on=date(2025, 9, 22)
        )
    return page, datetime(2025, 9, 22, 16, tzinfo=UTC)


def test_a_list_is_read_on_its_last_day_and_gone_the_day_after_without_any_scheduler(
    section, client
):
    page, after = list_and_the_day_after(section)
    with time_machine.travel(after - timedelta(minutes=1), tick=False):
        assert "张*梅" in words(client, page.url)
    with time_machine.travel(after, tick=False):
        text = words(client, page.url)
        assert "张*梅" not in text
        assert page.summary not in text
        assert page.title in text
        assert page.index_no in text
        assert "公示期满，名单已撤下" in text
        assert "名单已撤下" in words(client, section.url + "archive/2025/")


def test_no_other_page_ever_holds_the_list(section, client, community):
    page, after = list_and_the_day_after(section)
    places = [section.url, section.url + "feed/", section.url + "archive/", community.url, "/"]
    for moment in (FRIDAY + timedelta(hours=1), after):
        with time_machine.travel(moment, tick=False):
            for address in places:
                assert "张*梅" not in words(client, address), address
    assert page.summary not in words(client, section.url + "feed/")


def test_the_scheduler_takes_each_list_down_once_and_the_desk_keeps_the_text(section):
    page, after = list_and_the_day_after(section)
    with time_machine.travel(after - timedelta(minutes=1), tick=False):
        assert run_due(timezone.now()).done == []
    with time_machine.travel(after, tick=False):
        assert run_due(timezone.now()).done == [page.title]
        assert run_due(timezone.now()).done == []
        assert not take_down_list(page.pk, at=timezone.now())
    page.refresh_from_db()
    assert page.list_removed_at == after
    assert "张*梅" in page.body
    assert "张*梅" in page.latest_revision.content["body"]


def test_a_list_whose_time_was_lengthened_is_taken_down_again(section):
    page, after = list_and_the_day_after(section)
    with time_machine.travel(after, tick=False):
        run_due(timezone.now())
        page = Notice.objects.get(pk=page.pk)
        page.publicity_to = page.takedown_on = date(2025, 9, 26)
        page = publish(page, by=None)
        assert not page.is_list_down
    with time_machine.travel(after + timedelta(days=5), tick=False):
        assert run_due(timezone.now()).done == [page.title]


def test_a_list_that_was_taken_down_cannot_be_unmarked(section):
    page, after = list_and_the_day_after(section)
    with time_machine.travel(after, tick=False):
        run_due(timezone.now())
        page = Notice.objects.get(pk=page.pk)
        page.has_personal_list = False
        with pytest.raises(Refused) as refusal:
            publish(page, by=None)
    assert [problem.field for problem in refusal.value.problems] == ["has_personal_list"]


def test_the_head_of_a_page_without_its_list_says_nothing_of_it(section, client):
    page, after = list_and_the_day_after(section)
    with time_machine.travel(after, tick=False):
        head = words(client, page.url).partition("</head>")[0]
    assert page.summary not in head
    assert "张" not in head


# --- Emergencies ----------------------------------------------------------------------------------
def test_an_emergency_is_public_only_with_severity_time_and_telephone(section):
    missing = {"severity": None, "ends_at": None, "what_to_do": "", "emergency_phone": ""}
    assert fields_refused(make_emergency, section, **missing) == set(missing)


def test_the_banner_stands_on_every_page_with_the_next_request(client, city, section, community):
    make_notice(make_notice_section(city), slug="other")
    pages = ["/", community.url, section.url, "/notices/other/", "/search/?q=停水", "/en/"]
    before = [words(client, address) for address in pages]
    make_emergency(make_notice_section_of(city), title="全市暴雨")
    after = [words(client, address) for address in pages]
    assert not any("全市暴雨" in text for text in before)
    assert all('class="banner"' in text and "全市暴雨" in text for text in after)
    assert "全市暴雨" in words(client, "/no-such-page/", 404)
    client.cookies["portal_mode"] = "elder"
    assert "全市暴雨" in words(client, "/")


def make_notice_section_of(place: Any) -> Any:
    """The section that the place already has."""
    return place.get_children().get(slug="notices").specific


def test_a_withdrawn_emergency_is_gone_with_the_next_request(client, section, community):
    page = make_emergency(section)
    assert page.title in words(client, community.url)
    withdraw(page, by=None, reason="险情解除")
    assert 'class="banner"' not in words(client, community.url)


def test_an_emergency_ends_by_itself_and_begins_not_before_its_time(client, section, community):
    now = timezone.now()
    make_emergency(section, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    for hours, shown in ((0, False), (1, True), (1.99, True), (2, False)):
        with time_machine.travel(now + timedelta(hours=hours), tick=False):
            assert ('class="banner"' in words(client, community.url)) is shown, hours


def test_a_banner_goes_with_its_notice_when_that_is_taken_down_earlier(client, section):
    now = timezone.now()
    page = make_emergency(section, expire_at=now + timedelta(hours=1))
    assert 'class="banner"' in words(client, section.url)
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        words(client, page.url, 410)
        assert 'class="banner"' not in words(client, section.url)


def test_a_communitys_emergency_stands_in_that_community_only(client, city, section, community):
    other = make_community(make_district(city, "西区"), "桐荫巷社区")
    page = make_emergency(section)
    assert page.title in words(client, community.url)
    assert page.title not in words(client, other.url)
    assert page.title not in words(client, "/")
    client.cookies["portal_community"] = str(community.pk)
    assert page.title in words(client, "/")


def test_the_city_may_name_communities_and_a_community_may_not(client, city, section, community):
    other = make_community(make_district(city, "西区"), "桐荫巷社区")
    of_city = make_notice_section(city)
    page = make_emergency(of_city, live=False, title="两处停电")
    page.affected.add(community)
    publish(page, by=None)
    assert 'class="banner"' in words(client, community.url)
    assert 'class="banner"' not in words(client, other.url)
    foreign = make_emergency(section, live=False)
    foreign.affected.add(other)
    with pytest.raises(Refused) as refusal:
        publish(foreign, by=None)
    assert [problem.field for problem in refusal.value.problems] == ["affected"]


def test_what_stops_being_an_emergency_leaves_the_banner(client, section, community):
    page = make_emergency(section)
    page.kind = "notice"
    publish(page, by=None)
    assert 'class="banner"' not in words(client, community.url)


def test_the_gravest_of_many_emergencies_come_first_and_two_at_most(client, section, community):
    for severity in (1, 3, 2):
        make_emergency(section, severity=severity, title=f"第{severity}级")
    text = words(client, community.url)
    shown = [text.find(f"第{severity}级") for severity in (3, 2, 1)]
    assert 0 < shown[0] < shown[1]
    assert text.count('class="banner"') == 2


def test_a_banner_costs_no_query(client, section, community):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        client.get(community.url)
        with CaptureQueriesContext(connection) as queries:
            client.get(community.url)
        return len(queries)

    before = cost()
    make_emergency(section)
    assert cost() <= before + 1, "one more for the list of notices, which was empty before"
    make_emergency(section)
    assert cost() <= before + 1


def test_an_ended_emergency_can_still_be_corrected(section):
    now = timezone.now()
    page = make_emergency(section, ends_at=now + timedelta(hours=1))
    with time_machine.travel(now + timedelta(days=3), tick=False):
        page.body = "<p>补充说明。</p>"
        publish(page, by=None)
    assert SiteSettings.objects.get().navigation["banners"] == []


def test_a_mirror_of_an_emergency_makes_no_second_banner(city, section):
    other = make_notice_section(make_community(make_district(city, "西区"), "桐荫巷社区"))
    page = make_emergency(section)
    page.create_alias(parent=other)
    banners = SiteSettings.objects.get().navigation["banners"]
    assert [banner["id"] for banner in banners] == [page.pk]


# --- Results --------------------------------------------------------------------------------------
def test_a_result_names_what_it_answers_or_says_that_it_stands_alone(section, client):
    assert fields_refused(make_notice, section, kind="result") == {"answers"}
    alone = make_notice(section, kind="result", stands_alone=True)
    assert "不对应本门户的任何通知" in words(client, alone.url)


def test_question_and_result_lead_to_each_other(section, client):
    first = make_publicity(section, title="先公示的事")
    result = make_notice(section, kind="result", answers=first, title="后来的结果")
    assert result.url in words(client, first.url)
    assert first.url in words(client, result.url)


def test_a_notice_cannot_take_the_address_of_the_archive(section):
    assert fields_refused(make_notice, section, slug="archive") == {"slug"}
