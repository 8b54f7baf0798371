"""Screens for local details: prefilled, within the own border, and the report of what lacks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.matters.local_reading import (
    coverage_of,
    details_of,
    lacking,
    old_details,
    overridden,
    overrides_of,
    parts_in_words,
)
from portal.matters.models import Catalogue, LocalDetails
from portal.models import Community, RuleSetting
from portal.tests.admin_forms import fields_of
from portal.tests.desks import make_desk

from .factories import (
    make_catalogue,
    make_entry,
    make_matter,
    make_matter_section,
    make_procedure,
)
from .local_factories import enter_review_rule, make_details, make_window

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A desk with one procedure of the city."""
    desk = make_desk()
    desk.procedure = make_procedure(make_matter_section(desk.city))
    enter_review_rule()
    return desk


def add_address(town):
    place = f"community={town.one.pk}&procedure={town.procedure.pk}"
    return f"{reverse('local-details:add')}?{place}"


def test_the_empty_form_begins_with_centre_and_window(town):
    window = make_window(town.one)
    window.matters.add(town.procedure.matter)
    window.save()
    fields = fields_of(town.editor.browser.get(add_address(town)), "w-editor-form")
    assert fields["window"] == [str(window.pk)]
    assert fields["place"] == "社区服务中心（演示），青禾路27号"
    assert fields["hours"] == "周一至周五 8:30—17:30"
    assert fields["consult_phone"] == "0000-8800 1121"


def test_an_editor_fills_in_details_of_the_own_community(town):
    browser = town.editor.browser
    fields = fields_of(browser.get(add_address(town)), "w-editor-form")
    browser.post(reverse("local-details:add"), {**fields, "place": "二楼大厅"})
    assert details_of(town.procedure, town.one).place == "二楼大厅"


def test_another_community_cannot_be_chosen(town):
    browser = town.editor.browser
    fields = fields_of(browser.get(add_address(town)), "w-editor-form")
    answer = browser.post(
        reverse("local-details:add"), {**fields, "place": "x", "community": town.two.pk}
    )
    assert "community" in answer.context["form"].errors
    assert not LocalDetails.objects.exists()


def test_a_window_of_another_community_is_refused_beside_its_field(town):
    foreign = make_window(town.two)
    browser = town.city_editor.browser
    fields = fields_of(browser.get(add_address(town)), "w-editor-form")
    answer = browser.post(reverse("local-details:add"), {**fields, "window": foreign.pk})
    assert set(answer.context["form"].errors) == {"window"}


def test_details_of_another_community_are_not_found(town):
    row = make_details(town.procedure, town.two)
    address = reverse("local-details:edit", args=[row.pk])
    assert town.editor.browser.get(address).status_code == 404


def test_the_report_counts_what_is_missing_and_what_is_old(town):
    make_procedure(town.procedure.get_parent().specific)
    long_ago = timezone.localdate() - timedelta(days=181)
    make_details(town.procedure, town.one, reviewed_on=long_ago)
    rows = {row.community: row for row in coverage_of(_places(), on=timezone.localdate())}
    assert (rows[town.one].missing, rows[town.one].old) == (1, 1)
    assert (rows[town.two].missing, rows[town.two].old) == (2, 0)


def test_nobody_needs_details_of_what_is_over(town):
    today, matter = timezone.localdate(), make_matter()
    type(town.procedure).objects.update(matter=matter)
    make_details(town.procedure, town.one, reviewed_on=today - timedelta(days=181))
    make_entry(make_catalogue(town.district), matter=matter, status="removed", reason="不再办")
    Catalogue.objects.update(published_at=timezone.now())
    assert list(lacking(town.two, on=today)) == list(old_details(town.one, on=today)) == []
    assert {row.total for row in coverage_of(_places(), on=today)} == {0}


def _places():
    return Community.objects.all()


def test_the_report_costs_the_same_whatever_the_number_of_procedures(town):
    for _ in range(5):
        make_procedure(town.procedure.get_parent().specific)
    with CaptureQueriesContext(connection) as queries:
        coverage_of(_places(), on=timezone.localdate())
    assert len(queries) == 3


def test_a_procedure_without_details_is_lacking_until_they_are_entered(town):
    assert list(lacking(town.one, on=timezone.localdate())) == [town.procedure]
    make_details(town.procedure, town.one)
    assert list(lacking(town.one, on=timezone.localdate())) == []


def test_an_editor_sees_the_report_of_the_own_community_only(town):
    answer = town.editor.browser.get(reverse("local-details:report"))
    assert [row.community for row in answer.context["rows"]] == [town.one]
    assert town.procedure.title in answer.content.decode()


def test_the_report_of_another_community_is_not_found(town):
    address = f"{reverse('local-details:report')}?community={town.two.pk}"
    assert town.editor.browser.get(address).status_code == 404


def test_without_a_rule_nothing_is_old(town):
    RuleSetting.objects.all().delete()
    make_details(town.procedure, town.one, reviewed_on=date(2000, 1, 1))
    assert all(row.old == 0 for row in coverage_of(_places(), on=timezone.localdate()))


def report(person, query=""):
    return person.browser.get(reverse("local-details:report") + query)


def test_city_and_district_see_which_communities_differ_and_in_what(town):
    make_details(town.procedure, town.one, place="二楼大厅", hours="", consult_phone="")
    make_details(town.procedure, town.two, place="", note="带上房产证", consult_phone="")
    for person, seen in (
        (town.city_editor, 2), (town.district_supervisor, 2), (town.editor, 1),
    ):  # fmt: skip
        answer = report(person)
        assert [row.places for row in answer.context["overridden"]] == [seen]
        answer = report(person, f"?procedure={town.procedure.pk}")
        parts = {row.community: parts for row, parts in answer.context["overrides"]}
        assert len(parts) == seen and "办理地点" in parts[town.one][0]


def test_the_list_of_differences_grows_with_no_query(town):
    on, own = timezone.localdate(), _places()
    make_details(town.procedure, town.one)
    with CaptureQueriesContext(connection) as few:
        [parts_in_words(row) for row in overrides_of(town.procedure, own)]
    make_details(town.procedure, town.two)
    with CaptureQueriesContext(connection) as many:
        [parts_in_words(row) for row in overrides_of(town.procedure, own)]
        assert len(list(overridden(own, on=on))) == 1
    assert (len(few), len(many)) == (1, 2)


def test_a_procedure_that_nobody_in_reach_has_changed_has_no_differences(town):
    make_details(town.procedure, town.two)
    assert report(town.editor, f"?procedure={town.procedure.pk}").status_code == 404


def test_the_district_looks_at_local_details_and_changes_none(town):
    row = make_details(town.procedure, town.one)
    browser = town.district_supervisor.browser
    assert browser.get(reverse("local-details:index")).status_code == 200
    assert browser.post(reverse("local-details:edit", args=[row.pk]), {}).status_code in (302, 403)
    assert LocalDetails.objects.get() == row
