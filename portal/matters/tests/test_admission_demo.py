"""The demo of admission holds one refused and one admitted request, and money that has not come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from portal.demo.loading import demo_shelf
from portal.demo.places import load_places
from portal.demo.tree import LaidPages
from portal.matters.admission_rules import is_unpaid
from portal.matters.demo.admission import load_admission
from portal.matters.flagged import with_scope
from portal.matters.models import AdmissionRequest, EntrustedTask, InspectionLog
from portal.matters.tests.factories import enter_admission_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(tmp_path: Any) -> Iterator[list[str]]:
    """The places of the demo and what admission adds to them."""
    at = timezone.now()
    with override_settings(VAR_DIR=tmp_path):
        enter_admission_rules()
        list(load_places(demo_shelf(at), LaidPages(), at=at, by=None))
        yield list(load_admission(at=at, by=None))


def test_one_request_is_refused_one_admitted_and_one_waits(loaded):
    states = AdmissionRequest.objects.values_list("state", flat=True)
    assert sorted(states) == ["admitted", "refused", "reviewing"]


def test_the_admitted_work_is_in_force_for_its_matter(loaded):
    request = AdmissionRequest.objects.get(state="admitted")
    assert request.entries.get().matter == request.matter


def test_the_money_of_the_task_is_overdue(loaded):
    task = EntrustedTask.objects.get()
    today = timezone.localdate()
    assert is_unpaid(amount=task.amount, due_on=task.due_on, paid_on=task.paid_on, today=today)
    assert task.admission is not None and task.starts_on < today - timedelta(days=40)


def test_the_inspection_is_out_of_scope(loaded):
    assert with_scope(InspectionLog.objects.all()).get().is_out_of_scope


def test_loading_again_changes_nothing(loaded):
    again = list(load_admission(at=timezone.now(), by=None))
    assert [line.partition(": ")[2] for line in again] == [
        "0 added, 3 kept.", "0 added, 1 kept.", "0 added, 1 kept.",
    ]  # fmt: skip
