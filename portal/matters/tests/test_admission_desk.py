"""Lines of the desk for admission: what waits too long, what is not paid, what is out of scope."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.desk.tallies import counted, kinds_of, tallies_for
from portal.matters.models import AdmissionRequest, InspectionLog
from portal.matters.tests.factories import (
    enter_admission_rules,
    make_decided,
    make_task,
    reviewed_request,
)
from portal.pages.tests.factories import enter_calendar
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> SimpleNamespace:
    """Two communities, the people of the first, the rules and the calendar of the last months."""
    enter_admission_rules()
    enter_calendar(timezone.localdate() - timedelta(days=90), 120)
    return make_desk()


def counts(person: Any) -> dict[str, int]:
    return {key: n for key, (n, _since) in counted(kinds_of(tallies_for(person.user))).items()}


def waiting_since(place: Any, days: int) -> AdmissionRequest:
    request = reviewed_request(place)
    day = timezone.localdate() - timedelta(days=days)
    AdmissionRequest.objects.filter(pk=request.pk).update(submitted_on=day)
    return request


@pytest.mark.parametrize(
    ("days", "found"),
    [(7, {}), (19, {"near-admissions": 1}), (28, {"late-admissions": 1})],
)
def test_a_request_comes_onto_the_desk_when_its_limit_is_near(town, days, found):
    waiting_since(town.one, days)
    assert counts(town.district_supervisor) == found


def test_a_decided_request_waits_no_more(town):
    request = make_decided(town.one)
    AdmissionRequest.objects.filter(pk=request.pk).update(submitted_on="2020-01-01")
    assert "late-admissions" not in counts(town.district_supervisor)


def test_a_community_sees_its_own_requests_only(town):
    waiting_since(town.two, 28)
    assert "late-admissions" not in counts(town.publisher)


def test_an_unpaid_task_stands_on_the_desk_of_its_community_and_the_district(town):
    task = make_task(town.one, due_on=timezone.localdate() - timedelta(days=1))
    assert counts(town.publisher)["unpaid-tasks"] == 1
    assert counts(town.district_supervisor)["unpaid-tasks"] == 1
    task.paid_on = timezone.localdate()
    task.save()
    assert "unpaid-tasks" not in counts(town.publisher)


def inspected(place: Any, **values: Any) -> None:
    today = timezone.localdate()
    InspectionLog.objects.create(
        community=place, on=today, department="区某局（演示）", subject="台账", **values
    )


def test_an_inspection_without_matter_or_mandate_stands_on_the_desk(town):
    inspected(town.one)
    inspected(town.one, mandate="区政府2026年第3号通知（演示）")
    inspected(town.one, matter=make_decided(town.one, "admit").matter)
    assert counts(town.editor)["flagged-inspections"] == 1


def test_an_inspection_of_a_matter_no_more_in_force_is_flagged(town):
    yesterday = timezone.localdate() - timedelta(days=1)
    inspected(town.one, matter=make_decided(town.one, "admit", ends_on=yesterday).matter)
    assert counts(town.editor)["flagged-inspections"] == 1
