"""Smallest valid public pages, with traits as keyword arguments."""

from __future__ import annotations

from itertools import count
from typing import Any

from portal.models import InstitutionEvent
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
        OpeningHours.objects.create(centre=centre, weekday=0, opens="08:30", closes="17:30")
    InstitutionEvent.objects.get_or_create(
        community=community,
        kind="established",
        defaults={"institution": "社区服务中心", "decider": "区政府", "decided_on": "2008-04-15"},
    )
    values = {"title": "服务中心", "slug": "centre", "live": False, **values}
    page = community.add_child(instance=Directory(**values))
    return published(page) if live else page
