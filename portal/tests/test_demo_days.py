"""Days of demo files follow the day of loading."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.demo.days import day_from, with_days

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("-37", date(2026, 10, 16)),
        ("+45", date(2027, 1, 6)),
        ("2024-12-16", date(2024, 12, 16)),
        ("09-20", date(2026, 9, 20)),
        ("09-20/1", date(2025, 9, 20)),
        ("11-22", date(2025, 11, 22)),
        ("12-24", date(2025, 12, 24)),
        ("12-24/1", date(2024, 12, 24)),
    ],
)
def test_a_day_is_told_from_the_day_of_loading(text: str, day: date) -> None:
    assert day_from(text, on=SUNDAY) == day


@pytest.mark.parametrize("text", ["", "soon", "13-01", "02-30", "2024-02-30", "-", "37"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        day_from(text, on=SUNDAY)


@given(st.dates(date(2024, 1, 1), date(2100, 1, 1)))
def test_a_seasonal_day_always_lies_within_the_last_year(on: date) -> None:
    day = day_from("09-20", on=on)
    assert on - timedelta(days=366) <= day < on
    assert (day.month, day.day) == (9, 20)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{+5}停水", "11月27日停水"),
        ("{+5 sat}停水", "11月28日（星期六）停水"),
        ("{+0 sun}", "11月22日（星期日）"),
        ("自{+50 long}起", "自2027年1月11日起"),
        ("{+5 sat long}", "2026年11月28日（星期六）"),
        ("from {+5 en}", "from 27 November 2026"),
        ("on {+5 sat en}", "on Saturday, 28 November 2026"),
        ("〔{year}〕6号", "〔2026〕6号"),
        ("{-3}至{+3}", "11月19日至11月25日"),
    ],
)
def test_places_in_a_text_are_filled_from_the_day_of_publication(text: str, filled: str) -> None:
    assert with_days(text, on=SUNDAY) == filled


@pytest.mark.parametrize("text", ["{}", "{5}", "{+5 someday}", "{+5 xyz}", "{title}"])
def test_an_unknown_place_in_a_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        with_days(text, on=SUNDAY)
