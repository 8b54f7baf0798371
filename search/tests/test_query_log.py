"""What is written of queries tells of nobody, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from search import query_log
from search.models import QueryLog
from search.text import terms_of

pytestmark = pytest.mark.django_db


def written(typed: str) -> list[str]:
    """What stands in the log after a query."""
    query_log.note(terms_of(typed), total=0, related=False)
    query_log.write()
    return list(QueryLog.objects.values_list("folded", flat=True))


@pytest.mark.parametrize(
    "number",
    [
        "13800000000",
        "138 0000 0001",
        "138-0000-0001",
        "138 - 0000 - 0001",
        "+86 138 0000 0001",
        "(0000) 8800 1122",
        "电话138 0000 0001",
        "１３８ ００００ ０００１",
        "000000 19000101 0000",
        "000000 1900 0101 000x",
        "1 2 3 4 5 6",
    ],
)
def test_a_number_of_a_person_is_left_out_however_it_is_grouped(number):
    assert written(f"停水 {number} 通知!") == ["停水 通知!"]


@pytest.mark.parametrize(
    "typed", ["2026年 5月 停水", "第19条 第20条", "停水 5 楼 3 号 12", "a4 b5", "12345"]
)
def test_numbers_that_tell_of_nobody_stay(typed):
    assert written(typed) == [typed]


def test_a_query_is_forgotten_after_a_year():
    today = timezone.localdate()
    for days in (365, 366):
        QueryLog.objects.create(day=today - timedelta(days), folded=f"停水{days}")
    assert set(written("停电")) == {"停水365", "停电"}
