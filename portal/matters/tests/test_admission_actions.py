"""Who does what with a request to admit new work, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.matters import admission_actions as actions
from portal.matters.admission_reading import problems_with_matter, statuses_at
from portal.matters.models import AdmissionRequest
from portal.matters.tests.factories import (
    enter_admission_rules,
    make_decided,
    make_field,
    make_matter,
    make_request,
    reviewed_request,
)
from portal.pages.tests.factories import enter_calendar
from portal.problems import Refused
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db
WHY = {"reason": "属于部门职责", "basis": "《条例（演示）》第十四条"}


@pytest.fixture
def town() -> SimpleNamespace:
    """Two communities and the people of the first."""
    return make_desk()


def codes(refused: Any) -> list[str]:
    return [one.code for one in refused.value.problems]


def place_of(request: AdmissionRequest) -> actions.Place:
    return actions.Place(make_matter(), make_field(), "person")


def submitted(town: Any) -> AdmissionRequest:
    editor = town.editor.user
    return actions.submit(make_request(town.one, by=editor), by=editor)


def test_each_step_says_who_did_it(town):
    request = actions.begin_review(submitted(town), by=town.district_supervisor.user)
    steps = request.steps.values_list("state", "by__username")
    assert list(steps) == [
        ("draft", "editor"), ("submitted", "editor"), ("reviewing", "district-supervisor"),
    ]  # fmt: skip


def test_the_district_follows_from_the_community(town):
    assert make_request(town.one).district_id == town.district.pk


def test_a_request_may_be_made_for_the_whole_district(town):
    request = make_request(town.district, by=town.district_supervisor.user)
    assert request.district_id == town.district.pk


def test_a_community_registers_no_request_of_another(town):
    with pytest.raises(Refused) as refused:
        make_request(town.two, by=town.editor.user)
    assert codes(refused) == ["permission"]


def test_an_incomplete_request_is_not_submitted(town):
    request = make_request(town.one, content=" ", staff_offered=0)
    with pytest.raises(Refused) as refused:
        actions.submit(request, by=None)
    assert codes(refused) == ["admission.content_missing", "admission.nothing_offered"]
    assert not AdmissionRequest.objects.filter(state="submitted").exists()


def test_a_request_that_comes_too_late_is_not_submitted(town):
    enter_admission_rules()
    today = timezone.localdate()
    enter_calendar(today, 60)
    request = make_request(town.one, starts_on=today + timedelta(days=10))
    with pytest.raises(Refused) as refused:
        actions.submit(request, by=None)
    assert codes(refused) == ["admission.asked_too_late"]


def test_a_community_does_not_admit(town):
    request = reviewed_request(town.one)
    with pytest.raises(Refused) as refused:
        actions.admit(request, by=town.publisher.user, reason="好", place=place_of(request))
    assert codes(refused) == ["permission"]


@pytest.mark.parametrize("person", ["district_supervisor", "city_editor"])
def test_district_and_city_admit(town, person):
    request = reviewed_request(town.one)
    by = getattr(town, person).user
    request = actions.admit(request, by=by, reason="经费已落实", place=place_of(request))
    assert (request.state, request.decided_on) == ("admitted", timezone.localdate())


def test_who_entered_a_request_does_not_decide_on_it(town):
    by = town.city_editor.user
    request = reviewed_request(town.one, by=by)
    with pytest.raises(Refused) as refused:
        actions.refuse(request, by=by, **WHY)
    assert codes(refused) == ["admission.own_request"]


def test_a_colleague_records_the_refusal_of_the_community(town):
    request = actions.refuse(submitted(town), by=town.publisher.user, **WHY)
    assert (request.state, request.decision_basis) == ("refused", WHY["basis"])


def test_once_the_district_reviews_the_community_does_not_refuse(town):
    with pytest.raises(Refused) as refused:
        actions.refuse(reviewed_request(town.one), by=town.publisher.user, **WHY)
    assert codes(refused) == ["permission"]


def test_a_decided_request_is_not_decided_again(town):
    request = make_decided(town.one)
    with pytest.raises(Refused) as refused:
        actions.revoke(request, by=None, reason="改变主意")
    assert codes(refused) == ["admission.wrong_state"]


def test_a_stale_request_is_judged_by_what_is_stored_now(town):
    stale = reviewed_request(town.one)
    actions.withdraw(stale, by=None)
    with pytest.raises(Refused) as refused:
        actions.refuse(stale, by=None, **WHY)
    assert codes(refused) == ["admission.wrong_state"]


def test_the_reason_of_a_decision_leads_to_no_person(town):
    request = reviewed_request(town.one)
    with pytest.raises(Refused) as refused:
        actions.refuse(request, by=None, reason="见990000199001010017的信", basis=WHY["basis"])
    assert "personal_data.identity" in codes(refused)


def test_an_admission_names_its_matter(town):
    with pytest.raises(Refused) as refused:
        actions.take_step(
            reviewed_request(town.one), actions.AdmissionVerb.ADMIT, by=None, reason="好"
        )
    assert codes(refused) == ["admission.matter_missing"]


def test_an_admitted_matter_may_be_offered_where_it_was_asked_for(town):
    request = make_decided(town.one, "admit")
    today = timezone.localdate()
    assert problems_with_matter(request.matter, on=today, place=town.one) == []
    assert statuses_at(request.matter, on=today, place=town.two) == []


def test_an_admission_for_the_district_holds_in_each_community(town):
    request = make_decided(town.district, "admit")
    assert problems_with_matter(request.matter, on=timezone.localdate(), place=town.two) == []


def test_the_city_offers_what_some_place_has(town):
    request = make_decided(town.one, "admit")
    assert problems_with_matter(request.matter, on=timezone.localdate(), place=town.city) == []


def test_a_revoked_matter_is_offered_no_more(town):
    request = make_decided(town.one, "admit")
    actions.revoke(request, by=None, reason="经费未到")
    found = problems_with_matter(request.matter, on=timezone.localdate(), place=town.one)
    assert [one.code for one in found] == ["matter.not_admitted"]


def test_an_admission_ends_with_its_last_day(town):
    today = timezone.localdate()
    request = make_decided(town.one, "admit", ends_on=today)
    assert problems_with_matter(request.matter, on=today, place=town.one) == []
    later = today + timedelta(days=1)
    assert problems_with_matter(request.matter, on=later, place=town.one)


def test_a_matter_of_no_catalogue_is_not_offered(town):
    found = problems_with_matter(make_matter(), on=timezone.localdate(), place=town.one)
    assert [one.code for one in found] == ["matter.not_admitted"]
