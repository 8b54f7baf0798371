"""How lines of the desk are ordered and counted: decided on paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from portal.desk import Group, Line, Urgency
from portal.desk.lines import by_moment, by_urgency, how_many

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def line(words: str, **values: object) -> Line:
    return Line(words=words, url="/", **values)  # type: ignore[arg-type]


def test_the_most_urgent_stands_first_and_of_equals_the_longest_waiting():
    lines = [
        line("草稿", urgency=Urgency.DRAFT, at=NOON - timedelta(days=9)),
        line("新审批", urgency=Urgency.APPROVAL, at=NOON),
        line("旧审批", urgency=Urgency.APPROVAL, at=NOON - timedelta(days=1)),
        line("被拦下", urgency=Urgency.STOPPED, at=NOON),
    ]
    assert [one.words for one in by_urgency(lines)] == ["被拦下", "旧审批", "新审批", "草稿"]


def test_dates_run_forward_and_news_backward():
    lines = [line("后", at=NOON), line("先", at=NOON - timedelta(days=1)), line("无")]
    assert [one.words for one in by_moment(lines)] == ["无", "先", "后"]
    assert [one.words for one in by_moment(lines, newest_first=True)] == ["后", "先", "无"]


def test_a_line_counts_for_as_many_things_as_it_stands_for():
    assert how_many([line("一"), line("三条找错", stands_for=3)]) == 4


def test_a_line_waits_unless_it_says_otherwise():
    assert line("一").group is Group.WAITING
