"""What a notice lacks, and which version of a regulation holds on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from portal.pages.rules import problems_with_directory, problems_with_notice, version_on

COMPLETE = {
    "title": "停水通知",
    "text": "<p>周二停水</p>",
    "issuer": "中心",
    "is_historical": False,
    "original_date": None,
}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"title": " "}, ["notice.title_missing"]),
        ({"text": "<p>&nbsp;</p><br/>"}, ["notice.text_missing"]),
        ({"issuer": ""}, ["notice.issuer_missing"]),
        ({"is_historical": True}, ["notice.original_date_missing"]),
        ({"is_historical": True, "original_date": date(2009, 1, 1)}, []),
        ({"title": "", "issuer": ""}, ["notice.title_missing", "notice.issuer_missing"]),
    ],
)
def test_a_notice_is_told_everything_it_lacks_at_once(change, codes):
    problems = problems_with_notice(**{**COMPLETE, **change})
    assert [problem.code for problem in problems] == codes


@dataclass
class Dated:
    no: int
    effective_from: date | None = None
    effective_to: date | None = None


FIRST = Dated(1, date(2022, 6, 1), date(2023, 8, 31))
SECOND = Dated(2, date(2023, 9, 1))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2022, 5, 31), None),
        (date(2022, 6, 1), 1),
        (date(2023, 8, 31), 1),
        (date(2023, 9, 1), 2),
        (date(2030, 1, 1), 2),
    ],
)
def test_the_version_of_a_day_is_the_one_that_has_started_and_not_ended(on, expected):
    version = version_on([SECOND, FIRST], on)
    assert (version.no if version else None) == expected


def test_an_unverified_text_without_dates_is_shown_and_an_ended_one_is_not():
    assert version_on([Dated(1), Dated(2)], date(2024, 1, 1)).no == 2
    assert version_on([FIRST], date(2024, 1, 1)) is None
    assert version_on([], date(2024, 1, 1)) is None


def test_a_text_without_dates_holds_until_the_first_dated_version_begins():
    undated, later = Dated(1), Dated(2, date(2026, 1, 1))
    assert version_on([undated, later], date(2025, 12, 31)).no == 1
    assert version_on([undated, later], date(2026, 1, 1)).no == 2
    assert version_on([undated, FIRST], date(2024, 1, 1)) is None


def test_of_two_versions_that_overlap_the_later_start_wins():
    older = Dated(1, date(2020, 1, 1))
    assert version_on([older, SECOND], date(2024, 1, 1)).no == 2


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((True, True, True), []),
        ((False, False, True), ["directory.centre_missing"]),
        ((True, False, True), ["directory.hours_missing"]),
        ((True, True, False), ["directory.founding_missing"]),
        ((False, False, False), ["directory.centre_missing", "directory.founding_missing"]),
    ],
)
def test_the_page_of_a_centre_needs_a_centre_with_hours_that_was_set_up(facts, expected):
    names = ("has_centre", "has_hours", "is_founded")
    problems = problems_with_directory(**dict(zip(names, facts, strict=True)))
    assert [problem.code for problem in problems] == expected
