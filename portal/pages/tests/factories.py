"""Smallest valid public pages, with traits as keyword arguments."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from portal.models import CalendarDay, InstitutionEvent, RuleSetting
from portal.pages.models import (
    Article,
    Centre,
    Directory,
    Notice,
    NoticeSection,
    OpeningHours,
    Regulation,
    RegulationSection,
    RegulationVersion,
)
from portal.pages.notice_rules import WORKING_DAYS_KEY
from portal.publication.approval_actions import CONFIRM_HOURS_KEY
from portal.tests.factories import published

numbers = count(1)


def make_notice_section(place: Any, **values: Any) -> NoticeSection:
    """A live notice section below a city or community, standing in the menu."""
    values = {"title": "通知公告", "slug": "notices", "show_in_menus": True, **values}
    return published(place.add_child(instance=NoticeSection(live=False, **values)))


def make_notice(section: NoticeSection, *, live: bool = True, **values: Any) -> Notice:
    """A notice, live unless told otherwise."""
    number = next(numbers)
    values.setdefault("title", f"停水通知 {number}")
    values.setdefault("slug", f"notice-{number}")
    values.setdefault("body", "<p>周二停水六小时，请提前储水。</p>")
    values.setdefault("issuer", "青禾里社区服务中心（演示）")
    page = section.add_child(instance=Notice(live=False, **values))
    return published(page) if live else page


def make_regulation_section(place: Any, **values: Any) -> RegulationSection:
    """A live regulation library."""
    values = {"title": "法规制度", "slug": "regulations", "show_in_menus": True, **values}
    return published(place.add_child(instance=RegulationSection(live=False, **values)))


def make_regulation(section: RegulationSection, *, live: bool = True, **values: Any) -> Regulation:
    """A regulation page without text."""
    number = next(numbers)
    values.setdefault("title", f"社区议事规则（演示）{number}")
    values.setdefault("slug", f"regulation-{number}")
    values.setdefault("issuer", "临河市（演示）")
    page = section.add_child(instance=Regulation(live=False, **values))
    return published(page) if live else page


def make_version(regulation: Regulation, *, no: int = 1, articles: int = 3, **values: Any) -> Any:
    """A published version with `articles` articles in one chapter."""
    values.setdefault("state", "published")
    values.setdefault("change_note", "首次公布")
    version = RegulationVersion.objects.create(regulation=regulation, no=no, **values)
    Article.objects.bulk_create(
        Article(
            version=version,
            seq=number,
            number=number,
            label=f"第{number}条",
            slug=f"article-{number}",
            chapter="第一章 总则",
            text=f"社区服务中心办理第{number}类事项。",
        )
        for number in range(1, articles + 1)
    )
    return version


def make_directory(community: Any, *, live: bool = True, **values: Any) -> Directory:
    """The page of the service centre; the centre, its hours and its founding where missing."""
    if not community.centres.exists():
        centre = Centre.objects.create(
            community=community, name="社区服务中心（演示）", address="一号", phone="0000-8800 1121"
        )
        for weekday in range(5):
            OpeningHours.objects.create(
                centre=centre, weekday=weekday, opens="08:30", closes="17:30"
            )
    InstitutionEvent.objects.get_or_create(
        community=community,
        kind="established",
        defaults={"institution": "社区服务中心", "decider": "区政府", "decided_on": "2008-04-15"},
    )
    values = {"title": "服务中心", "slug": "centre", "live": False, **values}
    page = community.add_child(instance=Directory(**values))
    return published(page) if live else page


def enter_publicity_rules() -> None:
    """The working days that a publicity needs, as every installation has them."""
    rows = (("", "5"), ("relief", "7"))
    for scope, value in rows:
        RuleSetting.objects.get_or_create(
            key=WORKING_DAYS_KEY,
            scope=scope,
            effective_from=date(2000, 1, 1),
            defaults={"value": value, "basis": "政府采购法实施条例第三十八条"},
        )


def enter_emergency_rules() -> None:
    """Within how many hours a second person confirms an emergency, as every installation has it."""
    RuleSetting.objects.get_or_create(
        key=CONFIRM_HOURS_KEY,
        effective_from=date(2000, 1, 1),
        defaults={"value": "24", "basis": "本门户约定（演示）"},
    )


def enter_calendar(first: date, days: int) -> None:
    """Ordinary weeks without a holiday, from a day on."""
    dates = (first + timedelta(days=step) for step in range(days))
    known = set(CalendarDay.objects.values_list("date", flat=True))
    CalendarDay.objects.bulk_create(
        CalendarDay(date=day, kind="workday" if day.weekday() < 5 else "rest")
        for day in dates
        if day not in known
    )


def make_publicity(section: NoticeSection, **values: Any) -> Notice:
    """A publicity that began today and runs two weeks; calendar and rules are entered."""
    today = timezone.localdate()
    enter_publicity_rules()
    enter_calendar(today - timedelta(days=40), 100)
    values.setdefault("publicity_from", today)
    values.setdefault("publicity_to", today + timedelta(days=14))
    values.setdefault("objection_phone", "0000-8800 1122")
    values.setdefault("objection_address", "青禾路27号二楼议事厅（演示）")
    values.setdefault("objection_hours", "工作日8:30—17:30")
    values.setdefault("basis", "《临河市社区服务和治理办法（演示）》第九条")
    values.setdefault("title", "入选名单公示")
    return make_notice(section, kind="publicity", **values)


def make_personal_list(section: NoticeSection, **values: Any) -> Notice:
    """A publicity of masked names that is taken down after its last day."""
    last = values.setdefault("publicity_to", timezone.localdate() + timedelta(days=14))
    values.setdefault("takedown_on", last)
    values.setdefault("summary", "第三批入选名单，已遮盖个人信息。")
    values.setdefault("body", "<p>名单如下。</p><ul><li>张*梅</li><li>李*</li></ul>")
    return make_publicity(section, has_personal_list=True, **values)


def make_emergency(section: NoticeSection, **values: Any) -> Notice:
    """An emergency that has begun and holds for six hours."""
    now = timezone.now()
    values.setdefault("title", "今天16时起有暴雨，请把车移出地下车库")
    values.setdefault("severity", 2)
    values.setdefault("starts_at", now - timedelta(minutes=5))
    values.setdefault("ends_at", now + timedelta(hours=6))
    values.setdefault("what_to_do", "低处住户可到中心二楼避雨。")
    values.setdefault("emergency_phone", "0000-8800 1122")
    return make_notice(section, kind="emergency", **values)
