"""Smallest valid rows of service matters, with traits as keyword arguments."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from portal.matters.models import Duty, Matter, MatterSection, Post, ServiceFacility, Window
from portal.pages.models import Centre, ContactAssignment, OpeningHours, OrganisationUnit
from portal.tests.factories import published

numbers = count(1)


def make_matter(code: str = "", **values: Any) -> Matter:
    """A matter with a code and a name of its own."""
    number = next(numbers)
    values.setdefault("name", f"老年人优待证申领 {number}")
    return Matter.objects.create(code=code or f"YL-T{number:03d}", **values)


def make_matter_section(place: Any, **values: Any) -> MatterSection:
    """A live section of service matters below a city or community."""
    values = {"title": "办事", "slug": "services", "show_in_menus": True, **values}
    return published(place.add_child(instance=MatterSection(live=False, **values)))


def make_centre(
    community: Any, *, opens: str = "08:30", closes: str = "17:30", **values: Any
) -> Any:
    """A centre that is open from Monday to Friday."""
    values = {
        "name": "社区服务中心（演示）",
        "address": "一号",
        "phone": "0000-8800 1121",
        **values,
    }
    centre = Centre.objects.create(community=community, **values)
    OpeningHours.objects.bulk_create(
        OpeningHours(centre=centre, weekday=day, opens=opens, closes=closes) for day in range(5)
    )
    return centre


def make_window(centre: Centre, *, no: str = "", **values: Any) -> Window:
    """A window that keeps the hours of its centre."""
    number = next(numbers)
    values.setdefault("name", "民政救助窗")
    return Window.objects.create(centre=centre, no=no or str(number), **values)


def make_card(community: Any, **values: Any) -> ContactAssignment:
    """A contact card of a unit of the community, made where there is none."""
    unit = OrganisationUnit.objects.filter(community=community, kind="station").first()
    unit = unit or OrganisationUnit.objects.create(
        community=community, kind="station", name="服务组（演示）", duties="受理"
    )
    number = next(numbers)
    values = {"post": f"岗位{number}", "phone": "0000-8800 1122", "duties": "受理", **values}
    return ContactAssignment.objects.create(unit=unit, **values)


def make_post(centre: Centre, **values: Any) -> Post:
    """A standing post without holders."""
    values.setdefault("name", f"岗位{next(numbers)}")
    return Post.objects.create(centre=centre, **values)


def make_roster(community: Any, days: int, **values: Any) -> list[Duty]:
    """Somebody on duty on each of so many days from today on."""
    values.setdefault("holder", make_card(community))
    values.setdefault("phone", "0000-8800 1122")
    today = timezone.localdate()
    return Duty.objects.bulk_create(
        Duty(community=community, date=today + timedelta(days=n), **values) for n in range(days)
    )


def make_facility(community: Any, **values: Any) -> ServiceFacility:
    """A facility in operation."""
    values = {
        "kind": "day_care", "name": f"日间照料室{next(numbers)}", "provider": "演示养老服务社",
        "address": "青禾路29号", "hours": "每天8:00—18:00", "fee": "免费", **values,
    }  # fmt: skip
    return ServiceFacility.objects.create(community=community, **values)
