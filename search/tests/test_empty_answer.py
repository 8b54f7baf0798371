"""The page on which nothing was found: what it says of the centre, at any hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from portal.models import CalendarDay
from portal.pages.models import Centre, OpeningHours
from search.tests.library import make_library

pytestmark = pytest.mark.django_db
NAME = "青禾里服务中心（演示）"
HOLIDAY = date(2026, 10, 1)


@pytest.fixture
def library():
    """A centre that is open from Monday to Friday, in weeks whose calendar is known."""
    library = make_library()
    centre = Centre.objects.create(community=library.community, name=NAME)
    OpeningHours.objects.bulk_create(
        OpeningHours(centre=centre, weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(date=day, kind="statutory" if day == HOLIDAY else kind_of(day))
        for day in (date(2026, 9, 21) + timedelta(days=ahead) for ahead in range(60))
    )
    return library


def kind_of(day: date) -> str:
    return "workday" if day.weekday() < 5 else "rest"


def said(client: Any, library: Any, moment: datetime, prefix: str = "") -> str:
    """The line about the centre, read at this moment (UTC; the city is eight hours ahead)."""
    client.cookies["portal_community"] = str(library.community.pk)
    with time_machine.travel(moment, tick=False):
        text = client.get(f"{prefix}/search/", {"q": "zzzz"}).content.decode()
    return text.partition(NAME)[2].partition("</p>")[0].removeprefix("</span>").strip(" ·")


@pytest.mark.parametrize(
    ("moment", "line"),
    [
        (datetime(2026, 9, 23, 2, tzinfo=UTC), "现在开着 · 今天到17:00"),
        (datetime(2026, 9, 23, 10, tzinfo=UTC), "已下班 · 明天9:00开门"),
        (datetime(2026, 9, 26, 2, tzinfo=UTC), "已下班 · 星期一 9:00开门"),
        (datetime(2026, 10, 1, 2, tzinfo=UTC), "节假日休息 · 明天9:00开门"),
        (datetime(2027, 3, 3, 2, tzinfo=UTC), "今天是否开放还不能确定"),
    ],
    ids=["Wednesday morning", "Wednesday evening", "Saturday", "holiday", "a year not entered"],
)
def test_an_empty_answer_says_whether_the_centre_is_open(client, library, moment, line):
    assert said(client, library, moment) == line


def test_who_has_chosen_no_community_is_shown_the_way_to_the_centres(client, library):
    text = client.get("/search/", {"q": "zzzz"}).content.decode()
    assert NAME not in text
    assert f'<p><a href="{reverse("communities")}">各中心的开放时间</a></p>' in text
    client.cookies["portal_community"] = str(library.community.pk)
    assert "各中心的开放时间" not in client.get("/search/", {"q": "zzzz"}).content.decode()
