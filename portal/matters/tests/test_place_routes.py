"""Windows, roster, contact card, facilities and rules as residents read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from portal.matters.choices import RuleSlotKind
from portal.matters.models import RuleSlot, WindowClosure, WindowHours
from portal.matters.tests.factories import (
    make_card,
    make_centre,
    make_facility,
    make_matter,
    make_matter_section,
    make_procedure,
    make_roster,
    make_window,
)
from portal.models import CalendarDay, Image
from portal.pages.models.centre import SpecialDay
from portal.pages.tests.factories import (
    enter_calendar,
    make_directory,
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
)
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district
from portal.tests.query_budget import BUDGET
from portal.tests.test_query_budget import cost

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
PARTS = ("windows", "duty", "contact-card", "facilities", "rules")


@pytest.fixture
def town() -> SimpleNamespace:
    """A community with a centre that is open on weekdays, and its section of services."""
    city = make_city()
    one = make_community(make_district(city))
    enter_calendar(MONDAY.date() - timedelta(days=3), 60)
    return SimpleNamespace(
        city=city, one=one, centre=make_centre(one), section=make_matter_section(one)
    )


def shown(client: Any, town: Any, part: str, at: datetime = MONDAY) -> str:
    with time_machine.travel(at, tick=False):
        answer = client.get(f"{town.section.url}{part}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def states(client: Any, town: Any, at: datetime = MONDAY) -> list[str]:
    with time_machine.travel(at, tick=False):
        answer = client.get(f"{town.section.url}windows/")
    return [str(window.state.status) for window in answer.context["windows"]]


def test_windows_say_what_is_done_there_and_how_easy_they_are(client, town):
    window = make_window(town.centre, no="3", name="民政窗", low_counter=True)
    window.matters.add(make_matter(name="老年人优待证申领"))
    window.save()
    text = shown(client, town, "windows")
    assert "民政窗" in text and "老年人优待证申领" in text and "低位柜台" in text
    assert "会手语" not in text


def test_a_window_leads_to_the_procedure_at_the_address_of_the_community(client, town):
    window, matter = make_window(town.centre), make_matter(name="老年人优待证申领")
    window.matters.add(matter)
    window.save()
    make_procedure(make_matter_section(town.city), slug="card", matter=matter)
    assert f'href="{town.section.url}card/"' in shown(client, town, "windows")


def test_a_window_keeps_the_hours_of_the_centre_unless_it_has_its_own(client, town):
    make_window(town.centre, no="1")
    own = make_window(town.centre, no="2")
    WindowHours.objects.create(window=own, weekday=0, opens="14:00", closes="17:00")
    assert states(client, town) == ["open", "closed"]
    assert states(client, town, MONDAY + timedelta(hours=5)) == ["open", "open"]


def test_a_window_that_is_shut_today_says_why_and_others_stay_open(client, town):
    shut, _other = make_window(town.centre, no="1"), make_window(town.centre, no="2")
    WindowClosure.objects.create(window=shut, date=MONDAY.date(), reason="系统升级")
    assert states(client, town) == ["closed", "open"]
    assert "系统升级" in shown(client, town, "windows")


def test_a_centre_that_is_shut_today_shuts_its_windows_but_not_one_that_says_otherwise(
    client, town
):
    make_window(town.centre, no="1")
    open_one = make_window(town.centre, no="2")
    SpecialDay.objects.create(centre=town.centre, date=MONDAY.date(), reason="消防演练")
    WindowClosure.objects.create(
        window=open_one, date=MONDAY.date(), opens="09:00", closes="11:00", reason="照常"
    )
    assert states(client, town) == ["closed", "open"]


def test_on_a_holiday_windows_are_shut(client, town):
    make_window(town.centre)
    CalendarDay.objects.filter(date=MONDAY.date()).update(kind="statutory")
    assert states(client, town) == ["holiday"]


def test_the_roster_has_a_row_for_every_day_and_marks_holidays(client, town):
    card = make_card(town.one, post="值班岗", display_name="陈老师", consent_public=True)
    with time_machine.travel(MONDAY, tick=False):
        make_roster(town.one, 14, holder=card)
    CalendarDay.objects.filter(date=MONDAY.date()).update(kind="statutory", note="演示节")
    text = shown(client, town, "duty")
    assert text.count("roster__day") >= 14 and text.count("陈老师") == 14
    assert text.count("节假日值班") == 1 and "演示节" in text


def test_a_day_without_anybody_gives_the_number_of_the_centre_instead_of_a_hole(client, town):
    town.centre.hotline = "0000-8800 1199"
    town.centre.save()
    text = shown(client, town, "duty")
    assert text.count("请打服务中心电话") == 14
    assert text.count(">0000-8800 1199<") == 14


def test_a_name_without_agreement_does_not_stand_in_the_roster(client, town):
    card = make_card(town.one, post="值班岗", display_name="郑女士")
    with time_machine.travel(MONDAY, tick=False):
        make_roster(town.one, 1, holder=card)
    text = shown(client, town, "duty")
    assert "值班岗" in text and "郑女士" not in text


def test_the_contact_card_has_address_hours_and_numbers(client, town):
    make_window(town.centre, no="2", name="医保窗", phone="0000-8800 1144")
    with time_machine.travel(MONDAY, tick=False):
        make_roster(town.one, 1, phone="0000-8800 1155")
    text = shown(client, town, "contact-card")
    for number in ("0000-8800 1121", "0000-8800 1144", "0000-8800 1155"):
        assert number in text
    assert "8:30" in text and "noindex" in text


def test_facilities_are_narrowed_by_kind_and_lead_to_a_map(client, town):
    make_facility(town.one, name="照料室", latitude="-48.876600", longitude="-123.393300")
    make_facility(town.one, name="修鞋铺", kind="repair")
    text = shown(client, town, "facilities")
    assert "照料室" in text and "修鞋铺" in text
    assert 'href="geo:-48.8766,-123.3933"' in text
    only = client.get(f"{town.section.url}facilities/?kind=repair").content.decode()
    assert "修鞋铺" in only and "照料室" not in only
    assert "修鞋铺" in client.get(f"{town.section.url}facilities/?kind=x").content.decode()


def test_a_market_says_who_watches_over_it_its_prices_and_what_was_tested(client, town):
    tests = make_notice(make_notice_section(town.one), title="蔬菜抽检结果（演示）")
    make_facility(
        town.one, kind="market", function="卖菜", price_list="摊位 10元/天", test_notice=tests,
        supervisor="市场监管所（演示）", supervisor_phone="0000-8800 1331",
        complaint_phone="0000-8800 1332", starts_on=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    page = client.get(f"{town.section.url}facilities/").text
    for words in ("市场监管所（演示）", "tel:000088001332", "摊位 10元/天", "起提供", tests.url):
        assert words in page
    withdraw(tests, by=None, reason="数据有误")
    assert "蔬菜抽检结果" not in client.get(f"{town.section.url}facilities/").text


def test_a_facility_that_was_withdrawn_says_when_and_why(client, town):
    make_facility(
        town.one, name="快递柜", is_active=False, ended_on=date(2026, 5, 1), ended_reason="改去东门"
    )
    text = shown(client, town, "facilities")
    assert "2026年5月1日" in text and "改去东门" in text


def test_rules_lead_to_their_texts_and_missing_ones_are_said(client, town):
    text = make_regulation(make_regulation_section(town.one), title="首问责任制（演示）")
    RuleSlot.objects.create(centre=town.centre, kind=RuleSlotKind.FIRST_ASKED, regulation=text)
    found = shown(client, town, "rules")
    assert f'href="{text.url}"' in found
    assert found.count("还没有公开") == 11


@pytest.mark.parametrize("part", PARTS)
def test_the_section_of_the_city_has_no_windows(client, town, part):
    section = make_matter_section(town.city, slug="all-services")
    assert client.get(f"{section.url}{part}/").status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_nothing_of_another_community_is_shown(client, town, part):
    other = make_community(town.one.get_parent().specific, "桐荫巷社区")
    centre = make_centre(other, name="别处的中心", phone="0000-7700 1")
    make_window(centre, name="别处的窗")
    make_facility(other, name="别处的铺子")
    text = shown(client, town, part)
    assert "别处的" not in text and "0000-7700 1" not in text


def test_the_page_of_the_centre_shows_its_windows_and_leads_to_them(client, town):
    page = make_directory(town.one)
    assert "民政救助窗" not in client.get(page.url).content.decode()
    window = make_window(town.centre)
    WindowClosure.objects.create(window=window, date=MONDAY.date(), reason="系统升级")
    with time_machine.travel(MONDAY, tick=False):
        text = client.get(page.url).content.decode()
    assert "民政救助窗" in text and f'href="{town.section.url}windows/"' in text
    assert "今天不开" in text and "系统升级" in text


@pytest.mark.parametrize("count", [2, 30])
def test_pages_of_a_centre_cost_the_same_with_few_and_with_many_rows(client, town, count):
    directory = make_directory(town.one)
    for number in range(count):
        window = make_window(town.centre, no=str(number))
        window.matters.set([make_matter() for _ in range(3)])
        window.save()
        WindowHours.objects.create(window=window, weekday=0, opens="09:00", closes="12:00")
        WindowClosure.objects.create(window=window, date=timezone.localdate(), reason="升级")
        make_facility(town.one)
    make_roster(town.one, min(count, 14), backup=make_card(town.one))
    for part in PARTS:
        assert cost(client, f"{town.section.url}{part}/") <= BUDGET["windows"], part
    assert cost(client, directory.url) <= BUDGET["directory"]


def test_an_uploaded_plan_stands_above_the_windows_with_their_numbers(client, town):
    make_window(town.centre, no="3", name="民政窗")
    assert "<figure" not in shown(client, town, "windows")
    town.centre.plan_image = Image.objects.create(title="图", file=get_test_image_file())
    town.centre.plan_alt = "一楼大厅平面图"
    town.centre.save()
    figure = shown(client, town, "windows").partition("<figure")[2].partition("</figure>")[0]
    assert 'alt="一楼大厅平面图"' in figure and "3 民政窗</a>" in figure


def test_a_floor_plan_stands_there_instead_of_the_way_to_the_centre(client, town):
    make_window(town.centre, no="3", name="民政窗")
    for plan, words in (("plan", "从公交站走来的路"), ("floor", "进门左边是3号窗口")):
        picture = Image.objects.create(title="图", file=get_test_image_file())
        setattr(town.centre, f"{plan}_image", picture)
        with pytest.raises(ValidationError, match=f"{plan}_alt"):
            town.centre.full_clean()
        setattr(town.centre, f"{plan}_alt", words)
    town.centre.save()
    page = shown(client, town, "windows")
    assert 'alt="进门左边是3号窗口"' in page and "从公交站走来的路" not in page


def test_complaints_about_a_market_are_said_to_be_taken_by_telephone(client, town):
    make_facility(town.one, kind="shop")
    assert "目前不受理投诉" not in shown(client, town, "facilities")
    make_facility(town.one, kind="market", complaint_phone="0000-8800 1157")
    text = shown(client, town, "facilities")
    assert "目前不受理投诉" in text and 'href="tel:0000' in text
    assert f"/report-error/?page={town.section.url}facilities/" in text
