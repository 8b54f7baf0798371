"""Every route stands in the table of access, and what is missing from it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, path

from portal import urls
from portal.access_table import ADMINISTRATORS, DESK, PUBLIC, may_ask
from portal.role_table import EDITOR, PUBLISHER, ROLES
from portal.tests.desks import make_desk
from portal.tests.routes import all_routes

NAMES = sorted({route.name for route in all_routes()})

urlpatterns = [
    path("admin/forgotten/", lambda request: HttpResponse("served"), name="forgotten"),
    *urls.urlpatterns,
]
"""The portal with a route that somebody forgot to enter."""


@pytest.mark.parametrize("name", NAMES)
def test_route_stands_in_the_table(name):
    assert (name in PUBLIC) != (name in DESK), (
        f"Enter {name} once in portal/access_table.py: PUBLIC, or DESK with its roles."
    )


def test_the_table_names_no_route_that_is_gone():
    assert (PUBLIC | DESK.keys()) - set(NAMES) == set()


@pytest.mark.parametrize("name", sorted(name for name in NAMES if name.startswith("wagtailusers")))
def test_users_and_groups_are_for_administrators_alone(name):
    assert DESK[name] == ADMINISTRATORS


def test_a_route_that_is_missing_is_for_nobody():
    assert not may_ask("forgotten", ROLES)


def test_row_screens_follow_the_table_of_roles():
    assert EDITOR in DESK["centres:edit"] and EDITOR not in DESK["centres:delete"]
    assert PUBLISHER in DESK["centres:delete"]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="portal.tests.test_access_table")
def test_a_route_that_somebody_forgot_is_refused_to_all_but_the_administrator():
    desk = make_desk()
    assert desk.administrator.browser.get("/admin/forgotten/").status_code == 200
    for role in ROLES[1:]:
        person = getattr(desk, role.key.replace("-", "_"))
        assert person.browser.get("/admin/forgotten/").status_code == 403
    assert Client().get("/admin/forgotten/")["Location"].startswith("/admin/login/")


def test_no_view_is_exempt_from_the_form_token_but_those_that_ask_for_it_themselves():
    exempt = {name for name, view in views(get_resolver()) if getattr(view, "csrf_exempt", False)}
    assert {name for name in exempt if not name.startswith("admin/api/main/")} == set()


def views(resolver: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every pattern with its view."""
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry, pattern)
        else:
            yield pattern, entry.callback
