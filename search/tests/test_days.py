"""Days are read as residents write them, and never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from search.days import day_of


@pytest.mark.parametrize(
    "typed",
    ["2026-05-01", "2026-5-1", "2026/5/1", "2026.05.01", "2026年5月1日", "２０２６年５月１日"]
    + ["20260501", " 2026 5 1 "],
)
def test_a_day_is_understood_however_it_is_written(typed):
    assert day_of(typed) == date(2026, 5, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "2026",
        "2026-13-01",
        "2026-02-30",
        "0000-01-01",
        "1-5-2026",
        "2026-05-01x",
        "٢٠٢٦-٥-١",
    ]
    + ["2026-05", "202605", "明天"],
)
def test_what_is_no_day_is_not_guessed(typed):
    assert day_of(typed) is None
