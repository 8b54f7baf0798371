"""Year files of the holiday arrangement: what they say, and that they say what the source says."""

from __future__ import annotations

import json
from calendar import isleap
from datetime import date
from pathlib import Path

import chinese_calendar
import pytest

from portal.calendar_files import arrangement_text, days_of_year
from portal.problems import Refused
from portal.workdays import DayKind, WorkCalendar

FOLDER = Path(__file__).parents[2] / "fixtures" / "calendar"
YEARS = (2024, 2025, 2026)


def file_of(**changes: object) -> str:
    return json.dumps({"year": 2026, "source": "演示", "holidays": [], "workdays": [], **changes})


def committed(year: int) -> str:
    return (FOLDER / f"{year}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_a_committed_year_works_exactly_when_the_source_says_so(year: int) -> None:
    days = days_of_year(committed(year), where=f"{year}.json")
    assert len({day.date for day in days}) == 365 + isleap(year)
    wrong = [
        day
        for day in days
        if (day.kind is DayKind.WORKDAY) != chinese_calendar.is_workday(day.date)
    ]
    assert wrong == []


@pytest.mark.parametrize("year", YEARS)
def test_holidays_of_a_committed_year_are_those_of_the_source(year: int) -> None:
    days = days_of_year(committed(year), where=f"{year}.json")
    ours = {day.date for day in days if day.kind is DayKind.STATUTORY}
    assert ours == {day for day in chinese_calendar.constants.holidays if day.year == year}


@pytest.mark.parametrize("year", YEARS)
def test_a_committed_year_names_its_source(year: int) -> None:
    arrangement = json.loads(committed(year))
    assert arrangement["year"] == year
    assert f"国务院办公厅关于{year}年部分节假日安排的通知" in arrangement["source"]


def test_periods_over_the_committed_spring_festival_end_where_the_law_says() -> None:
    days = days_of_year(committed(2026), where="2026.json")
    calendar = WorkCalendar.of((day.date, day.kind) for day in days)
    assert calendar.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert calendar.add_natural_days(date(2026, 9, 21), 10) == date(2026, 10, 8)


def test_a_file_names_holidays_and_make_up_days_and_the_rest_is_the_plain_week() -> None:
    text = file_of(
        holidays=[{"name": "元旦", "first": "2026-01-01", "last": "2026-01-03"}],
        workdays=[{"date": "2026-01-04", "name": "元旦"}],
    )
    days = days_of_year(text, where="2026.json")
    assert [(day.kind.value, day.note) for day in days[:5]] == [
        ("statutory", "元旦"),
        ("statutory", "元旦"),
        ("statutory", "元旦"),
        ("workday", "元旦补班"),
        ("workday", ""),
    ]
    assert days[9] == (date(2026, 1, 10), DayKind.REST, "")


def test_a_written_year_reads_back_with_neighbouring_days_as_one_holiday() -> None:
    holidays = {date(2026, 5, day): "劳动节" for day in (3, 1, 2)}
    text = arrangement_text(2026, "演示", holidays, {date(2026, 5, 9): "劳动节"})
    assert json.loads(text)["holidays"] == [
        {"name": "劳动节", "first": "2026-05-01", "last": "2026-05-03"}
    ]
    special = [day for day in days_of_year(text, where="") if day.note]
    assert {day.date for day in special} == {*holidays, date(2026, 5, 9)}


@pytest.mark.parametrize(
    "changes",
    [
        {"workdays": [{"date": "2026-01-05", "name": "元旦"}]},
        {"workdays": [{"date": "2027-01-02", "name": "元旦"}]},
        {"holidays": [{"name": "元旦", "first": "2025-12-31", "last": "2026-01-01"}]},
        {
            "holidays": [{"name": "元旦", "first": "2026-01-01", "last": "2026-01-04"}],
            "workdays": [{"date": "2026-01-04", "name": "元旦"}],
        },
    ],
)
def test_days_that_contradict_the_year_are_refused_naming_the_file(
    changes: dict[str, object],
) -> None:
    with pytest.raises(Refused) as refusal:
        days_of_year(file_of(**changes), where="2026.json")
    assert {problem.code for problem in refusal.value.problems} == {"calendar.day_contradicts"}
    assert "2026.json: " in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        "null",
        "{}",
        file_of(year="soon"),
        file_of(year=99999),
        file_of(year=9999),
        file_of(holidays=7),
        file_of(holidays=["元旦"]),
        file_of(holidays=[{"name": "元旦", "first": "2026-02-30", "last": "2026-03-01"}]),
        file_of(holidays=[{"name": "元旦", "first": "2026-01-03", "last": "2026-01-01"}]),
        file_of(holidays=[{"name": "元旦", "first": "0001-01-01", "last": "9999-12-31"}]),
        file_of(workdays=[{"name": "元旦"}]),
    ],
)
def test_what_is_no_year_file_is_refused_naming_the_file(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        days_of_year(text, where="2026.json")
    (problem,) = refusal.value.problems
    assert (problem.code, problem.where) == ("calendar.file_unreadable", "2026.json")
