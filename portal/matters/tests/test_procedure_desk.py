"""The desk says which procedures nobody has checked for too long."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.desk.screen import screen_for
from portal.matters.models import Procedure
from portal.matters.procedure_desk import KEY, stale_procedures
from portal.matters.procedure_rules import REVIEW_KEY
from portal.matters.tests.factories import make_matter_section, make_procedure
from portal.models import RuleSetting
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    desk = make_desk()
    RuleSetting.objects.create(
        key=REVIEW_KEY, value="180", unit="日", basis="本门户约定（演示）",
        effective_from=date(2000, 1, 1),
    )  # fmt: skip
    desk.page = make_procedure(make_matter_section(desk.one), title="优待证申领")
    desk.other = make_procedure(make_matter_section(desk.two), title="别处的指南")
    return desk


def checked(page: Procedure, days: int) -> None:
    """The page was last checked so many days ago."""
    day = timezone.localdate() - timedelta(days=days)
    Procedure.objects.filter(pk=page.pk).update(reviewed_on=day)


@pytest.mark.parametrize(("days", "waits"), [(0, False), (180, False), (181, True)])
def test_a_check_that_is_over_waits_on_the_desk(desk, days, waits):
    checked(desk.page, days)
    assert stale_procedures(desk.editor.user).exists() is waits
    words = [line.words for line in screen_for(desk.editor.user).waiting]
    assert any("办事指南" in text for text in words) is waits


def test_the_line_leads_to_the_form(desk):
    checked(desk.page, 200)
    answer = desk.editor.browser.get(reverse("desk_go", args=[KEY]), follow=True)
    assert answer.redirect_chain[-1][0] == f"/admin/pages/{desk.page.pk}/edit/"


def test_procedures_of_others_are_not_shown(desk):
    checked(desk.other, 200)
    assert not stale_procedures(desk.editor.user).exists()
    assert stale_procedures(desk.city_editor.user).count() == 1


def test_without_the_rule_nothing_waits(desk):
    RuleSetting.objects.all().delete()
    checked(desk.page, 900)
    assert not stale_procedures(desk.editor.user).exists()


def test_a_withdrawn_procedure_waits_no_more(desk):
    checked(desk.page, 900)
    Procedure.objects.filter(pk=desk.page.pk).update(live=False)
    assert not stale_procedures(desk.editor.user).exists()


def test_a_button_leads_to_the_empty_form_in_the_own_section_of_services(desk):
    answer = desk.editor.browser.get(reverse("desk_go", args=["procedure"]))
    section = desk.page.get_parent().pk
    assert answer.url == reverse("wagtailadmin_pages:add", args=["matters", "procedure", section])
    assert desk.editor.browser.get(answer.url).status_code == 200


def test_a_word_of_the_menu_leads_to_the_list_of_procedures(desk):
    answer = desk.editor.browser.get(reverse("desk_go", args=["procedures"]))
    assert answer.url == reverse("wagtailadmin_explore", args=[desk.page.get_parent().pk])
