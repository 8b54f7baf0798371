"""Windows, posts, staff and rules of a centre, decided on paper."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from portal.matters.choices import RuleSlotKind
from portal.matters.window_rules import (
    joined_week,
    missing_rules,
    problems_with_occupancy,
    problems_with_post,
    problems_with_posts,
    problems_with_staff,
    problems_with_week,
    problems_with_window,
)
from portal.opening_hours import OpeningSpan
from portal.pages.centre_rules import StaffNorm, staff_needed, staff_norm

URBAN = StaffNorm(households_each=500, minimum=3)
RURAL = StaffNorm(households_each=300, minimum=2)
FORTY = Decimal(40)


def codes(problems: list) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("households", "norm", "needed"),
    [
        (0, URBAN, 3), (1500, URBAN, 3), (1501, URBAN, 4), (2000, URBAN, 4), (2001, URBAN, 5),
        (600, RURAL, 2), (601, RURAL, 3), (900, RURAL, 3), (10, RURAL, 2),
    ],
)  # fmt: skip
def test_a_begun_share_of_households_asks_for_one_more_person(households, norm, needed):
    assert staff_needed(households, norm) == needed


@pytest.mark.parametrize(
    ("staff", "found"), [(3, ["centre.too_few_staff"]), (4, []), (9, []), (None, [])]
)
def test_too_few_people_are_a_problem_and_a_missing_number_is_not(staff, found):
    assert codes(problems_with_staff(staff=staff, households=1900, norm=URBAN)) == found


def span(weekday: int, opens: int, closes: int) -> OpeningSpan:
    return OpeningSpan(weekday, time(opens), time(closes))


def test_flexible_shifts_of_windows_add_up_without_counting_twice():
    early = [span(day, 8, 12) for day in range(5)]
    late = [span(day, 11, 15) for day in range(5)]
    assert joined_week([*early, *late]) == [span(day, 8, 15) for day in range(5)]


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([span(day, 9, 17) for day in range(5)], []),
        ([span(day, 9, 16) for day in range(5)], ["opening_hours.too_few"]),
        ([*(span(day, 9, 16) for day in range(5)), span(5, 9, 14)], []),
        ([*(span(day, 9, 16) for day in range(5)), span(0, 9, 14)], ["opening_hours.too_few"]),
        ([*(span(day, 9, 13) for day in range(5)), *(span(day, 13, 17) for day in range(5))], []),
        ([], ["opening_hours.too_few"]),
    ],
)
def test_centre_and_windows_together_are_open_forty_hours(spans, found):
    assert codes(problems_with_week(spans, minimum_hours=FORTY)) == found


def test_hours_of_a_window_may_not_overlap_but_may_be_few():
    assert problems_with_window([span(0, 9, 10)], []) == []
    overlapping = [span(0, 9, 12), span(0, 11, 13)]
    assert codes(problems_with_window(overlapping, [])) == ["opening_hours.overlapping"]


def test_a_single_day_of_a_window_is_not_open_and_shut_at_once():
    days = [(date(2026, 12, 1), None, None), (date(2026, 12, 1), time(9), time(11))]
    assert codes(problems_with_window([], days)) == ["special_day.shut_and_open"]


@pytest.mark.parametrize(
    ("standing", "special", "found"),
    [
        (6, 0, []),
        (6, 2, []),
        (6, 3, ["post.too_many_special"]),
        (5, 1, ["post.standing_missing"]),
        (0, 3, ["post.too_many_special", "post.standing_missing"]),
        (0, 0, []),
        (8, 0, []),
    ],
)
def test_six_standing_posts_and_at_most_two_special_ones(standing, special, found):
    problems = problems_with_posts(
        standing=standing, special=special, standing_number=6, special_maximum=2
    )
    assert codes(problems) == found


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, []),
        ({"a_holder": 1, "b_holder": 2}, []),
        ({"a_holder": 1}, []),
        ({"a_holder": 1, "b_holder": 1}, ["b_holder"]),
        ({"kind": "special"}, ["approved_by", "approved_on"]),
        ({"kind": "special", "approved_by": " ", "approved_on": date.today()}, ["approved_by"]),
        ({"kind": "special", "approved_by": "街道", "approved_on": date.today()}, []),
    ],
)
def test_a_post_has_two_persons_and_a_special_one_is_approved(values, fields):
    post = {"kind": "standing", "approved_by": "", "approved_on": None}
    problems = problems_with_post(**{**post, "a_holder": None, "b_holder": None, **values})
    assert [problem.field for problem in problems] == fields


def test_missing_rules_are_named_in_the_order_of_the_list():
    assert len(missing_rules([])) == 12
    known = set(RuleSlotKind) - {RuleSlotKind.TRAINING, RuleSlotKind.FIRST_ASKED}
    assert missing_rules(known) == [RuleSlotKind.FIRST_ASKED, RuleSlotKind.TRAINING]
    assert missing_rules(list(RuleSlotKind)) == []


@pytest.mark.parametrize(
    ("occupancy", "has_committee", "found"),
    [
        (49, False, []),
        (50, False, ["community.committee_missing"]),
        (100, False, ["community.committee_missing"]),
        (80, True, []),
        (None, False, []),
    ],
)
def test_half_lived_in_homes_ask_for_a_committee(occupancy, has_committee, found):
    problems = problems_with_occupancy(occupancy=occupancy, limit=50, has_committee=has_committee)
    assert codes(problems) == found


@pytest.mark.parametrize(("each", "minimum"), [(None, 3), (500, None), (0, 3)])
def test_a_norm_that_is_not_two_numbers_is_none(each, minimum):
    assert staff_norm(500, 3) == URBAN
    assert staff_norm(each, minimum) is None
