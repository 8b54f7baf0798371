"""What a publicity, a list of persons, an emergency and a result need, decided on paper."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pages import notice_rules as rules
from portal.pages.notice_rules import PublicityPeriod
from portal.workdays import DayKind, WorkCalendar

FRIDAY = date(2025, 9, 12)
NOON = datetime(2025, 9, 12, 4, tzinfo=UTC)


def weeks(first: date = FRIDAY, days: int = 60) -> WorkCalendar:
    """Ordinary weeks from a day on."""
    dates = (first + timedelta(days=step) for step in range(days))
    kinds = (DayKind.WORKDAY if day.weekday() < 5 else DayKind.REST for day in dates)
    every = (first + timedelta(days=step) for step in range(days))
    return WorkCalendar(dict(zip(every, kinds, strict=True)))


def period_codes(period: PublicityPeriod, **values: Any) -> set[str]:
    asked = {"published_on": FRIDAY, "minimum": 5, "calendar": weeks(), **values}
    return {problem.code for problem in rules.problems_with_period(period, **asked)}


def test_five_working_days_after_a_friday_end_on_the_next_friday():
    assert period_codes(PublicityPeriod(FRIDAY, date(2025, 9, 19))) == set()
    assert period_codes(PublicityPeriod(FRIDAY, date(2025, 9, 18))) == {
        "notice.publicity_too_short"
    }


def test_relief_needs_seven_working_days():
    assert period_codes(PublicityPeriod(FRIDAY, date(2025, 9, 19)), minimum=7) == {
        "notice.publicity_too_short"
    }
    assert period_codes(PublicityPeriod(FRIDAY, date(2025, 9, 23)), minimum=7) == set()


def test_a_holiday_inside_the_period_lengthens_it():
    holiday = dict(weeks().days) | {date(2025, 9, 15): DayKind.STATUTORY}
    calendar = WorkCalendar(holiday)
    assert period_codes(PublicityPeriod(FRIDAY, date(2025, 9, 19)), calendar=calendar) == {
        "notice.publicity_too_short"
    }
    assert period_codes(PublicityPeriod(FRIDAY, date(2025, 9, 22)), calendar=calendar) == set()


def test_a_year_without_calendar_is_a_problem_at_the_last_day_and_never_guessed():
    found = rules.problems_with_period(
        PublicityPeriod(FRIDAY, date(2025, 9, 30)),
        published_on=FRIDAY,
        minimum=5,
        calendar=weeks(days=10),
    )
    assert [(problem.code, problem.field) for problem in found] == [
        ("workdays.year_missing", "publicity_to")
    ]


def test_a_period_may_not_begin_before_it_is_published():
    before = PublicityPeriod(FRIDAY - timedelta(days=1), date(2025, 9, 30))
    calendar = weeks(FRIDAY - timedelta(days=5))
    assert period_codes(before, calendar=calendar) == {"notice.publicity_backdated"}


def test_without_the_number_of_the_law_nothing_is_publicised():
    assert period_codes(PublicityPeriod(FRIDAY, date(2025, 9, 30)), minimum=None) == {
        "rule_setting.missing"
    }


@pytest.mark.parametrize(
    ("period", "fields"),
    [
        (PublicityPeriod(None, None), {"publicity_from", "publicity_to"}),
        (PublicityPeriod(FRIDAY, None), {"publicity_to"}),
        (PublicityPeriod(None, FRIDAY), {"publicity_from"}),
    ],
)
def test_each_missing_day_names_its_field(period, fields):
    found = rules.problems_with_period(
        period, published_on=FRIDAY, minimum=5, calendar=WorkCalendar({})
    )
    assert {problem.field for problem in found} == fields


def test_a_reversed_period_is_refused():
    assert period_codes(PublicityPeriod(FRIDAY, FRIDAY - timedelta(days=1))) == {
        "notice.publicity_reversed"
    }


@given(minimum=st.integers(1, 20), start=st.integers(0, 6))
def test_the_shortest_allowed_period_is_the_one_the_calendar_counts(minimum, start):
    first = FRIDAY + timedelta(days=start)
    calendar = weeks()
    last = calendar.add_working_days(first, minimum)
    asked = {"published_on": first, "minimum": minimum, "calendar": calendar}
    assert rules.problems_with_period(PublicityPeriod(first, last), **asked) == []
    shorter = PublicityPeriod(first, last - timedelta(days=1))
    codes = {problem.code for problem in rules.problems_with_period(shorter, **asked)}
    assert codes <= {"notice.publicity_too_short", "notice.publicity_reversed"}
    assert codes


@given(before=st.integers(1, 30), length=st.integers(0, 30), after=st.integers(1, 30))
def test_every_day_lies_before_in_or_after_a_window(before, length, after):
    period = PublicityPeriod(FRIDAY, FRIDAY + timedelta(days=length))
    assert period.state(FRIDAY - timedelta(days=before)) == "ahead"
    assert period.state(FRIDAY) == period.state(FRIDAY + timedelta(days=length)) == "running"
    assert period.state(FRIDAY + timedelta(days=length + after)) == "ended"


def test_how_to_object_needs_telephone_place_hours_and_basis():
    found = rules.problems_with_objection(phone="", address=" ", hours="", basis="")
    assert {problem.field for problem in found} == {
        "objection_phone",
        "objection_address",
        "objection_hours",
        "basis",
    }
    given_all = {"phone": "1", "address": "2", "hours": "3", "basis": "4"}
    assert rules.problems_with_objection(**given_all) == []


def list_fields(**values: Any) -> set[str]:
    asked = {
        "takedown_on": FRIDAY,
        "period": PublicityPeriod(FRIDAY, FRIDAY),
        "summary": "第三批名单",
        "body": "<p>张*</p>",
        **values,
    }
    return {problem.field for problem in rules.problems_with_personal_list(**asked)}


def test_a_list_of_persons_needs_a_last_day_not_before_the_end_and_a_summary_without_names():
    assert list_fields() == set()
    assert list_fields(takedown_on=None) == {"takedown_on"}
    assert list_fields(takedown_on=FRIDAY - timedelta(days=1)) == {"takedown_on"}
    assert list_fields(period=PublicityPeriod(None, None)) == set()
    assert list_fields(summary="  ") == {"summary"}


@pytest.mark.parametrize(
    "body",
    [
        '<a linktype="document" id="3">名单</a>',
        '<p>x</p><embed embedtype="image" id="1"/>',
        '<a href="/documents/3/list.xlsx">名单</a>',
        '<a href="https://portal.example/media/documents/list.xlsx">名单</a>',
    ],
)
def test_a_list_of_persons_stands_in_no_file_and_no_picture(body):
    assert list_fields(body=body) == {"body"}


def test_a_list_is_up_on_its_last_day_and_down_the_day_after():
    def down(today: date) -> bool:
        return rules.is_list_down(has_personal_list=True, takedown_on=FRIDAY, today=today)

    assert not down(FRIDAY)
    assert down(rules.list_ends_on(FRIDAY))
    assert not rules.is_list_down(has_personal_list=False, takedown_on=FRIDAY, today=date.max)
    assert rules.is_list_down(has_personal_list=True, takedown_on=None, today=date.min)


def emergency_fields(**values: Any) -> set[str]:
    asked = {
        "severity": 2,
        "starts_at": NOON,
        "ends_at": NOON + timedelta(hours=6),
        "published_at": NOON,
        "what_to_do": "避雨",
        "phone": "0000-8800 1122",
        **values,
    }
    return {problem.field for problem in rules.problems_with_emergency(**asked)}


def test_an_emergency_says_how_grave_from_when_to_when_what_to_do_and_whom_to_call():
    assert emergency_fields() == set()
    for name in ("severity", "starts_at", "ends_at"):
        assert emergency_fields(**{name: None}) == {name}
    assert emergency_fields(what_to_do=" ") == {"what_to_do"}
    assert emergency_fields(phone="") == {"emergency_phone"}


def test_an_emergency_ends_after_it_starts_and_after_it_is_published():
    assert emergency_fields(ends_at=NOON) == {"ends_at"}
    assert emergency_fields(published_at=NOON + timedelta(hours=6)) == {"ends_at"}


def test_only_the_city_names_several_communities():
    assert rules.problems_with_scope(is_of_city=True, affected=[1, 2]) == []
    assert rules.problems_with_scope(is_of_city=False, affected=[]) == []
    assert [p.field for p in rules.problems_with_scope(is_of_city=False, affected=[1])] == [
        "affected"
    ]


@pytest.mark.parametrize(
    ("kind", "answers", "stands_alone", "fields"),
    [
        ("result", None, False, ["answers"]),
        ("result", 7, False, []),
        ("result", None, True, []),
        ("notice", None, False, []),
    ],
)
def test_a_result_names_what_it_answers_or_that_it_answers_nothing(
    kind, answers, stands_alone, fields
):
    found = rules.problems_with_answer(kind=kind, answers=answers, stands_alone=stands_alone)
    assert [problem.field for problem in found] == fields


def test_addresses_of_the_section_are_not_for_notices():
    assert [problem.field for problem in rules.problems_with_slug("archive")] == ["slug"]
    assert rules.problems_with_slug("archive-day") == []
