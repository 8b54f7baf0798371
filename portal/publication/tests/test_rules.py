"""What a report of an error may hold, and which addresses are pages of this portal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.publication import rules

HOSTS = {"portal.example", "127.0.0.1:8000"}


@pytest.mark.parametrize(
    "text",
    [
        "请打 13800001111",
        "138 0000 1111",
        "１３８００００１１１１",
        "+86-138-0000-1111",
        "0000-8800 1122",
        "身份证 110101199001011234",
        "11010119900101123X。",
        "a.b@portal.example",
    ],
)
def test_numbers_of_people_are_refused_in_any_writing(text):
    problems = rules.problems_with_report(page="/notices/", text=text)
    assert [(one.code, one.field) for one in problems] == [("report.personal_data", "text")]


@pytest.mark.parametrize(
    "text",
    [
        "第十九条的日期应为2026年1月20日",
        "电话号码的第三位错了",
        "索引号 YS/2026-00012 打不开",
        "2026-01-20 写成了 2026-10-20",
        "热线应是 12345",
        "金额 1,234,567.00 元应为 1,243,567.00 元",
    ],
)
def test_what_is_wrong_on_a_page_can_be_said(text):
    assert rules.problems_with_report(page="/notices/", text=text) == []


def test_all_problems_are_said_at_once():
    problems = rules.problems_with_report(page="", text=" ")
    assert [one.field for one in problems] == ["page", "text"]
    too_long = rules.problems_with_report(page="/", text="长" * 501)
    assert [one.code for one in too_long] == ["report.text_too_long"]
    assert rules.problems_with_report(page="/", text="长" * 500) == []


def test_an_answer_needs_words_and_names_no_numbers():
    missing = rules.problems_with_answer(is_answered=True, answer="", public_text="")
    assert [one.field for one in missing] == ["answer"]
    assert rules.problems_with_answer(is_answered=False, answer="", public_text="") == []
    personal = rules.problems_with_answer(
        is_answered=True, answer="已改", public_text="电话 13800001111 有误"
    )
    assert [one.field for one in personal] == ["public_text"]


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/notices/one/?page=2#x", "/notices/one/"),
        ("https://portal.example/en/notices/", "/en/notices/"),
        ("HTTP://PORTAL.EXAMPLE/a/", "/a/"),
        ("http://127.0.0.1:8000/a/", "/a/"),
        ("https://other.example/notices/", ""),
        ("//other.example/notices/", ""),
        ("/\\other.example", ""),
        ("https://portal.example", ""),
        ("javascript:alert(1)", ""),
        ("notices/", ""),
        ("/a\nb/", ""),
        ("/" + "a" * 300, ""),
        ("", ""),
    ],
)
def test_only_addresses_of_this_portal_are_pages_of_it(address, path):
    assert rules.local_path(address, hosts=HOSTS) == path


@given(st.text(max_size=80))
def test_whatever_is_typed_becomes_a_local_path_or_nothing(address):
    path = rules.local_path(address, hosts=HOSTS)
    assert path == "" or (path[0] == "/" and not path.startswith("//") and path.isprintable())


def test_nobody_reads_and_writes_within_three_seconds():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert rules.was_written_too_fast(start, at=start + timedelta(seconds=2.9))
    assert not rules.was_written_too_fast(start, at=start + timedelta(seconds=3))
