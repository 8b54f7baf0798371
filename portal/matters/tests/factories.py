"""Smallest valid rows and pages of service matters, with traits as keyword arguments."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone

from portal.matters.models import Matter, MatterSection, Procedure
from portal.tests.factories import published

numbers = count(1)


def make_matter(**values: Any) -> Matter:
    """A service matter with a code of its own."""
    number = next(numbers)
    values.setdefault("code", f"T-{number:03d}")
    values.setdefault("name", f"老年人优待证申领 {number}")
    return Matter.objects.create(**values)


def make_matter_section(place: Any, *, live: bool = True, **values: Any) -> MatterSection:
    """A live section of service matters below a city or community."""
    values = {"title": "办事", "slug": "services", "show_in_menus": True, **values}
    page = place.add_child(instance=MatterSection(live=False, **values))
    return published(page) if live else page


def make_procedure(section: MatterSection, *, live: bool = True, **values: Any) -> Procedure:
    """A procedure below a section, live unless told otherwise."""
    number = next(numbers)
    values = {"title": f"老年人优待证申领 {number}", "slug": f"card-{number}", **values}
    values.setdefault("matter", make_matter())
    values.setdefault("reviewed_on", timezone.localdate())
    page = section.add_child(instance=Procedure(live=False, **values))
    return published(page) if live else page
