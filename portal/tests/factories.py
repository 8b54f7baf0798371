"""Smallest valid objects of the foundation, with traits as keyword arguments."""

from __future__ import annotations

from itertools import count
from typing import Any

from wagtail.models import Page, Site

from portal.models import City, Community, District, SiteSettings, User
from portal.publication.actions import publish

numbers = count(1)


def make_city(title: str = "临河市（演示）", **values: Any) -> City:
    """The root of the one site, live, with its settings row."""
    root = Page.objects.get(depth=1)
    city = root.add_child(instance=City(title=title, slug=values.pop("slug", "linhe"), **values))
    Site.objects.all().delete()
    site = Site.objects.create(hostname="localhost", root_page=city, is_default_site=True)
    SiteSettings.objects.get_or_create(site=site)
    return published(city)


def make_district(city: City, title: str = "柳湾区", **values: Any) -> District:
    """A live district below a city."""
    values.setdefault("slug", f"district-{next(numbers)}")
    return published(city.add_child(instance=District(title=title, live=False, **values)))


def make_community(district: District, title: str = "青禾里社区", **values: Any) -> Community:
    """A live community below a district."""
    number = next(numbers)
    values.setdefault("slug", f"community-{number}")
    values.setdefault("code", f"9900{number:08d}")
    values.setdefault("population", 5200)
    values.setdefault("households", 1900)
    return published(district.add_child(instance=Community(title=title, live=False, **values)))


def make_user(username: str = "", **values: Any) -> User:
    """A member of staff with the password `password`."""
    return User.objects.create_user(
        username or f"user{next(numbers)}", password="password", **values
    )


def published(page: Any) -> Any:
    """The page, published by the system."""
    return publish(page, by=None)
