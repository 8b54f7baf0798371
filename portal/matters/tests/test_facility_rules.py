"""Service facilities, decided on paper."""

from __future__ import annotations

from datetime import date

import pytest

from portal.matters.facility_rules import problems_with_facility

ACTIVE = {
    "latitude": None, "longitude": None, "is_active": True, "ended_on": None, "ended_reason": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, []),
        ({"latitude": -48.9, "longitude": -123.4}, []),
        ({"latitude": 12}, ["latitude"]),
        ({"latitude": 91, "longitude": 181}, ["latitude", "longitude"]),
        ({"ended_reason": "搬走"}, ["is_active"]),
        ({"is_active": False}, ["ended_on", "ended_reason"]),
        ({"is_active": False, "ended_on": date(2026, 5, 1)}, ["ended_reason"]),
        ({"is_active": False, "ended_on": date(2026, 5, 1), "ended_reason": "改去二号院"}, []),
    ],
)
def test_a_facility_has_a_whole_position_and_a_withdrawn_one_says_why(values, fields):
    problems = problems_with_facility(**{**ACTIVE, **values})
    assert [problem.field for problem in problems] == fields
