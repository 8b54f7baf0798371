"""What windows, staff, rules and roster add to the desk, as an editor sees it."""

from __future__ import annotations

from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.desk import Urgency
from portal.desk.doors import door
from portal.desk.tallies import counted, kinds_of, lines_of
from portal.matters import window_desk
from portal.matters.choices import RuleSlotKind
from portal.matters.models import Duty, RuleSlot, Window, WindowHours
from portal.matters.tests.factories import (
    make_card,
    make_centre,
    make_post,
    make_roster,
    make_window,
)
from portal.matters.weekly_reading import weekly_time
from portal.matters.window_rules import joined_week
from portal.models import Community, RuleSetting
from portal.opening_hours import OpeningSpan, weekly_minutes
from portal.pages.models import Centre, OpeningHours, OrganisationUnit
from portal.pages.tests.factories import make_regulation, make_regulation_section
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import as_built, make_desk
from portal.tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered(as_built)
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


def waiting(person: Any) -> dict[str, int]:
    """What the tallies of windows count for a person."""
    found = counted(kinds_of(window_desk.tallies(person.user)))
    return {key: number for key, (number, _since) in found.items()}


def listed(person: Any, key: str) -> list[str]:
    """The words that stand behind a line."""
    one = door(key)
    assert one is not None and one.is_list
    return [words for words, _url in one.targets(person.user)]


def test_a_centre_that_has_everything_is_quiet(desk):
    assert waiting(desk.editor) == {}


def test_missing_rules_are_one_line_and_named_behind_it(desk):
    RuleSlot.objects.filter(kind__in=["training", "first_asked"]).delete()
    assert waiting(desk.editor) == {"centre-rules": 1}
    (words,) = listed(desk.editor, "missing-rules")
    assert "首问责任制" in words and "培训制度" in words
    RuleSlot.objects.all().delete()
    (words,) = listed(desk.editor, "missing-rules")
    assert "12" in words


def begun(person: Any, key: str) -> dict[str, Any]:
    """What stands in the form behind the only line of a list when it opens."""
    one = door(key)
    assert one is not None
    ((_words, url),) = one.targets(person.user)
    fields = fields_of(person.browser.get(url), "w-editor-form")
    return {name: fields.get(name) for name in ("centre", "kind")}


def test_the_line_of_a_missing_rule_leads_to_a_form_that_begins_with_it(desk):
    make_centre(desk.two, name="别处的中心")
    RuleSlot.objects.filter(kind="training").delete()
    found = begun(desk.editor, "missing-rules")
    assert found == {"centre": [str(desk.centre.pk)], "kind": ["training"]}


def test_a_form_asked_for_a_centre_out_of_reach_begins_with_the_own_one(desk):
    other = make_centre(desk.two, name="别处的中心")
    for asked in (other.pk, "x", 10**30):
        url = f"{reverse('centre-rules:add')}?centre={asked}&kind=nonsense"
        answer = desk.editor.browser.get(url)
        assert answer.status_code == 200
        assert "别处的中心" not in words_of(answer)


def test_the_line_of_a_missing_post_leads_to_its_form_and_of_one_too_many_to_the_list(desk):
    standing = make_post(desk.centre, name="老龄岗").name
    found = begun(desk.editor, "wrong-posts")
    assert found == {"centre": [str(desk.centre.pk)], "kind": ["standing"]}
    for _ in range(5):
        make_post(desk.centre)
    names = [make_post(desk.centre, kind="special").name for _ in range(3)]
    ((_words, url),) = door("wrong-posts").targets(desk.editor.user)
    words = words_of(desk.editor.browser.get(url))
    assert all(name in words for name in names) and standing not in words
    assert url.startswith(reverse("posts:index"))


def test_a_rule_whose_text_is_not_public_is_missing(desk):
    type(desk.text).objects.filter(pk=desk.text.pk).update(live=False)
    assert waiting(desk.editor) == {"centre-rules": 1}


@pytest.mark.parametrize(("staff", "count"), [(3, 1), (4, 0), (None, 0)])
def test_too_few_people_for_the_households_are_said(desk, staff, count):
    Centre.objects.update(staff=staff)
    assert waiting(desk.editor).get("centre-staff", 0) == count
    found = listed(desk.editor, "missing-staff")
    assert ["1900" in words for words in found] == [True] * count


def test_a_village_needs_fewer_people(desk):
    Community.objects.filter(pk=desk.one.pk).update(kind="rural", households=500)
    Centre.objects.update(staff=2)
    assert waiting(desk.editor) == {}
    Community.objects.filter(pk=desk.one.pk).update(households=601)
    assert waiting(desk.editor) == {"centre-staff": 1}


def test_fewer_people_than_the_minimum_are_said_however_few_the_households(desk):
    Community.objects.filter(pk=desk.one.pk).update(households=10)
    Centre.objects.update(staff=2)
    assert waiting(desk.editor) == {"centre-staff": 1}
    assert len(listed(desk.editor, "missing-staff")) == 1


def test_a_third_special_post_is_said(desk):
    for _ in range(6):
        make_post(desk.centre)
    for _ in range(2):
        make_post(desk.centre, kind="special")
    assert waiting(desk.editor) == {}
    make_post(desk.centre, kind="special")
    assert waiting(desk.editor) == {"centre-posts": 1}
    assert ["特色岗位" in words for words in listed(desk.editor, "wrong-posts")] == [True]


def test_too_few_standing_posts_are_said_once_any_are_entered(desk):
    make_post(desk.centre)
    assert waiting(desk.editor) == {"centre-posts": 1}
    assert len(listed(desk.editor, "wrong-posts")) == 1


