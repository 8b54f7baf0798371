"""What one person published alone stands on the desks of those who may confirm it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.desk import Group, Urgency
from portal.desk.confirmations import to_confirm
from portal.models import StaffNotice
from portal.pages.tests.factories import enter_emergency_rules, make_emergency
from portal.publication import approval_actions
from portal.publication.actions import withdraw
from portal.publication.models import Approval
from portal.role_table import PUBLISHER
from portal.staffing.handing_over import Unconfirmed
from portal.tests.review import joined, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """An emergency that the publisher has written and published alone."""
    enter_emergency_rules()
    desk = make_office()
    desk.notice = make_emergency(desk.section, live=False)
    desk.notice.save_revision(user=desk.publisher.user)
    by = desk.publisher.user
    approval_actions.publish_alone(desk.notice, by=by, at=timezone.now())
    return desk


@pytest.mark.parametrize("name", ["second", "city_editor", "administrator"])
def test_who_may_confirm_finds_it_waiting(desk: Any, name: str) -> None:
    [line] = to_confirm(getattr(desk, name).user)
    assert (line.group, line.urgency) == (Group.WAITING, Urgency.CONFIRM)


def test_who_published_it_reads_that_it_waits_for_another(desk: Any) -> None:
    [line] = to_confirm(desk.publisher.user)
    assert line.group is Group.MINE


def test_others_do_not_find_it(desk: Any) -> None:
    stranger = joined(PUBLISHER, desk.two)
    assert to_confirm(desk.editor.user) == to_confirm(stranger.user) == []


def test_it_is_late_after_its_hours(desk: Any) -> None:
    Approval.objects.update(confirm_until=timezone.now() - timedelta(minutes=1))
    assert to_confirm(desk.second.user)[0].urgency is Urgency.LATE


def test_what_was_withdrawn_waits_for_nobody(desk: Any) -> None:
    desk.notice.refresh_from_db()
    withdraw(desk.notice, by=desk.second.user, reason="已解除")
    assert to_confirm(desk.second.user) == []


def test_what_was_confirmed_waits_for_nobody(desk: Any) -> None:
    row = Approval.objects.get(page=desk.notice)
    approval_actions.confirm(row, by=desk.second.user, at=timezone.now())
    assert to_confirm(desk.second.user) == []


def test_the_others_of_the_place_are_told(desk: Any) -> None:
    told = StaffNotice.objects.filter(kind=StaffNotice.Kind.CONFIRM)
    assert [row.recipient for row in told] == [desk.second.user]


def test_it_is_on_the_list_of_who_leaves(desk: Any) -> None:
    assert [item.page.pk for item in Unconfirmed().items(desk.publisher.user)] == [desk.notice.pk]
    assert Unconfirmed().items(desk.second.user) == []
