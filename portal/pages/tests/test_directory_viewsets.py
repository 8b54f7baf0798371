"""Screens for centres, units and cards: what is the city's, what is refused or pointed out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.pages.models import Centre, ContactAssignment, OrganisationUnit, ReportingLine
from portal.pages.tests.test_viewsets import centre_of, edited_centre, unit_of
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> SimpleNamespace:
    """Two communities and the people of the first."""
    return make_desk()


def sent(person: Any, screen: str, *pk: int, **changes: Any) -> Any:
    """What comes back when a person changes or adds a row."""
    address = reverse(f"{screen}:{'edit' if pk else 'add'}", args=pk)
    values = fields_of(person.browser.get(address), "w-editor-form")
    return person.browser.post(address, {**values, **changes}, follow=True)


def card_of(unit: Any, **values: Any) -> ContactAssignment:
    values = {"post": "网格岗", "phone": "0000-8800 1136", "duties": "走访", **values}
    return ContactAssignment.objects.create(unit=unit, **values)


def lines(*above: Any) -> dict[str, Any]:
    """The fields of the lines of a unit."""
    rows = {f"lines-{n}-above": unit.pk for n, unit in enumerate(above)}
    rows |= {f"lines-{n}-kind": "guides" for n in range(len(above))}
    rows |= {f"lines-{n}-ORDER": n + 1 for n in range(len(above))}
    return {**rows, "lines-TOTAL_FORMS": len(above), "lines-INITIAL_FORMS": 0}


def test_cards_of_another_community_are_out_of_reach(town):
    own, foreign = card_of(unit_of(town.one)), card_of(unit_of(town.two))
    browser = town.editor.browser
    rows = browser.get(reverse("contact-cards:index")).context["object_list"]
    assert list(rows) == [own]
    assert browser.get(reverse("contact-cards:edit", args=[foreign.pk])).status_code == 404
    response = sent(town.editor, "contact-cards", own.pk, unit=foreign.unit_id)
    assert "unit" in response.context["form"].errors
    assert set(
        town.city_editor.browser.get(reverse("contact-cards:index")).context["object_list"]
    ) == {
        own,
        foreign,
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "13800000000"}, "phone"),
        ({"display_name": "张三丰"}, "display_name"),
    ],
)
def test_a_card_with_a_mobile_or_a_full_name_is_refused_beside_its_field(town, changes, field):
    card = card_of(unit_of(town.one))
    response = sent(town.editor, "contact-cards", card.pk, **changes)
    assert set(response.context["form"].errors) == {field}


def test_a_unit_hangs_on_bodies_of_its_own_community_and_district(town):
    office = OrganisationUnit.objects.create(
        district=town.one.get_parent().specific, kind="office", name="区办", duties="指导"
    )
    committee = unit_of(town.one)
    unit = unit_of(town.one, "服务组")
    sent(town.editor, "organisation-units", unit.pk, **lines(committee, office))
    found = ReportingLine.objects.filter(unit=unit).order_by("sort_order")
    assert [line.above for line in found] == [committee, office]


def test_a_unit_hangs_neither_on_a_foreign_body_nor_on_itself(town):
    unit, foreign = unit_of(town.one), unit_of(town.two)
    response = sent(town.editor, "organisation-units", unit.pk, **lines(foreign))
    assert response.redirect_chain == []
    response = sent(town.city_editor, "organisation-units", unit.pk, **lines(foreign))
    assert "只能选本社区或者所在区的机构" in words_of(response)
    response = sent(town.editor, "organisation-units", unit.pk, **lines(unit))
    assert "成为自己的上级" in words_of(response)
    assert not ReportingLine.objects.exists()


def test_a_line_that_is_added_offers_no_bodies_of_other_communities(town):
    unit, foreign = unit_of(town.one, "服务组"), unit_of(town.two, "别处的机构")
    for address in ("add", "edit"):
        keys = [unit.pk] if address == "edit" else []
        answer = town.editor.browser.get(reverse(f"organisation-units:{address}", args=keys))
        text = answer.content.decode()
        assert "服务组" in text and foreign.name not in text


def test_only_the_city_keeps_the_bodies_of_a_district(town):
    district = town.one.get_parent()
    values = {"kind": "office", "name": "区办", "duties": "指导", "order": 1, "community": ""}
    response = sent(town.editor, "organisation-units", **values, district=district.pk)
    assert "community" in response.context["form"].errors
    sent(town.city_editor, "organisation-units", **values, district=district.pk)
    assert OrganisationUnit.objects.get().district_id == district.pk


def test_only_the_city_says_who_shares_a_station(town):
    centre = centre_of(town.one)
    values = {"model": "many_villages", "shared_by": [town.two.pk]}
    response = sent(town.editor, "centres", centre.pk, **values)
    assert "哪些社区合用" in words_of(response)
    sent(town.city_editor, "centres", centre.pk, **values)
    assert list(Centre.objects.get().shared_by.all()) == [town.two]
    sent(town.editor, "centres", centre.pk, name="新名称")
    assert list(Centre.objects.get().shared_by.all()) == [town.two]


def test_an_unusual_name_of_a_station_is_kept_and_pointed_out(town):
    response = edited_centre(town, centre_of(town.one), kind="station", name="便民点")
    assert Centre.objects.get().name == "便民点"
    assert any("一般称" in str(message) for message in response.context["messages"])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"uscc": "123"}, "18位"),
        ({"latitude": "12.5"}, "要么都填，要么都不填"),
        ({"head_name": "张三丰", "head_post": "主任"}, "本人没有同意"),
        ({"street_north": "柳湾北街"}, "大门在哪一边"),
        ({"landmark": "小学"}, "在哪一边"),
        ({"street_north": "一二三四五六七八九十", "entrance": "north"}, "写得下9个字"),
        ({"phone": "138 0000 0000"}, "手机号码"),
    ],
)
def test_what_cannot_be_so_is_refused_with_the_reason(town, changes, expected):
    centre = centre_of(town.one)
    response = edited_centre(town, centre, **changes)
    assert response.redirect_chain == []
    assert expected in words_of(response)


def test_a_day_that_is_shut_and_open_is_refused(town):
    centre = centre_of(town.one)
    days = {
        "special_days-TOTAL_FORMS": 2,
        "special_days-0-date": "2026-12-01",
        "special_days-0-reason": "演练",
        "special_days-1-date": "2026-12-01",
        "special_days-1-opens": "09:00",
        "special_days-1-closes": "11:00",
        "special_days-1-reason": "值班",
    }
    response = edited_centre(town, centre, **days)
    assert "既写了休息，又写了开放时间" in words_of(response)


def test_the_header_of_a_community_calls_its_own_centre_from_the_moment_it_is_saved(town):
    edited_centre(town, centre_of(town.one), phone="0000-8800 1777")
    assert 'href="tel:000088001777"' in Client().get(town.one.url).text.partition("<main")[0]
    assert "000088001777" not in Client().get("/").text.partition("<main")[0]
