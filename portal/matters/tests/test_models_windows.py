"""What the database refuses of windows, posts, duties and rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from portal.matters.models import Duty, RuleSlot, WindowClosure, WindowHours
from portal.matters.tests.factories import make_card, make_centre, make_post, make_window
from portal.models import Community
from portal.pages.tests.factories import make_regulation, make_regulation_section
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Any:
    return make_centre(make_community(make_district(make_city())))


def test_a_centre_has_a_window_number_once(centre):
    make_window(centre, no="1")
    with pytest.raises(IntegrityError):
        make_window(centre, no="1")


def test_a_window_opens_before_it_closes(centre):
    row = WindowHours(window=make_window(centre), weekday=0, opens="12:00", closes="09:00")
    with pytest.raises(ValidationError):
        row.full_clean()


def test_a_single_day_has_both_times_or_none(centre):
    row = WindowClosure(
        window=make_window(centre), date="2026-12-01", opens="10:00", closes="09:00", reason="盘点"
    )
    with pytest.raises(ValidationError):
        row.full_clean()


def test_holder_and_stand_in_of_a_post_are_two_persons(centre):
    card = make_card(centre.community)
    with pytest.raises(IntegrityError):
        make_post(centre, a_holder=card, b_holder=card)


def test_a_shift_has_one_person_on_duty(centre):
    values = {
        "community": centre.community, "date": "2026-12-01", "phone": "0000-8800 1122",
        "holder": make_card(centre.community),
    }  # fmt: skip
    Duty.objects.create(**values)
    with pytest.raises(IntegrityError):
        Duty.objects.create(**values)


def test_a_rule_of_a_centre_has_one_text(centre):
    text = make_regulation(make_regulation_section(centre.community))
    RuleSlot.objects.create(centre=centre, kind="training", regulation=text)
    with pytest.raises(IntegrityError):
        RuleSlot.objects.create(centre=centre, kind="training", regulation=text)


def test_homes_that_are_lived_in_are_at_most_a_hundred_percent(centre):
    place = Community.objects.get(pk=centre.community_id)
    place.occupancy_percent = 101
    with pytest.raises(ValidationError) as refusal:
        place.full_clean()
    assert "occupancy_percent" in refusal.value.message_dict
