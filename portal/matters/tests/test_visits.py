"""Visits to residents' groups: noted by staff, never public, due when long ago."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from portal.desk.doors import door
from portal.desk.tallies import counted, kinds_of
from portal.matters import visit_rules, window_desk
from portal.matters.models import VisitLog
from portal.matters.tests.factories import make_card, make_visit
from portal.models import RuleSetting
from portal.pages.tests.test_directory_viewsets import sent
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)


@pytest.fixture
def desk() -> Any:
    """Staff of two communities; a card of the first answers for a group; rules are loaded."""
    desk = make_desk()
    call_command("load_rule_settings", verbosity=0)
    desk.card = make_card(desk.one, area="第一网格")
    return desk


def noted(desk: Any, **values: Any) -> Any:
    """What the form answers when the editor notes a visit."""
    day = timezone.localdate().isoformat()
    given = {"on": day, "visitor": desk.card.pk, "group": "第一网格", "purpose": "mediate",
             "subject": "楼道堆物", "outcome": "已清走", **values}  # fmt: skip
    return sent(desk.editor, "visits", **given)


def due(person: Any) -> int:
    """How many the line of the desk counts."""
    return int(counted(kinds_of(window_desk.tallies(person.user))).get("visits-due", (0, None))[0])


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


# --- On paper -------------------------------------------------------------------------------------
def test_a_visit_to_come_is_not_noted_yet():
    tomorrow = TODAY + timedelta(days=1)
    (problem,) = visit_rules.problems_with_visit(tomorrow, today=TODAY)
    assert problem.field == "on"
    assert not visit_rules.problems_with_visit(TODAY, today=TODAY)


@pytest.mark.parametrize(("passed", "found"), [(0, 0), (30, 0), (31, 1)])
def test_a_pause_may_last_as_long_as_the_rule_says(passed, found):
    last = TODAY - timedelta(days=passed)
    assert len(visit_rules.problems_with_pause(last, today=TODAY, days=30)) == found


# --- At the desk ----------------------------------------------------------------------------------
def test_a_visit_is_noted_with_whom_where_and_why(desk):
    noted(desk)
    visit = VisitLog.objects.get()
    assert (visit.community, visit.visitor, visit.group) == (desk.one, desk.card, "第一网格")


@pytest.mark.parametrize(
    ("field", "value"),
    [("subject", "请回电13800000000"), ("outcome", "姓名：张小明"), ("group", "户主：李大伟")],
)
def test_nothing_that_names_a_resident_is_stored(desk, field, value):
    answer = noted(desk, **{field: value})
    assert field in answer.context["form"].errors and not VisitLog.objects.exists()


def test_only_people_of_the_community_visit_its_groups(desk):
    other = make_card(desk.two)
    assert "visitor" in noted(desk, visitor=other.pk).context["form"].errors
    answer = sent(
        desk.city_editor, "visits", community=desk.one.pk, visitor=other.pk, group="一组",
        purpose="tell", subject="医保", on=timezone.localdate().isoformat(),
    )  # fmt: skip
    assert "visitor" in answer.context["form"].errors


def test_the_visits_of_another_community_are_out_of_reach(desk):
    visit = make_visit(desk.two)
    assert desk.editor.browser.get(reverse("visits:edit", args=[visit.pk])).status_code == 404


def test_a_card_that_has_visits_is_not_deleted_and_it_is_said_why(desk):
    make_visit(desk.one, visitor=desk.card)
    address = reverse("contact-cards:delete", args=[desk.card.pk])
    answer = desk.editor.browser.post(address, follow=True)
    assert VisitLog.objects.get().visitor == desk.card
    assert "没有删除" in words_of(answer) and "走访记录" in words_of(answer)


# --- When a group is not visited for long ---------------------------------------------------------
def test_who_keeps_no_log_is_not_reminded(desk):
    assert due(desk.editor) == 0


def test_a_group_visited_in_time_is_quiet_and_one_not_visited_is_a_line(desk):
    visit = make_visit(desk.one, visitor=desk.card, on=days_ago(30))
    assert due(desk.editor) == 0
    VisitLog.objects.filter(pk=visit.pk).update(on=days_ago(31))
    assert due(desk.editor) == 1


def test_the_last_visit_counts_and_those_of_colleagues_do_not(desk):
    make_visit(desk.one, visitor=desk.card, on=days_ago(90))
    make_visit(desk.one, visitor=make_card(desk.one))
    assert due(desk.editor) == 1
    make_visit(desk.one, visitor=desk.card, on=days_ago(2))
    assert due(desk.editor) == 0


def test_a_card_without_a_group_has_nobody_to_visit(desk):
    desk.card.area = ""
    desk.card.save()
    make_visit(desk.one, visitor=desk.card, on=days_ago(400))
    assert due(desk.editor) == 0


def test_the_city_says_after_how_many_days(desk):
    make_visit(desk.one, visitor=desk.card, on=days_ago(31))
    RuleSetting.objects.filter(key=visit_rules.VISIT_RULE).update(value="60")
    assert due(desk.editor) == 0


def test_another_community_hears_nothing_of_it(desk):
    make_visit(desk.one, visitor=desk.card, on=days_ago(31))
    other = make_card(desk.two, area="西边")
    make_visit(desk.two, visitor=other)
    assert (due(desk.editor), due(desk.city_editor)) == (1, 1)


def test_the_line_leads_to_a_form_that_knows_who_and_where(desk):
    make_visit(desk.one, visitor=desk.card, on=days_ago(31))
    ((words, url),) = door("visits-due").targets(desk.editor.user)
    assert "31天前" in words and "第一网格" in words
    form = fields_of(desk.editor.browser.get(url), "w-editor-form")
    assert (form["visitor"], form["group"]) == ([str(desk.card.pk)], "第一网格")
    assert form["on"] == timezone.localdate().isoformat()
