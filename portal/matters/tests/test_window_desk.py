"""What windows, staff, rules and roster add to the desk, as an editor sees it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.desk import Group
from portal.matters import window_desk
from portal.matters.choices import RuleSlotKind
from portal.matters.models import Duty, RuleSlot, WindowHours
from portal.matters.tests.factories import (
    make_card,
    make_centre,
    make_post,
    make_roster,
    make_window,
)
from portal.models import Community
from portal.pages.models import Centre, OrganisationUnit
from portal.pages.tests.factories import make_regulation, make_regulation_section
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """A community whose centre has all rules, a roster and hours; rule settings are loaded."""
    desk = make_desk()
    call_command("load_rule_settings", verbosity=0)
    desk.centre = make_centre(desk.one)
    desk.text = make_regulation(make_regulation_section(desk.one))
    RuleSlot.objects.bulk_create(
        RuleSlot(centre=desk.centre, kind=kind, regulation=desk.text) for kind in RuleSlotKind
    )
    make_roster(desk.one, 14)
    return desk


def said(desk: Any, *parts: Any) -> list[str]:
    """The words that the parts of windows give an editor."""
    offers = parts or (window_desk.centres, window_desk.weekly_hours, window_desk.communities)
    return [
        f"{line.words} {line.detail}".strip()
        for offer in offers
        for line in offer(desk.editor.user)
    ]


def test_a_centre_that_has_everything_is_quiet(desk):
    assert said(desk) == []


def test_missing_rules_are_named_on_one_line(desk):
    RuleSlot.objects.filter(kind__in=["training", "first_asked"]).delete()
    (line,) = said(desk)
    assert "首问责任制" in line and "培训制度" in line
    RuleSlot.objects.all().delete()
    (line,) = said(desk)
    assert "12" in line


def test_a_rule_whose_text_is_not_public_is_missing(desk):
    type(desk.text).objects.filter(pk=desk.text.pk).update(live=False)
    assert len(said(desk)) == 1


@pytest.mark.parametrize(("staff", "count"), [(3, 1), (4, 0), (None, 0)])
def test_too_few_people_for_the_households_are_said(desk, staff, count):
    Centre.objects.update(staff=staff)
    found = said(desk)
    assert len(found) == count
    assert all("1900" in line for line in found)


def test_a_village_needs_fewer_people(desk):
    Community.objects.filter(pk=desk.one.pk).update(kind="rural", households=500)
    Centre.objects.update(staff=2)
    assert said(desk) == []
    Community.objects.filter(pk=desk.one.pk).update(households=601)
    assert len(said(desk)) == 1


def test_a_third_special_post_is_said(desk):
    for _ in range(6):
        make_post(desk.centre)
    for _ in range(2):
        make_post(desk.centre, kind="special")
    assert said(desk) == []
    make_post(desk.centre, kind="special")
    assert ["特色岗位" in line for line in said(desk)] == [True]


def test_windows_with_shifts_of_their_own_fill_the_hours_of_the_centre(desk):
    desk.centre.opening_hours.filter(weekday=0).delete()
    assert ["36" in line for line in said(desk)] == [True]
    window = make_window(desk.centre)
    WindowHours.objects.create(window=window, weekday=5, opens="09:00", closes="13:00")
    assert said(desk) == []


def test_a_gap_in_the_roster_comes_up_with_its_first_day(desk):
    last = timezone.localdate() + timezone.timedelta(days=13)
    Duty.objects.filter(date=last).delete()
    (line,) = list(window_desk.communities(desk.editor.user))
    assert (line.group, f"{last.month}月{last.day}日" in line.detail) == (Group.SOON, True)
    Duty.objects.all().delete()
    (line,) = list(window_desk.communities(desk.editor.user))
    assert (line.group, "14" in line.detail) == (Group.LATE, True)


def test_a_community_without_any_centre_needs_no_roster(desk):
    Centre.objects.all().delete()
    Duty.objects.all().delete()
    assert said(desk) == []


def test_half_lived_in_homes_without_a_committee_come_up(desk):
    Community.objects.filter(pk=desk.one.pk).update(occupancy_percent=50)
    (line,) = said(desk)
    assert "居民委员会" in line and "50%" in line
    OrganisationUnit.objects.create(
        community=desk.one, kind="committee", name="居委会", duties="办"
    )
    assert said(desk) == []


def test_nothing_is_said_of_another_community(desk):
    make_centre(desk.two, opens="09:00", closes="10:00", staff=1)
    Community.objects.filter(pk=desk.two.pk).update(occupancy_percent=99)
    assert said(desk) == []
    assert len(list(window_desk.communities(desk.city_editor.user))) == 2


def test_who_may_not_change_such_rows_is_not_told_of_them(desk):
    RuleSlot.objects.all().delete()
    Duty.objects.all().delete()
    for person in (desk.secretary, desk.bookkeeper, desk.supervisory_reviewer):
        for part in (window_desk.centres, window_desk.weekly_hours, window_desk.communities):
            assert list(part(person.user)) == []


def test_without_rule_settings_only_rules_and_roster_are_judged(desk):
    from portal.models import RuleSetting

    RuleSetting.objects.all().delete()
    Community.objects.filter(pk=desk.one.pk).update(occupancy_percent=99)
    Centre.objects.update(staff=0)
    desk.centre.opening_hours.all().delete()
    assert said(desk) == []


@pytest.mark.parametrize("centres", [1, 12])
def test_each_part_is_one_statement_whatever_is_entered(desk, centres):
    for number in range(centres):
        centre = make_centre(desk.one, name=f"服务站{number}")
        make_window(centre)
    make_card(desk.one)
    user = desk.editor.user
    list(window_desk.centres(user))
    for part in (window_desk.centres, window_desk.weekly_hours, window_desk.communities):
        with CaptureQueriesContext(connection) as asked:
            list(part(user))
        assert len(asked) == 1
