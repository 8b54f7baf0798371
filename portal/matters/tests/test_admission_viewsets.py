"""Screens of the desk for admission: each role sees its verbs, and only in its reach."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.matters.models import AdmissionRequest, EntrustedTask, InspectionLog, MatterEntry
from portal.matters.tests.factories import (
    make_decided,
    make_field,
    make_matter,
    make_request,
    make_task,
    reviewed_request,
)
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db
ASKED = {
    "department": "柳湾区民政局（演示）",
    "matter_name": "独居老人巡访",
    "basis": "《办法（演示）》第九条",
    "content": "每周上门一次。",
    "staff_offered": "0",
    "funds_offered": "5000",
}


@pytest.fixture
def town() -> SimpleNamespace:
    """Two communities and the people of the first."""
    return make_desk()


def added(person: Any, route: str, **values: Any) -> Any:
    address = reverse(f"{route}:add")
    fields = fields_of(person.browser.get(address), "w-editor-form")
    return person.browser.post(address, {**fields, **values})


def step(person: Any, request: AdmissionRequest, verb: str, **values: Any) -> Any:
    address = reverse("admission-requests:step", args=[request.pk, verb])
    return person.browser.post(address, values)


def inspected(person: Any, request: AdmissionRequest) -> Any:
    return person.browser.get(reverse("admission-requests:inspect", args=[request.pk]))


def test_an_editor_takes_in_the_request_of_a_department(town):
    added(town.editor, "admission-requests", **ASKED)
    request = AdmissionRequest.objects.get()
    assert (request.place_id, request.district_id) == (town.one.pk, town.district.pk)
    assert request.steps.get().by == town.editor.user


def test_a_request_of_another_community_cannot_be_forged(town):
    response = added(town.editor, "admission-requests", **ASKED, place=town.two.pk)
    assert "place" in response.context["form"].errors


def test_the_number_of_a_person_does_not_get_into_a_request(town):
    values = ASKED | {"content": "联系人990000199001010017"}
    response = added(town.editor, "admission-requests", **values)
    assert "content" in response.context["form"].errors
    assert not AdmissionRequest.objects.exists()


def test_who_took_it_in_submits_it(town):
    added(town.editor, "admission-requests", **ASKED)
    request = AdmissionRequest.objects.get()
    step(town.editor, request, "submit")
    request.refresh_from_db()
    assert (request.state, request.submitted_on) == ("submitted", timezone.localdate())


def test_what_is_missing_is_said_beside_the_field_or_above(town):
    request = make_request(town.one, by=town.editor.user, staff_offered=0)
    response = step(town.editor, request, "submit")
    assert "既不出人员也不出经费" in words_of(response)


def test_a_submitted_request_is_not_rewritten(town):
    request = reviewed_request(town.one)
    address = reverse("admission-requests:edit", args=[request.pk])
    assert town.editor.browser.get(address).status_code in {302, 403}


def test_another_community_does_not_see_the_request(town):
    request = make_request(town.two)
    assert inspected(town.editor, request).status_code == 404
    assert step(town.editor, request, "submit").status_code == 404


def test_a_community_is_not_offered_to_admit(town):
    request = reviewed_request(town.one)
    assert "/admit/" not in inspected(town.publisher, request).text
    assert step(town.publisher, request, "admit").status_code in {302, 403}
    request.refresh_from_db()
    assert request.state == "reviewing"


def test_the_district_admits_and_the_matter_is_in_force(town):
    request, matter, field = reviewed_request(town.one), make_matter(), make_field()
    assert "/admit/" in inspected(town.district_supervisor, request).text
    step(
        town.district_supervisor, request, "admit", reason="经费已落实", matter=matter.pk,
        field=field.pk, audience="person",
    )  # fmt: skip
    assert MatterEntry.objects.in_force(timezone.localdate()).get().matter == matter


def test_a_refusal_without_reason_keeps_what_was_typed(town):
    request = reviewed_request(town.one)
    response = step(town.district_supervisor, request, "refuse", basis="《条例》第十四条")
    form = response.context["form"]
    assert "reason" in form.errors and form["basis"].value() == "《条例》第十四条"


def test_the_steps_stand_on_the_request(town):
    words = words_of(inspected(town.city_editor, make_decided(town.one)))
    assert "属于部门职责" in words and "不予准入" in words


def test_a_verb_that_does_not_exist_is_no_address(town):
    request = make_request(town.one)
    assert step(town.administrator, request, "delete").status_code == 404


def test_an_entrusted_task_needs_its_document(town):
    matter = make_matter()
    today = timezone.localdate().isoformat()
    response = added(
        town.editor, "entrusted-tasks", matter=matter.pk, principal="区民政局（演示）",
        liability="委托单位承担", starts_on=today, ends_on=today, amount="100", due_on=today,
    )  # fmt: skip
    assert list(response.context["form"].errors) == ["written_doc"]
    assert not EntrustedTask.objects.exists()


def test_a_payment_in_the_future_has_not_arrived(town):
    task = make_task(town.one)
    address = reverse("entrusted-tasks:edit", args=[task.pk])
    fields = fields_of(town.publisher.browser.get(address), "w-editor-form")
    later = (timezone.localdate() + timedelta(days=1)).isoformat()
    response = town.publisher.browser.post(address, {**fields, "paid_on": later})
    assert "paid_on" in response.context["form"].errors


def test_a_task_rests_on_an_admission_of_its_own_place_or_district(town):
    own, district = make_decided(town.one, "admit"), make_decided(town.district, "admit")
    make_decided(town.two, "admit"), make_decided(town.one)
    form = town.editor.browser.get(reverse("entrusted-tasks:add")).context["form"]
    assert set(form.fields["admission"].queryset) == {own, district}


def test_the_list_of_tasks_says_what_is_overdue(town):
    today = timezone.localdate()
    make_task(town.one, due_on=today - timedelta(days=1))
    words = words_of(town.publisher.browser.get(reverse("entrusted-tasks:index")))
    assert "逾期未拨付" in words


def test_an_inspection_without_matter_or_mandate_is_flagged_in_the_list(town):
    added(town.editor, "inspections", on=timezone.localdate().isoformat(),
          department="区某局（演示）", subject="台账检查")  # fmt: skip
    response = town.editor.browser.get(reverse("inspections:index"))
    row = next(iter(response.context["object_list"]))
    assert (row, row.is_out_of_scope) == (InspectionLog.objects.get(), True)


def test_an_inspection_of_an_admitted_matter_is_not_flagged(town):
    matter = make_decided(town.one, "admit").matter
    added(town.editor, "inspections", on=timezone.localdate().isoformat(), matter=matter.pk,
          department="区民政局（演示）", subject="巡访质量")  # fmt: skip
    response = town.editor.browser.get(reverse("inspections:index"))
    assert not next(iter(response.context["object_list"])).is_out_of_scope
