"""A city with two communities and the people who work in the first, signed in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.test import Client

from portal.role_table import CITY_EDITOR, EDITOR, PUBLISHER
from portal.roles import give_role, sync_groups
from portal.tests.factories import make_city, make_community, make_district, make_user


def signed_in(user: Any) -> Client:
    """A browser in which `user` has signed in."""
    browser = Client()
    browser.force_login(user)
    return browser


def make_desk() -> SimpleNamespace:
    """`city`, communities `one` and `two`; `editor` and `publisher` of the first, `city_editor`.

    Each person has `user` and `browser`.
    """
    city = make_city()
    district = make_district(city)
    one, two = make_community(district, "青禾里社区"), make_community(district, "桐荫巷社区")
    sync_groups()
    desk = SimpleNamespace(city=city, one=one, two=two)
    for role in (EDITOR, PUBLISHER, CITY_EDITOR):
        user = make_user(role.key)
        give_role(user, role, None if role == CITY_EDITOR else one)
        person = SimpleNamespace(user=user, browser=signed_in(user))
        setattr(desk, role.key.replace("-", "_"), person)
    return desk
