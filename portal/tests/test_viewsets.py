"""Screens for rules, calendar, topics and the register of publications."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.forms import model_to_dict
from django.urls import reverse
from django.utils import timezone

from portal.models import CalendarDay, RuleSetting, Topic
from portal.publication.models import Publication
from portal.seen_rows import state_of
from portal.tests.admin_forms import opened_and_sent, words_of
from portal.tests.desks import make_desk, signed_in
from portal.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> SimpleNamespace:
    """Two communities and the people of the first, with the rules of the law."""
    call_command("load_rule_settings", verbosity=0)
    return make_desk()


def new_rule(town: Any, start: date, **values: Any) -> Any:
    values = {"key": "centre.weekly_hours_minimum", "value": "42", "basis": "演示", **values}
    values |= {"unit": "小时/周", "scope": "", "effective_from": start.isoformat()}
    return town.city_editor.browser.post(reverse("rule-settings:add"), values)


def test_a_new_value_of_a_rule_is_a_new_row_and_the_old_one_stays(town: Any) -> None:
    today = timezone.localdate()
    new_rule(town, today + timedelta(days=30))
    key = "centre.weekly_hours_minimum"
    assert RuleSetting.objects.in_force(key, on=today).value == "40"
    assert RuleSetting.objects.in_force(key, on=today + timedelta(days=31)).value == "42"


def test_a_new_value_cannot_begin_in_the_past_but_the_first_one_can(town: Any) -> None:
    past = timezone.localdate() - timedelta(days=1)
    assert "effective_from" in new_rule(town, past).context["form"].errors
    assert new_rule(town, past, key="notice.publicity_workdays").status_code == 302


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_a_value_that_has_begun_to_hold_is_neither_changed_nor_deleted(
    town: Any, view: str
) -> None:
    row = RuleSetting.objects.get(key="centre.weekly_hours_minimum")
    forged = {**model_to_dict(row), "value": "1", "seen": state_of(row)}
    town.city_editor.browser.post(reverse(f"rule-settings:{view}", args=[row.pk]), forged)
    assert RuleSetting.objects.get(pk=row.pk).value == "40"
    listing = town.city_editor.browser.get(reverse("rule-settings:index")).text
    assert reverse("rule-settings:inspect", args=[row.pk]) in listing
    assert reverse("rule-settings:edit", args=[row.pk]) not in listing


def test_a_value_of_the_future_may_still_be_changed(town: Any) -> None:
    new_rule(town, timezone.localdate() + timedelta(days=30))
    row = RuleSetting.objects.get(value="42")
    address = reverse("rule-settings:edit", args=[row.pk])
    opened_and_sent(town.city_editor.browser, address, {"value": "44"})
    row.refresh_from_db()
    assert row.value == "44"


def test_the_calendar_shows_this_year_first_and_any_year_when_asked(town: Any) -> None:
    year = timezone.localdate().year
    for number in (year - 1, year):
        CalendarDay.objects.create(date=date(number, 1, 1), kind="statutory", note="元旦")
    shown = town.city_editor.browser.get(reverse("calendar:index")).context["object_list"]
    assert [day.date.year for day in shown] == [year]
    address = f"{reverse('calendar:index')}?year={year - 1}"
    shown = town.city_editor.browser.get(address).context["object_list"]
    assert [day.date.year for day in shown] == [year - 1]


def test_a_day_of_the_calendar_can_be_changed(town: Any) -> None:
    day = CalendarDay.objects.create(date=date(2026, 10, 1), kind="workday")
    values = {"date": "2026-10-01", "kind": "statutory", "note": "国庆节"}
    opened_and_sent(town.city_editor.browser, reverse("calendar:edit", args=[day.pk]), values)
    day.refresh_from_db()
    assert day.kind == "statutory"


@pytest.mark.parametrize("screen", ["rule-settings", "calendar", "topics"])
def test_what_holds_for_the_city_is_closed_to_a_community(town: Any, screen: str) -> None:
    for view in ("index", "add"):
        assert town.publisher.browser.get(reverse(f"{screen}:{view}")).status_code in {302, 403}
    assert town.city_editor.browser.get(reverse(f"{screen}:index")).status_code == 200


def test_the_city_editor_renames_a_topic(town: Any) -> None:
    topic = Topic.objects.create(name="医保", slug="yibao")
    address = reverse("topics:edit", args=[topic.pk])
    values = {"name": "医疗保险", "slug": "yibao"}
    opened_and_sent(town.city_editor.browser, address, values)
    topic.refresh_from_db()
    assert topic.name == "医疗保险"


def test_the_register_of_publications_is_read_and_never_written(town: Any) -> None:
    administrator = signed_in(make_user(is_superuser=True))
    row = Publication.objects.first()
    count = Publication.objects.count()
    assert administrator.get(reverse("publications:index")).status_code == 200
    for view in ("edit", "delete"):
        administrator.post(reverse(f"publications:{view}", args=[row.pk]), {"title": "改了"})
    administrator.post(reverse("publications:add"), {"title": "新的"})
    assert Publication.objects.count() == count
    row.refresh_from_db()
    assert row.title != "改了"


def test_a_community_reads_its_own_part_of_the_register(town: Any) -> None:
    rows = town.editor.browser.get(reverse("publications:index")).context["object_list"]
    assert [row.page_id for row in rows] == [town.one.pk]


def test_the_menu_of_an_editor_shows_only_what_editors_need(town: Any) -> None:
    menu = words_of(town.editor.browser.get(reverse("wagtailadmin_home")))
    assert "Wagtail" not in menu
