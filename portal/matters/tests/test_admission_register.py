"""The public register of admission: what was decided, and what is entrusted."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.matters.models import MatterSection
from portal.matters.tests.factories import make_decided, make_request, make_task, reviewed_request
from portal.models import uses_of
from portal.tests.admin_forms import words_of
from portal.tests.factories import make_city, make_community, make_district, published
from portal.tests.query_budget import BUDGET

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> SimpleNamespace:
    """A city and two communities, each with its section of matters."""
    city = make_city()
    district = make_district(city)
    one, two = make_community(district), make_community(district, "桐荫巷社区")
    town = SimpleNamespace(city=city, district=district, one=one, two=two)
    town.sections = {place: add_section(place) for place in (city, one, two)}
    return town


def add_section(place: Any) -> MatterSection:
    section = MatterSection(title="办事", slug="matters", live=False)
    return published(place.add_child(instance=section))


def read(town: Any, place: Any, more: str = "") -> Any:
    path = town.sections[place].get_url_parts()[2]
    return Client().get(f"{path}admission/{more}")


def shown(response: Any) -> list[Any]:
    return response.context["listing"].rows


def test_admitted_refused_and_revoked_requests_stand_in_the_register(town):
    decided = [make_decided(town.one), make_decided(town.one, "admit")]
    make_request(town.one), reviewed_request(town.one)
    assert set(shown(read(town, town.one))) == set(decided)


def test_the_register_says_what_was_decided_why_and_on_which_basis(town):
    make_decided(town.one, nothing_offered_reason="")
    words = words_of(read(town, town.one))
    assert "不予准入" in words and "属于部门职责" in words and "《条例（演示）》第十四条" in words


def test_the_register_names_no_clerk(town, django_user_model):
    clerk = django_user_model.objects.create_user("liuyifan", is_superuser=True)
    make_decided(town.one, by=clerk)
    assert "liuyifan" not in read(town, town.one).text


def test_a_community_shows_its_own_decisions_and_those_of_the_district(town):
    own, district = make_decided(town.one), make_decided(town.district)
    make_decided(town.two)
    assert set(shown(read(town, town.one))) == {own, district}


def test_the_city_shows_all_of_them(town):
    decided = {make_decided(town.one), make_decided(town.two), make_decided(town.district)}
    assert set(shown(read(town, town.city))) == decided


def test_the_register_is_narrowed_by_decision(town):
    refused = make_decided(town.one)
    make_decided(town.one, "admit")
    assert shown(read(town, town.one, "?state=refused")) == [refused]


def test_the_register_is_narrowed_by_year(town):
    request = make_decided(town.one)
    assert shown(read(town, town.one, f"?year={request.decided_on.year}")) == [request]
    assert shown(read(town, town.one, "?year=1999")) == []


@pytest.mark.parametrize("odd", ["?state=draft", "?year=x", "?page=x", "?state=%00"])
def test_an_odd_question_shows_the_register(town, odd):
    request = make_decided(town.one)
    assert shown(read(town, town.one, odd)) == [request]


def test_an_entrusted_task_says_who_is_liable_and_what_is_overdue(town):
    make_task(town.one, due_on=timezone.localdate() - timedelta(days=1))
    words = words_of(read(town, town.one, "entrusted/"))
    assert "法律责任由委托单位承担" in words and "逾期未拨付" in words


def test_the_written_entrustment_is_a_link_only_while_everybody_may_read_the_file(town):
    task = make_task(town.one)
    link = f'href="{task.written_doc.url}"'
    assert link in read(town, town.one, "entrusted/").text
    assert Client().get(task.written_doc.url).status_code == 200
    uses_of(task.written_doc).delete()
    page = read(town, town.one, "entrusted/")
    assert link not in page.text and task.written_doc.title in page.text


def test_tasks_are_narrowed_to_those_that_run(town):
    past = timezone.localdate() - timedelta(days=9)
    running = make_task(town.one)
    make_task(town.one, starts_on=past, ends_on=past)
    make_task(town.two)
    assert shown(read(town, town.one, "entrusted/?running=1")) == [running]


def cost(town: Any, more: str) -> int:
    read(town, town.one, more)
    with CaptureQueriesContext(connection) as queries:
        read(town, town.one, more)
    return len(queries)


def test_the_register_costs_the_same_for_one_decision_and_for_twenty(town):
    for _ in range(20):
        make_decided(town.one)
    assert cost(town, "") <= BUDGET["admission_register"]


def test_the_list_of_tasks_costs_the_same_for_one_and_for_ten(town):
    for _ in range(10):
        make_task(town.one)
    assert cost(town, "entrusted/") <= BUDGET["admission_register"]
