"""Screens for the rows of a community: nobody sees over the own border."""

from __future__ import annotations

from datetime import date, time
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from portal import signals
from portal.models import InstitutionEvent
from portal.pages.models import (
    Centre,
    OpeningHours,
    OrganisationUnit,
)
from portal.pages.tests.factories import make_directory
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> SimpleNamespace:
    """Two communities and the people of the first, with the rules of the law."""
    call_command("load_rule_settings", verbosity=0)
    return make_desk()


def centre_of(community: Any, **values: Any) -> Centre:
    """A centre open five days, eight hours each."""
    values = {"name": "演示服务中心", "address": "演示路1号", "phone": "0000-8800 1122", **values}
    centre = Centre.objects.create(community=community, **values)
    OpeningHours.objects.bulk_create(
        OpeningHours(centre=centre, weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    return centre


def unit_of(community: Any, name: str = "演示单位") -> OrganisationUnit:
    """A unit of a community."""
    return OrganisationUnit.objects.create(
        community=community, kind="unit", name=name, duties="演示"
    )


def event_of(community: Any) -> InstitutionEvent:
    """The founding of a community."""
    return InstitutionEvent.objects.create(
        community=community,
        kind="established",
        institution="演示社区",
        decider="演示区人民政府",
        decided_on=date(2011, 3, 1),
    )


ROWS = [
    pytest.param("centres", centre_of, id="centre"),
    pytest.param("organisation-units", unit_of, id="unit"),
    pytest.param("institution-events", event_of, id="event"),
]
VIEWS = ["edit", "delete", "inspect", "history", "usage"]


# --- The border between communities --------------------------------------------------------------
@pytest.mark.parametrize(("screen", "make"), ROWS)
def test_a_list_shows_the_rows_of_the_own_community_only(town: Any, screen: str, make: Any) -> None:
    own, foreign = make(town.one), make(town.two)
    response = town.editor.browser.get(reverse(f"{screen}:index"))
    assert list(response.context["object_list"]) == [own]
    assert reverse(f"{screen}:edit", args=[foreign.pk]) not in response.text
    everything = town.city_editor.browser.get(reverse(f"{screen}:index")).context["object_list"]
    assert set(everything) == {own, foreign}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("screen", "make"), ROWS)
def test_a_row_of_another_community_cannot_be_opened(
    town: Any, screen: str, make: Any, view: str
) -> None:
    foreign = make(town.two)
    address = reverse(f"{screen}:{view}", args=[foreign.pk])
    for browser in (town.editor.browser, town.publisher.browser):
        for answer in (browser.get(address), browser.post(address, {"name": "改了"})):
            assert answer.status_code == 404 or (view == "delete" and answer.status_code == 403)
    assert type(foreign).objects.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize(("screen", "make"), ROWS)
def test_a_row_cannot_be_handed_to_another_community_by_a_forged_request(
    town: Any, screen: str, make: Any
) -> None:
    own = make(town.one)
    address = reverse(f"{screen}:edit", args=[own.pk])
    values = fields_of(town.editor.browser.get(address), "w-editor-form")
    response = town.editor.browser.post(address, {**values, "community": town.two.pk})
    assert "community" in response.context["form"].errors
    own.refresh_from_db()
    assert own.community == town.one


def new_unit_form(town: Any) -> dict[str, Any]:
    """What the empty form of a unit sends."""
    page = town.editor.browser.get(reverse("organisation-units:add"))
    return fields_of(page, "w-editor-form")


def test_a_row_cannot_be_added_to_another_community(town: Any) -> None:
    values = {"community": town.two.pk, "kind": "unit", "name": "外人", "duties": "无", "order": 0}
    response = town.editor.browser.post(
        reverse("organisation-units:add"), {**new_unit_form(town), **values}
    )
    assert "community" in response.context["form"].errors
    assert not OrganisationUnit.objects.exists()


def test_an_editor_adds_a_unit_to_the_own_community(town: Any) -> None:
    values = {"community": town.one.pk, "kind": "unit", "name": "读书会", "duties": "共读"}
    town.editor.browser.post(
        reverse("organisation-units:add"), {**new_unit_form(town), **values, "order": 0}
    )
    assert OrganisationUnit.objects.get().community == town.one


def test_an_editor_may_not_delete_what_only_publishers_may(town: Any) -> None:
    unit = unit_of(town.one)
    address = reverse("organisation-units:delete", args=[unit.pk])
    town.editor.browser.post(address)
    assert OrganisationUnit.objects.filter(pk=unit.pk).exists()
    town.publisher.browser.post(address)
    assert not OrganisationUnit.objects.filter(pk=unit.pk).exists()


# --- Centres and their hours ---------------------------------------------------------------------
def edited_centre(town: Any, centre: Centre, **changes: Any) -> Any:
    address = reverse("centres:edit", args=[centre.pk])
    values = fields_of(town.editor.browser.get(address), "w-editor-form")
    return town.editor.browser.post(address, {**values, **changes}, follow=True)


def test_a_centre_open_forty_hours_is_saved_without_a_warning(town: Any) -> None:
    response = edited_centre(town, centre_of(town.one), name="新名称")
    assert Centre.objects.get().name == "新名称"
    assert [m.level_tag for m in response.context["messages"]] == ["success"]


def test_a_centre_open_too_few_hours_is_saved_with_a_warning(town: Any) -> None:
    response = edited_centre(town, centre_of(town.one), **{"opening_hours-0-closes": "12:00"})
    assert OpeningHours.objects.filter(closes=time(12)).exists()
    told = {m.level_tag: str(m) for m in response.context["messages"]}
    assert "35" in told["warning"] and "40" in told["warning"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"opening_hours-1-weekday": "0"}, "同一天的两段开放时间有重叠"),
        ({"opening_hours-0-closes": "08:00"}, "结束时间必须晚于开始时间"),
    ],
    ids=["overlapping", "reversed"],
)
def test_hours_that_contradict_each_other_are_refused(
    town: Any, changes: Any, expected: str
) -> None:
    response = edited_centre(town, centre_of(town.one), **changes)
    assert response.redirect_chain == []
    assert expected in words_of(response)
    assert OpeningHours.objects.filter(opens=time(9), closes=time(17)).count() == 5
    assert OpeningHours.objects.filter(weekday=1).exists()


def test_search_hears_that_the_page_of_the_centre_changed(town: Any) -> None:
    page = make_directory(town.one)
    heard: list[int] = []

    def listen(queryset: Any, **_news: Any) -> None:
        heard.extend(queryset.values_list("pk", flat=True))

    signals.content_changed.connect(listen)
    try:
        edited_centre(town, centre_of(town.one), name="新名称")
        town.publisher.browser.post(
            reverse("organisation-units:delete", args=[unit_of(town.one).pk])
        )
    finally:
        signals.content_changed.disconnect(listen)
    assert heard == [page.pk, page.pk]
