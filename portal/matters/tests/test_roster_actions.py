"""Many days of the roster are stored together or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from portal.matters.models import Duty
from portal.matters.roster_actions import PlannedDuty, fill_roster, mark_of
from portal.matters.tests.factories import make_card
from portal.problems import Refused
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db
FIRST = date(2027, 3, 1)
PHONE = "0000-8800 1122"


@pytest.fixture
def desk() -> SimpleNamespace:
    desk = make_desk()
    desk.cards = [make_card(desk.one), make_card(desk.one)]
    return desk


def planned(desk: Any, days: int = 3, **values: Any) -> list[PlannedDuty]:
    one, two = desk.cards
    facts = {"holder": one, "backup": two, "phone": PHONE, **values}
    return [PlannedDuty(FIRST + timedelta(days=n), **facts) for n in range(days)]


def refused(desk: Any, days: list[PlannedDuty], by: Any = None) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refusal:
        fill_roster(desk.one, "全天", days, by=by)
    return [(one.code, one.where) for one in refusal.value.problems]


def test_all_days_are_stored_and_logged_in_the_name_of_who_filled_them(desk):
    assert fill_roster(desk.one, "全天", planned(desk), by=desk.editor.user) == 3
    assert Duty.objects.filter(community=desk.one, holder=desk.cards[0]).count() == 3
    assert ModelLogEntry.objects.filter(user=desk.editor.user, action="wagtail.create").count() == 3


def test_one_wrong_day_keeps_all_days_from_being_stored_and_is_named(desk):
    days = [*planned(desk), PlannedDuty(FIRST + timedelta(days=9), desk.cards[0], None, "")]
    assert refused(desk, days) == [("duty.phone_missing", "2027-03-10")]
    assert not Duty.objects.exists()


def test_a_card_of_another_community_is_refused(desk):
    found = refused(desk, planned(desk, days=1, holder=make_card(desk.two)))
    assert found == [("duty.foreign_card", "2027-03-01")]


def test_a_day_that_somebody_changed_meanwhile_is_not_written_over(desk):
    fill_roster(desk.one, "全天", planned(desk, days=1), by=None)
    assert refused(desk, planned(desk, days=2)) == [("duty.changed", "2027-03-01")]
    assert Duty.objects.count() == 1


def test_an_emptied_day_is_taken_out_and_an_untouched_one_left_alone(desk):
    fill_roster(desk.one, "全天", planned(desk, days=2), by=None)
    first, second = Duty.objects.order_by("date")
    days = [
        PlannedDuty(first.date, None, None, PHONE, mark_of(first)),
        PlannedDuty(second.date, second.holder, second.backup, PHONE, mark_of(second)),
    ]
    assert fill_roster(desk.one, "全天", days, by=None) == 1
    assert list(Duty.objects.all()) == [second]


def test_who_may_not_keep_the_roster_of_a_community_is_refused(desk):
    assert refused(desk, planned(desk), by=desk.secretary.user) == [("permission", "")]
    with pytest.raises(Refused):
        fill_roster(desk.two, "全天", planned(desk), by=desk.editor.user)


def test_a_shift_that_names_a_person_by_number_is_refused(desk):
    with pytest.raises(Refused):
        fill_roster(desk.one, "990000199001010017", planned(desk), by=None)
