"""What public pages add to the desk: ends of notices, stale columns, what must be looked at."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.desk import Group
from portal.desk.screen import screen_for
from portal.models import RuleSetting
from portal.pages.columns import HOME_KEY, NOTICES_KEY
from portal.pages.models import InfoPage, Notice
from portal.pages.tests.factories import (
    make_emergency,
    make_notice,
    make_notice_section,
    make_personal_list,
    make_publicity,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.tests.desks import make_desk
from portal.tests.factories import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    desk.other_section = make_notice_section(desk.two)
    return desk


def lines(desk: Any, group: Group) -> list[tuple[str, str]]:
    return [(line.words, line.detail) for line in getattr(screen_for(desk.editor.user), group)]


def ends(page: Any, **values: Any) -> None:
    Notice.objects.filter(pk=page.pk).update(**values)


def test_a_publicity_that_ends_in_days_comes_up_with_what_follows(desk):
    page = make_publicity(desk.section, title="选址公示")
    assert lines(desk, Group.SOON) == []
    ends(page, publicity_to=timezone.localdate() + timedelta(days=2))
    assert lines(desk, Group.SOON) == [("选址公示", "公示最后一天；之后请发结果公告")]


def test_a_list_of_persons_that_goes_soon_comes_up(desk):
    page = make_personal_list(desk.section, title="名单公示")
    ends(page, takedown_on=timezone.localdate() + timedelta(days=1))
    assert lines(desk, Group.SOON) == [("名单公示", "名单最后一天，过后自动撤下")]


def test_an_emergency_that_ends_today_comes_up(desk):
    make_emergency(desk.section, title="暴雨")
    assert [words for words, _detail in lines(desk, Group.SOON)] == ["暴雨"]


def test_ends_of_another_community_are_not_shown(desk):
    make_emergency(desk.other_section, title="邻区暴雨")
    assert lines(desk, Group.SOON) == []


def limits() -> None:
    start = timezone.localdate() - timedelta(days=999)
    for key, value in ((HOME_KEY, "14"), (NOTICES_KEY, "6")):
        RuleSetting.objects.create(key=key, value=value, basis="检查指标", effective_from=start)


def published_days_ago(desk: Any, days: int) -> None:
    page = make_notice(desk.section)
    ends(page, published_at=timezone.now() - timedelta(days=days))


def test_a_home_page_without_news_for_two_weeks_is_overdue(desk):
    limits()
    published_days_ago(desk, 15)
    assert lines(desk, Group.LATE) == [("青禾里社区：首页没有更新", "距上次发布15天")]


def test_a_home_page_with_news_is_quiet(desk):
    limits()
    published_days_ago(desk, 5)
    assert lines(desk, Group.LATE) == lines(desk, Group.SOON) == []


def test_a_warning_comes_three_days_before(desk):
    limits()
    published_days_ago(desk, 12)
    assert lines(desk, Group.SOON) == [("青禾里社区：首页没有更新", "距上次发布12天")]


def test_notices_without_news_for_half_a_year_are_said_instead(desk):
    limits()
    published_days_ago(desk, 200)
    assert lines(desk, Group.LATE) == [("青禾里社区：通知公告没有更新", "距上次发布200天")]


def test_a_date_that_somebody_typed_makes_no_column_fresh(desk):
    limits()
    page = make_notice(desk.section)
    ends(page, published_at=timezone.now() - timedelta(days=20), listed_on=timezone.localdate())
    assert [words for words, _ in lines(desk, Group.LATE)] == ["青禾里社区：首页没有更新"]


def test_without_the_settings_nothing_is_called_stale(desk):
    published_days_ago(desk, 900)
    assert lines(desk, Group.LATE) == []


def test_versions_that_wait_are_counted(desk):
    regulation = make_regulation(make_regulation_section(desk.one))
    make_version(regulation, state="draft")
    assert [line.words for line in screen_for(desk.editor.user).waiting] == [
        "1个法规版本还没有发布"
    ]


def test_a_standing_page_that_nobody_checked_for_a_year_waits(desk):
    page = InfoPage(title="关于本站", slug="about", kind="about", body="<p>演示</p>", live=False)
    page.reviewed_on = timezone.localdate() - timedelta(days=400)
    published(desk.one.add_child(instance=page))
    screen = screen_for(desk.editor.user)
    assert [line.words for line in screen.waiting] == ["1个说明页一年没有核对"]
    answer = desk.editor.browser.get(screen.waiting[0].url)
    assert answer.url == f"/admin/pages/{page.pk}/edit/"