def test_windows_with_shifts_of_their_own_fill_the_hours_of_the_centre(desk):
    desk.centre.opening_hours.filter(weekday=0).delete()
    assert waiting(desk.editor) == {"centre-hours": 1}
    assert ["36" in words for words in listed(desk.editor, "short-hours")] == [True]
    window = make_window(desk.centre)
    WindowHours.objects.create(window=window, weekday=5, opens="09:00", closes="13:00")
    assert waiting(desk.editor) == {}


def test_a_centre_that_is_shut_on_the_joint_day_is_said_unless_a_window_is_open(desk):
    desk.centre.opening_hours.filter(weekday=1).update(weekday=5)
    assert waiting(desk.editor) == {"joint-day": 1}
    assert ["集中办公" in words for words in listed(desk.editor, "shut-on-joint-day")] == [True]
    window = make_window(desk.centre)
    WindowHours.objects.create(window=window, weekday=1, opens="09:00", closes="13:00")
    assert waiting(desk.editor) == {}


def test_without_a_rule_for_a_joint_day_nobody_is_shut_on_it(desk):
    desk.centre.opening_hours.filter(weekday=1).update(weekday=5)
    RuleSetting.objects.filter(key="duty.joint_weekday").delete()
    assert waiting(desk.editor) == {}


SPANS = st.tuples(
    st.booleans(),
    st.integers(0, 1),
    st.integers(0, 22),
    st.integers(1, 9),
    st.sampled_from([0, 30]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(SPANS, max_size=7))
def test_the_database_adds_up_a_week_as_the_rule_does_on_paper(desk, rows):
    OpeningHours.objects.all().delete()
    Window.objects.all().delete()
    window, week = make_window(desk.centre), []
    for is_window, weekday, begins, length, minute in rows:
        opens, closes = time(begins, minute), time(min(begins + length, 23), minute)
        at = {"weekday": weekday, "opens": opens, "closes": closes}
        if is_window:
            WindowHours.objects.create(window=window, **at)
        else:
            OpeningHours.objects.create(centre=desk.centre, **at)
        week.append(OpeningSpan(**at))
    found = Centre.objects.annotate(weekly=weekly_time()).get(pk=desk.centre.pk).weekly
    assert found == timedelta(minutes=weekly_minutes(joined_week(week)))


def test_a_gap_ahead_waits_and_a_gap_today_is_urgent(desk):
    last = timezone.localdate() + timedelta(days=13)
    Duty.objects.filter(date=last).delete()
    assert waiting(desk.editor) == {"roster-gaps": 1}
    (words,) = listed(desk.editor, "roster-gaps")
    assert f"{last.month}月{last.day}日" in words
    Duty.objects.all().delete()
    offers = list(window_desk.tallies(desk.editor.user))
    (line,) = lines_of(offers, counted(kinds_of(offers)))
    assert (line.urgency, "今天" in line.words) == (Urgency.LATE, True)
    assert ["14" in words for words in listed(desk.editor, "roster-gaps")] == [True]


def test_a_community_without_any_centre_needs_no_roster(desk):
    Centre.objects.all().delete()
    Duty.objects.all().delete()
    assert waiting(desk.editor) == {}


def test_half_lived_in_homes_without_a_committee_come_up(desk):
    Community.objects.filter(pk=desk.one.pk).update(occupancy_percent=50)
    assert waiting(desk.editor) == {"committees": 1}
    (words,) = listed(desk.editor, "due-committees")
    assert "居民委员会" in words and "50%" in words
    OrganisationUnit.objects.create(
        community=desk.one, kind="committee", name="居委会", duties="办"
    )
    assert waiting(desk.editor) == {}


def test_nothing_is_said_of_another_community(desk):
    make_centre(desk.two, opens="09:00", closes="10:00", staff=1)
    Community.objects.filter(pk=desk.two.pk).update(occupancy_percent=99)
    assert waiting(desk.editor) == {}
    of_the_city = waiting(desk.city_editor)
    assert of_the_city["committees"] == of_the_city["centre-hours"] == 1
    for one in {kind.door for kind in window_desk.KINDS.values()}:
        assert listed(desk.editor, one) == []


def test_who_may_not_change_such_rows_is_not_told_of_them(desk):
    RuleSlot.objects.all().delete()
    Duty.objects.all().delete()
    for person in (desk.secretary, desk.bookkeeper, desk.supervisory_reviewer):
        assert list(window_desk.tallies(person.user)) == []
        answer = person.browser.get(reverse("desk_go", args=["missing-rules"]))
        assert answer.status_code != 200


def test_without_rule_settings_only_rules_and_roster_are_judged(desk):
    RuleSetting.objects.all().delete()
    Community.objects.filter(pk=desk.one.pk).update(occupancy_percent=99)
    Centre.objects.update(staff=0)
    desk.centre.opening_hours.all().delete()
    assert waiting(desk.editor) == {}


def test_a_list_is_read_first_even_when_one_stands_in_it(desk):
    RuleSlot.objects.all().delete()
    answer = desk.editor.browser.get(reverse("desk_go", args=["missing-rules"]))
    assert answer.status_code == 200
    assert desk.centre.name in answer.text


def test_a_list_of_which_nothing_is_left_says_so(desk):
    answer = desk.editor.browser.get(reverse("desk_go", args=["missing-rules"]))
    assert "没有" in answer.text


@pytest.mark.parametrize("centres", [1, 12])
def test_all_is_counted_in_one_statement_whatever_is_entered(desk, centres):
    for number in range(centres):
        centre = make_centre(desk.one, name=f"服务站{number}")
        make_window(centre)
    make_card(desk.one)
    user = desk.editor.user
    waiting(desk.editor)
    with CaptureQueriesContext(connection) as asked:
        counted(kinds_of(window_desk.tallies(user)))
    assert len(asked) == 1
