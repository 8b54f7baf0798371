"""When a column counts as stale: the last day still counts, months end where the month ends."""

from __future__ import annotations

from datetime import date

import pytest

from portal.pages.columns import after_days, after_months


@pytest.mark.parametrize(
    ("today", "left"),
    [("2026-11-15", 0), ("2026-11-16", -1), ("2026-11-12", 3), ("2026-11-01", 14)],
)
def test_days_left_of_a_limit_in_days(today, left):
    found = after_days(date(2026, 11, 1), days=14, today=date.fromisoformat(today))
    assert found.left_days == left
    assert found.is_stale == (left < 0)
    assert found.is_soon == (0 <= left <= 3)


@pytest.mark.parametrize(
    ("last", "today", "left"),
    [
        ("2026-05-27", "2026-11-27", 0),
        ("2026-05-27", "2026-11-28", -1),
        ("2026-08-31", "2027-02-28", 0),
        ("2026-07-15", "2027-01-14", 1),
    ],
)
def test_days_left_of_a_limit_in_months(last, today, left):
    found = after_months(date.fromisoformat(last), months=6, today=date.fromisoformat(today))
    assert found.left_days == left


def test_a_column_that_never_had_anything_is_stale():
    assert after_days(None, days=14, today=date(2026, 11, 1)).is_stale
    assert after_months(None, months=6, today=date(2026, 11, 1)).is_stale
