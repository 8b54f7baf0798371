"""A desk whose lists hold as many rows as a test asks for, of every kind that has a list."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.utils import timezone

from portal.matters.models import Duty, Post, ServiceFacility, VisitLog, Window
from portal.models import (
    CalendarDay,
    CommunityName,
    DeadLink,
    InstitutionEvent,
    RuleSetting,
    Topic,
)
from portal.pages.models import Article, Centre, OrganisationUnit, RegulationVersion
from portal.pages.models.units import ContactAssignment
from portal.pages.tests.bulk import Text, add_notices
from portal.pages.tests.factories import (
    make_notice_section,
    make_regulation,
    make_regulation_section,
)
from portal.publication.models import ErrorReport


def filled(desk: SimpleNamespace, count: int) -> SimpleNamespace:
    """The desk with `section`, the notices of its first community, and `count` rows of each kind.

    Every list of rows has that many; notices are public and leave a row in the register.
    """
    desk.section = make_notice_section(desk.one)
    first = date(2026, 1, 1)
    add_notices(desk.section, [Text(f"n-{n}", f"停水通知{n}", first) for n in range(count)])
    desk.section.refresh_from_db()
    for model, rows in _rows(desk, count):
        model.objects.bulk_create(rows)
    _regulation(desk, count)
    return desk


def _rows(desk: SimpleNamespace, count: int) -> list[tuple[Any, list[Any]]]:
    one, now, numbers = desk.one, timezone.now(), range(count)
    notice = desk.section.get_children().first()
    day = date(timezone.localdate().year, 1, 1)
    unit = OrganisationUnit(community=one, kind="unit", name="窗口", duties="受理")
    unit.save()
    seen = {"page": notice, "why": "missing", "first_seen_at": now, "seen_at": now}
    report = {"page": "/", "community": one, "kind": "fact", "text": "电话不对", "received_at": now}
    founding = {"kind": "established", "decider": "区政府", "decided_on": day}
    return [
        (Centre, [Centre(community=one, name=f"服务站{n}", address=f"{n}号") for n in numbers]),
        (OrganisationUnit, [_unit(one, n) for n in numbers]),
        (ContactAssignment, [_card(unit, n) for n in numbers]),
        *_windows(one, unit, numbers),
        (CommunityName, [CommunityName(community=one, name=f"小区{n}") for n in numbers]),
        (InstitutionEvent, [_event(one, n, founding) for n in numbers]),
        (DeadLink, [DeadLink(address=f"/gone-{n}/", **seen) for n in numbers]),
        (ErrorReport, [ErrorReport(**report) for _ in numbers]),
        (RuleSetting, [_setting(day + timedelta(days=n)) for n in numbers]),
        (CalendarDay, [CalendarDay(date=day + timedelta(days=n), kind="rest") for n in numbers]),
        (Topic, [Topic(name=f"专题{n}", slug=f"topic-{n}") for n in numbers]),
        (apps.get_model("search", "SynonymGroup"), [_synonyms(n) for n in numbers]),
    ]


def _windows(one: Any, unit: Any, numbers: range) -> list[tuple[Any, list[Any]]]:
    """Windows, posts, duties and facilities of the first community."""
    centre = Centre.objects.create(community=one, name="中心", address="一号")
    card = _card(unit, 0)
    card.save()
    today, phone = timezone.localdate(), "0000-8800 1122"
    place = {
        "community": one,
        "kind": "shop",
        "provider": "演示",
        "address": "一号",
        "hours": "每天",
    }
    return [
        (Window, [Window(centre=centre, no=str(n), name=f"窗口{n}") for n in numbers]),
        (Post, [Post(centre=centre, name=f"岗位{n}", a_holder=card) for n in numbers]),
        (Duty, [
            Duty(community=one, date=today + timedelta(days=n), holder=card, phone=phone)
            for n in numbers
        ]),
        (VisitLog, [
            VisitLog(community=one, visitor=card, group=f"{n}组", purpose="tell", subject="医保")
            for n in numbers
        ]),
        (ServiceFacility, [
            ServiceFacility(name=f"店{n}", fee="免费", **place) for n in numbers
        ]),
    ]  # fmt: skip


def _unit(community: Any, number: int) -> OrganisationUnit:
    return OrganisationUnit(community=community, kind="unit", name=f"单位{number}", duties="受理")


def _card(unit: OrganisationUnit, number: int) -> ContactAssignment:
    return ContactAssignment(unit=unit, post=f"岗位{number}", phone="0000-8800 1122", duties="受理")


def _event(community: Any, number: int, values: dict[str, Any]) -> InstitutionEvent:
    return InstitutionEvent(community=community, institution=f"机构{number}", **values)


def _setting(day: date) -> RuleSetting:
    return RuleSetting(key="demo.days", value="5", unit="日", basis="演示", effective_from=day)


def _synonyms(number: int) -> Any:
    return apps.get_model("search", "SynonymGroup")(words=f"甲{number} = 乙{number}")


def _regulation(desk: SimpleNamespace, count: int) -> None:
    """A regulation with that many versions, of which the first has that many articles."""
    page = make_regulation(make_regulation_section(desk.one))
    desk.regulation = page
    RegulationVersion.objects.bulk_create(
        RegulationVersion(regulation=page, no=n + 1, change_note="演示") for n in range(count)
    )
    desk.version = page.versions.first()
    Article.objects.bulk_create(
        Article(
            version=desk.version, seq=n, number=n, label=f"第{n}条", slug=f"article-{n}", text="文"
        )
        for n in range(1, count + 1)
    )
