"""Lists at the desk cost a fixed number of queries: the same at ten rows and at a thousand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.role_table import ADMINISTRATOR
from portal.roles import give_role
from portal.tests.desks import make_desk
from portal.tests.many_rows import filled
from portal.tests.query_budget import DESK_BUDGET

pytestmark = pytest.mark.django_db

OWN_LISTS = (
    "centres", "organisation-units", "contact-cards", "community-names", "institution-events",
    "publications", "error-reports", "dead-links", "windows", "posts", "duty-roster", "visits",
    "facilities",
)  # fmt: skip
CITY_LISTS = ("rule-settings", "calendar", "topics")


def cost(browser: Client, address: str) -> int:
    """Questions and changes of the second request; how tests nest transactions counts nothing."""
    assert browser.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)


def page_lists(desk: Any) -> list[str]:
    """The list of a section, part of it, what is found below it; lists to choose from."""
    explore = reverse("wagtailadmin_explore", args=[desk.section.pk])
    return [
        explore,
        f"{explore}?p=1&ordering=title",
        f"{explore}?has_child_pages=false",
        f"{explore}?q=停水",
        reverse("wagtailadmin_explore_results", args=[desk.section.pk]),
        reverse("wagtailadmin_explore", args=[desk.one.pk]),
        reverse("wagtailadmin_choose_page_child", args=[desk.section.pk]),
        f"{reverse('wagtailadmin_choose_page_search')}?q=停水",
        f"{reverse('wagtailadmin_pages:search')}?q=停水",
    ]


@pytest.mark.parametrize("count", [10, 50, 1000])
def test_lists_of_pages_stay_in_their_budget_for_everybody(count):
    desk = filled(make_desk(), count)
    for person in (desk.editor, desk.publisher, desk.city_editor):
        costs = {address: cost(person.browser, address) for address in page_lists(desk)}
        assert max(costs.values()) <= DESK_BUDGET["pages"], (person.user.username, costs)


@pytest.mark.parametrize("count", [10, 1000])
def test_own_lists_stay_in_their_budget(count):
    desk = filled(make_desk(), count)
    own = [reverse(f"{name}:index") for name in OWN_LISTS] + [
        reverse("import_regulations"),
        f"{reverse('regulation-versions:index')}?regulation={desk.regulation.pk}",
        f"{reverse('regulation-articles:index')}?version={desk.version.pk}",
    ]
    costs = {address: cost(desk.editor.browser, address) for address in own}
    assert max(costs.values()) <= DESK_BUDGET["own"], costs


@pytest.mark.parametrize("count", [10, 1000])
def test_lists_of_the_city_stay_in_their_budget(count):
    desk = filled(make_desk(), count)
    city = [reverse(f"{name}:index") for name in CITY_LISTS]
    city.append(reverse("wagtailsnippets_search_synonymgroup:list"))
    give_role(desk.city_editor.user, ADMINISTRATOR)
    costs = {address: cost(desk.city_editor.browser, address) for address in city}
    assert max(costs.values()) <= DESK_BUDGET["own"], costs
