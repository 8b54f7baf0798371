"""Local details that are too old, as the desk of a centre says it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.desk.tallies import counted, kinds_of
from portal.matters import local_desk
from portal.matters.local_reading import coverage_of, old_details
from portal.matters.tests.factories import make_matter_section, make_procedure
from portal.matters.tests.local_factories import enter_review_rule, make_details
from portal.models import Community, RuleSetting
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Any:
    """A procedure of the city with details of two communities, looked at on the last good day."""
    desk = make_desk()
    enter_review_rule(days=180)
    desk.procedure = make_procedure(make_matter_section(desk.city))
    desk.day = timezone.localdate() - timedelta(days=180)
    desk.details = [
        make_details(desk.procedure, place, reviewed_on=desk.day) for place in (desk.one, desk.two)
    ]
    return desk


def waiting(person: Any) -> int:
    """How many the desk says are old."""
    offers = list(local_desk.local_tallies(person.user))
    return counted(kinds_of(offers)).get("old-local-details", (0, None))[0]


def age(row: Any) -> None:
    """One day more than the rule allows."""
    row.reviewed_on -= timedelta(days=1)
    row.save()


def test_details_wait_from_the_day_after_the_limit(desk):
    assert waiting(desk.editor) == 0
    age(desk.details[0])
    assert waiting(desk.editor) == 1


def test_the_desk_reckons_as_the_report_does(desk):
    for row in desk.details:
        age(row)
    on = timezone.localdate()
    report = coverage_of(Community.objects.all(), on=on)
    assert waiting(desk.city_editor) == sum(row.old for row in report) == 2
    assert waiting(desk.editor) == old_details(desk.one, on=on).count() == 1


def test_without_a_rule_nothing_is_old(desk):
    age(desk.details[0])
    RuleSetting.objects.all().delete()
    assert waiting(desk.editor) == 0


def test_details_of_a_procedure_that_is_not_public_do_not_wait(desk):
    age(desk.details[0])
    type(desk.procedure).objects.update(live=False)
    assert waiting(desk.editor) == 0


def test_who_may_not_change_details_is_not_told(desk):
    age(desk.details[0])
    for person in (desk.secretary, desk.bookkeeper, desk.district_supervisor):
        assert list(local_desk.local_tallies(person.user)) == []
