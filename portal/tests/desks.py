"""A city with two communities and the people who work in the first, signed in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.test import Client

from portal.role_table import ADMINISTRATOR, ROLES, Reach, Role
from portal.roles import give_role, sync_groups
from portal.tests.factories import make_city, make_community, make_district, make_user
from portal.tests.remembered import remembered


def signed_in(user: Any) -> Client:
    """A browser in which `user` has signed in."""
    browser = Client()
    browser.force_login(user)
    return browser


def as_built(built: Any) -> Any:
    """The same for the next test: rows read anew, browsers signed in as at the beginning."""
    if isinstance(built, SimpleNamespace):
        return SimpleNamespace(**{name: as_built(value) for name, value in vars(built).items()})
    if isinstance(built, list):
        return [as_built(value) for value in built]
    if isinstance(built, Client):
        browser = Client()
        browser.cookies = built.cookies.copy()
        return browser
    return type(built).objects.get(pk=built.pk)


@remembered(as_built)
def make_desk() -> SimpleNamespace:
    """`city`, `district`, communities `one` and `two`, and a person of each role in the first.

    `editor`, `publisher`, `bookkeeper`, `supervisory_reviewer`, `secretary` of community one;
    `district_supervisor`, `city_editor`, `administrator`. Each has `user` and `browser`.
    """
    city = make_city()
    district = make_district(city)
    one, two = make_community(district, "青禾里社区"), make_community(district, "桐荫巷社区")
    sync_groups()
    desk = SimpleNamespace(city=city, district=district, one=one, two=two)
    places = {Reach.CITY: city, Reach.DISTRICT: district, Reach.COMMUNITY: one}
    for role in ROLES:
        person = a_person(role, places.get(role.reach), username=role.key)
        setattr(desk, role.key.replace("-", "_"), person)
    return desk


def a_person(role: Role, place: Any = None, username: str = "") -> SimpleNamespace:
    """Somebody of this role at the place: `user` and `browser`."""
    user = make_user(username)
    give_role(user, role, None if role == ADMINISTRATOR else place)
    return SimpleNamespace(user=user, browser=signed_in(user))
