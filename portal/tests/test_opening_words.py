"""When a shut door opens next, in words that fit how near the day is."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone, translation

from portal.templatetags.opening import opens_when


def half_past_eight(*, days: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return datetime.combine(day, time(8, 30), timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("days", "words"), [(0, "opens today at 8:30"), (1, "opens tomorrow at 8:30")]
)
def test_today_and_tomorrow_are_called_so(days, words):
    with translation.override("en"):
        assert opens_when(half_past_eight(days=days)) == words


def test_within_a_week_the_weekday_is_enough():
    names = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"]
    opens_at = half_past_eight(days=6)
    with translation.override("zh-hans"):
        assert opens_when(opens_at) == f"{names[opens_at.weekday()]} 8:30开门"


def test_a_week_ahead_the_date_is_said():
    opens_at = half_past_eight(days=7)
    with translation.override("zh-hans"):
        assert f"{opens_at.month}月{opens_at.day}日" in opens_when(opens_at)


def test_nothing_is_said_when_the_next_opening_is_not_known():
    assert opens_when(None) == ""
