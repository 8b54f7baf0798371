"""A rule that is no number in the database takes no page and no desk down, and is named."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from portal import rule_desk, staff_due
from portal.desk.screen import screen_for
from portal.matters.tests.factories import (
    make_centre,
    make_matter_section,
    make_post,
    make_procedure,
    make_request,
    make_roster,
)
from portal.matters.tests.local_factories import make_details
from portal.models import Community, RuleSetting
from portal.pages.hours import minimum_hours
from portal.pages.tests.factories import make_directory, make_notice, make_notice_section
from portal.tests.admin_forms import words_of
from portal.tests.desks import as_built, make_desk
from portal.tests.remembered import remembered

pytestmark = pytest.mark.django_db
KEY = "centre.weekly_hours_minimum"
TODAY = date(2026, 6, 1)


def rule(value: str, start: date, **more: Any) -> RuleSetting:
    values = {"key": KEY, "basis": "演示", **more}
    return RuleSetting.objects.create(value=value, effective_from=start, **values)


def unreadable(*known: str) -> list[str]:
    return [row.value for row in RuleSetting.objects.unreadable(on=TODAY, known=known)]


def in_statement() -> Any:
    rows = Community.objects.annotate(number=RuleSetting.objects.number_in(KEY, on=TODAY))
    return rows.values_list("number", flat=True).get(pk=make_desk().one.pk)


# --- Reading --------------------------------------------------------------------------------------
@pytest.mark.parametrize("value", ["四十", "40小时", "", "7.5", "-3", "1234567"])
def test_the_number_before_holds_where_the_newest_value_is_none(value):
    rule("40", date(2020, 1, 1))
    rule(value, date(2026, 1, 1))
    assert RuleSetting.objects.number_of(KEY, on=TODAY) == 40
    assert in_statement() == 40


def test_a_rule_without_any_number_counts_as_not_entered():
    rule("四十", date(2020, 1, 1))
    assert RuleSetting.objects.number_of(KEY, on=TODAY) is None
    assert in_statement() is None
    assert minimum_hours() == 0


def test_a_number_that_is_still_to_come_does_not_hold():
    rule("40", date(2020, 1, 1))
    rule("42", date(2026, 6, 2))
    assert RuleSetting.objects.number_of(KEY, on=TODAY) == 40


# --- Telling --------------------------------------------------------------------------------------
def test_what_is_no_number_though_the_rule_is_one_is_found():
    rule("四十", date(2020, 1, 1))
    assert unreadable() == [] and unreadable(KEY) == ["四十"]
    rule("40", date(2019, 1, 1))
    assert unreadable() == ["四十"]


def test_a_new_number_mends_it():
    rule("四十", date(2020, 1, 1))
    rule("40", date(2026, 1, 1))
    assert unreadable(KEY) == []


def test_a_number_of_another_scope_does_not_mend_it():
    rule("五", date(2020, 1, 1), scope="relief")
    rule("5", date(2026, 1, 1))
    assert unreadable(KEY) == ["五"]


@pytest.fixture
@remembered(as_built)
def desk() -> Any:
    """A city whose rules of the law are all words, with something that each of them judges."""
    call_command("load_rule_settings", verbosity=0)
    desk = make_desk()
    Community.objects.filter(pk=desk.one.pk).update(households=2000, occupancy_percent=80)
    centre = make_centre(desk.one)
    make_post(centre)
    make_roster(desk.one, 2)
    make_request(desk.one)
    make_notice(make_notice_section(desk.one))
    desk.directory = make_directory(desk.one)
    desk.services = make_matter_section(desk.one)
    desk.procedure = make_procedure(desk.services)
    make_details(make_procedure(make_matter_section(desk.city)), desk.one)
    return desk


def spoilt(value: str) -> None:
    RuleSetting.objects.update(value=value)


@pytest.mark.parametrize("value", ["四十", "99999", "99999999999999999999", "0"])
@pytest.mark.parametrize("who", ["editor", "city_editor", "district_supervisor", "administrator"])
def test_no_desk_falls_over_it(desk, who, value):
    spoilt(value)
    browser = getattr(desk, who).browser
    for url in (reverse("wagtailadmin_home"), reverse("local-details:report")):
        assert browser.get(url).status_code in (200, 302, 403)


@pytest.mark.parametrize("value", ["四十", "99999", "99999999999999999999", "0"])
def test_no_page_falls_over_it(client, desk, value):
    spoilt(value)
    services = desk.services.url
    for url in (
        desk.directory.url, desk.procedure.url, services, f"{services}duty/",
        f"{services}contact-card/", f"{services}windows/",
    ):  # fmt: skip
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("value", ["四十", "99999"])
def test_the_scheduler_does_not_fall_over_it(desk, value):
    spoilt(value)
    morning = timezone.make_aware(datetime.combine(timezone.localdate(), time(10)))
    assert list(staff_due.due_reminders(morning + timedelta(days=1))) == []


def test_the_line_stands_on_the_desk_of_those_who_keep_rules_and_leads_to_the_names(desk):
    RuleSetting.objects.filter(key=KEY).update(value="四十")
    assert not [row for row in screen_for(desk.editor.user).waiting if "规则参数" in row.words]
    [line] = [row for row in screen_for(desk.city_editor.user).waiting if "规则参数" in row.words]
    assert f"{KEY} = 四十" in words_of(desk.city_editor.browser.get(line.url))
    assert desk.editor.browser.get(line.url).status_code in (302, 403)


def test_health_names_the_rule(desk):
    assert [part.ok for part in rule_desk.parts()] == [True]
    RuleSetting.objects.filter(key=KEY).update(value="四十")
    [part] = rule_desk.parts()
    assert (part.ok, part.facts) == (False, {"unreadable": [f"{KEY} = 四十"]})
