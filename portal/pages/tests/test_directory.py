"""The page of a service centre: single days, the way, who exists, whom to ask."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils.translation import override
from wagtail.images.tests.utils import get_test_image_file

from portal.models import CalendarDay, Community, Image
from portal.pages.models import (
    Centre,
    ContactAssignment,
    OrganisationUnit,
    ReportingLine,
    SpecialDay,
)
from portal.pages.tests.factories import make_directory
from portal.problems import Refused
from portal.publication.actions import publish
from portal.tests.factories import make_city, make_community, make_district
from portal.tests.query_budget import BUDGET
from portal.tests.test_query_budget import cost

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def community() -> Community:
    """A community whose centre is open from Monday to Friday."""
    return make_community(make_district(make_city()))


@pytest.fixture
def directory(community: Community) -> Any:
    """The page of its centre, on a Monday that is a working day."""
    CalendarDay.objects.create(date=MONDAY.date(), kind="workday")
    return make_directory(community, show_in_menus=True)


def unit_of(**values: Any) -> OrganisationUnit:
    values = {"kind": "committee", "name": "居民委员会（演示）", "duties": "办理", **values}
    return OrganisationUnit.objects.create(**values)


def words(client: Any, page: Any) -> str:
    """The page on that Monday at ten."""
    with time_machine.travel(MONDAY, tick=False):
        return str(client.get(page.url).content.decode())


def test_a_centre_that_is_shut_today_says_why_on_every_page(client, community, directory):
    centre = community.centres.get()
    SpecialDay.objects.create(centre=centre, date=MONDAY.date(), reason="消防演练")
    for page in (directory, community):
        assert "已下班" in words(client, page)
    assert "消防演练" in words(client, directory)


def test_hours_of_a_single_day_stand_above_those_of_the_week(client, community, directory):
    SpecialDay.objects.create(
        centre=community.centres.get(),
        date=MONDAY.date(),
        opens="09:00",
        closes="10:30",
        reason="盘点",
    )
    with time_machine.travel(MONDAY, tick=False):
        (centre,) = client.get(directory.url).context["centres"]
    assert (centre.state.status, f"{centre.state.until:%H:%M}") == ("open", "10:30")


def test_a_single_day_of_one_centre_says_nothing_about_another(client, community, directory):
    other = make_community(community.get_parent().specific)
    page = make_directory(other)
    SpecialDay.objects.create(centre=community.centres.get(), date=MONDAY.date(), reason="消防演练")
    assert "消防演练" not in words(client, page)


def test_a_centre_open_too_few_hours_cannot_be_public(community):
    call_command("load_rule_settings", verbosity=0)
    page = make_directory(community, live=False)
    community.centres.get().opening_hours.filter(weekday=0).delete()
    with pytest.raises(Refused) as refusal:
        publish(page, by=None)
    assert [problem.code for problem in refusal.value.problems] == ["opening_hours.too_few"]


def test_a_shared_station_stands_on_the_page_of_each_community_it_serves(client, community):
    make_directory(community)
    second, third = (make_community(community.get_parent().specific) for _ in range(2))
    station = community.centres.get()
    station.model = "many_villages"
    station.shared_by.add(second)
    station.save()
    served = Centre.objects.serving(second.path).with_hours()
    assert {row.pk for row in served} == {station.pk}
    assert not Centre.objects.serving(third.path).exists()
    (own,) = {row.sharer for row in Centre.objects.serving(community.path).with_hours()}
    assert own == second.pk


def test_the_chart_begins_with_the_bodies_of_the_district(client, community, directory):
    district = community.get_parent().specific
    office = unit_of(district=district, kind="office", name="区社区办（演示）")
    unit_of(district=make_district(district.get_parent().specific), name="别区的办公室（演示）")
    committee = unit_of(community=community)
    ReportingLine.objects.create(unit=committee, above=office, kind="guides")
    chart = client.get(directory.url).context["chart"]
    assert [unit.pk for unit in chart.roots] == [office.pk]
    assert [unit.pk for unit in office_of(chart).below] == [committee.pk]
    assert "区社区办（演示）" in words(client, district)


def office_of(chart: Any) -> Any:
    return chart.roots[0]


def test_cards_are_public_with_agreement_only_and_print_as_plates(client, community, directory):
    unit = unit_of(community=community)
    card = {"unit": unit, "phone": "0000-8800 1136", "duties": "走访"}
    ContactAssignment.objects.create(
        post="网格岗", display_name="陈老师", consent_public=True, **card
    )
    ContactAssignment.objects.create(post="民政岗", display_name="郑女士", **card)
    ContactAssignment.objects.create(post="值班岗", **card)
    for address in (directory.url, directory.url + "name-plates/", community.url):
        text = client.get(address).content.decode()
        assert "陈老师" in text and "值班岗" in text
        assert "郑女士" not in text and "民政岗" not in text


def test_the_head_is_told_by_post_and_by_name_only_with_agreement(client, community, directory):
    centre = community.centres.get()
    centre.head_post, centre.head_name = "服务中心主任", "李演示"
    with pytest.raises(ValidationError, match="职务"):
        centre.full_clean()
    centre.save()
    assert "李演示" not in words(client, directory)
    centre.head_consents = True
    centre.save()
    assert "服务中心主任 李演示" in words(client, directory)


@pytest.mark.parametrize("field", ["phone", "hotline", "head_phone"])
def test_a_mobile_is_refused_wherever_a_centre_gives_a_number(community, field):
    centre = Centre(community=community, name="中心", address="一号", phone="0000-8800 1121")
    setattr(centre, field, "13800000000")
    with pytest.raises(ValidationError) as refusal:
        centre.full_clean()
    assert set(refusal.value.message_dict) == {field}


def test_a_position_is_shown_as_text_and_as_a_link_for_maps(client, community, directory):
    centre = community.centres.get()
    centre.latitude, centre.longitude = Decimal("-48.87660"), Decimal("-123.39330")
    centre.save()
    text = words(client, directory)
    assert 'href="geo:-48.8766,-123.3933"' in text
    assert ">-48.8766,-123.3933<" in text


def test_a_plan_that_was_uploaded_stands_instead_of_the_sketch(client, community, directory):
    centre = community.centres.get()
    centre.street_south, centre.entrance = "青禾路", "south"
    centre.save()
    assert "<svg" in words(client, directory) and "大门朝南" in words(client, directory)
    centre.plan_image = Image.objects.create(title="图", file=get_test_image_file())
    with pytest.raises(ValidationError, match="plan_alt"):
        centre.full_clean()
    centre.plan_alt = "从车站到门口的路线"
    centre.save()
    text = words(client, directory)
    assert 'alt="从车站到门口的路线"' in text and "大门朝南" not in text


def test_a_community_managed_by_its_neighbour_says_so(client, community, directory):
    neighbour = make_community(community.get_parent().specific, "桐荫巷社区")
    community.interim_manager = neighbour
    community.save()
    for page in (community, directory):
        assert "暂由桐荫巷社区代管" in words(client, page)


@pytest.mark.parametrize("count", [2, 30])
def test_directory_and_home_cost_the_same_with_few_and_with_many_units(
    client, community, directory, count
):
    office = unit_of(district=community.get_parent().specific, kind="office", name="区办")
    for number in range(count):
        unit = unit_of(community=community, name=f"机构 {number}", order=number)
        ReportingLine.objects.create(unit=unit, above=office)
        for _ in range(3):
            ContactAssignment.objects.create(unit=unit, post="岗", phone="0000-8800 1", duties="事")
    centre = community.centres.get()
    SpecialDay.objects.create(centre=centre, date=date.today(), reason="演练")
    centre.plan_image = Image.objects.create(title="图", file=get_test_image_file())
    centre.plan_alt = "图"
    centre.save()
    assert cost(client, directory.url) <= BUDGET["directory"]
    assert cost(client, directory.url + "name-plates/") <= BUDGET["directory"]
    assert cost(client, community.url) <= BUDGET["home"]
    assert cost(client, community.get_parent().url) <= BUDGET["home"]


def test_a_centre_is_searched_with_the_words_people_ask_for_whoever_saves_it(community, directory):
    Centre.objects.update(address="青禾路27号（演示）", phone="0000-8800 1121", hotline="")
    with override("en"):
        (line,) = directory.searchable_text.splitlines()
    assert "地址 青禾路27号（演示） 电话 0000-8800 1121" in line
    assert "热线" not in line


def test_a_centre_says_how_many_people_work_for_it(client, community, directory):
    assert "工作人员数" not in words(client, directory)
    Centre.objects.update(staff=7)
    assert re.search(r"工作人员数</p><p[^>]*>7<", words(client, directory))


@pytest.mark.parametrize(
    ("kind", "households", "needed", "source"),
    [("urban", 1900, "4", "每500户"), ("rural", 500, "2", "每300户"), ("urban", None, "", "")],
)
def test_beside_the_people_stands_the_norm_for_the_households_with_its_source(
    client, community, directory, kind, households, needed, source
):
    call_command("load_rule_settings", verbosity=0)
    Centre.objects.update(staff=7)
    Community.objects.filter(pk=community.pk).update(kind=kind, households=households)
    said = words(client, directory)
    assert (f"应配{needed}人" in said) == bool(needed)
    assert source in said and ("第十八条" in said) == bool(needed)


def test_without_the_rule_settings_no_norm_is_told(client, community, directory):
    Centre.objects.update(staff=7)
    Community.objects.update(households=1900)
    assert "应配" not in words(client, directory)
