"""The desk speaks Chinese: every screen that a role reaches, walked as its links lead."""

from __future__ import annotations

from collections import Counter
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.timezone import now
from wagtail.models import Page

from portal.models import User
from portal.pages.tests.factories import make_notice
from portal.role_table import ADMINISTRATOR, ROLES
from portal.roles import give_role
from portal.tests.desks import make_desk
from portal.tests.many_rows import filled
from portal.tests.visible import addresses_in, english_in

pytestmark = pytest.mark.django_db

LEFT_OUT = (
    "logout", "export", "styleguide", "javascript_catalog", "view_draft", "serve",
    # columns that Wagtail names or fills without words of its own, for administrators alone
    "wagtailsites:index", "wagtailusers_users:index",
    "wagtailusers_groups:edit", "wagtailusers_groups:add",  # rights are named by Django's rows
)  # fmt: skip
MOST = 3
"""Screens of one route that are looked at, so that one of another kind is among them."""


@pytest.fixture
def desk() -> SimpleNamespace:
    """Rows of every kind; a draft, a page in review, one that was withdrawn, one that is locked."""
    desk = filled(make_desk(), 2)
    for title in ("草稿", "审批中", "锁定"):
        page = make_notice(desk.section, title=title, live=False)
        page.save_revision(user=desk.editor.user, log_action=True)
        if title == "审批中":
            page.get_workflow().start(page, desk.editor.user)
        if title == "锁定":
            page.locked, page.locked_by, page.locked_at = True, desk.publisher.user, now()
            page.save(update_fields=["locked", "locked_by", "locked_at"])
    User.objects.update(username=Concat(Value("u-"), "pk", output_field=CharField()))
    Page.objects.filter(title__startswith="Welcome").update(title="欢迎", draft_title="欢迎")
    return desk


def walked(browser: Client, start: str = "/admin/") -> dict[str, set[str]]:
    """English texts by address, over all screens that links lead to from the first one."""
    found: dict[str, set[str]] = {}
    seen: Counter[str] = Counter()
    waiting, known = [start], {start}
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if route is None or seen[route] >= MOST:
            continue
        answer = browser.get(address, follow=True)
        if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
            continue
        seen[route] += 1
        html = answer.content.decode()
        found[address] = english_in(html)
        fresh = [unescape(link) for link in addresses_in(html)]
        waiting += [link for link in dict.fromkeys(fresh) if link not in known]
        known.update(fresh)
    return found


def route_of(address: str) -> str | None:
    """The name of a route; none for what is no screen."""
    path, _mark, asked = address.partition("?")
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    if any(word in name or word in asked for word in LEFT_OUT):
        return None
    return name


def person(desk: SimpleNamespace, role: str) -> Any:
    """Who has the role; the administrator is the city editor with all rights."""
    if role == ADMINISTRATOR.key:
        give_role(desk.city_editor.user, ADMINISTRATOR)
        return desk.city_editor
    return getattr(desk, role)


@pytest.mark.parametrize("role", ["editor", "publisher", "city_editor", "administrator"])
def test_no_english_is_left_on_the_screens_of_a_role(desk, role):
    found = walked(person(desk, role).browser)
    assert len(found) > 40
    names = {role.key for role in ROLES}  # those of the people who work at this desk
    where = {text: at for at, texts in found.items() for text in texts if text not in names}
    assert where == {}, "\n".join(f"{text} <- {address}" for text, address in where.items())
