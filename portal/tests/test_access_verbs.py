"""Odd verbs, missing form tokens and foreign addresses to lead on to: all refused."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from portal.tests.sweep_world import kept_world
from portal.tests.sweeping import Asked, asked, browser_of

pytestmark = pytest.mark.django_db

SIXTEEN = range(16)
ODD_VERBS = ("PUT", "PATCH", "DELETE", "TRACE")
ELSEWHERE = (
    "https://evil.example/", "http://evil.example/", "//evil.example/", "///evil.example/",
    "////evil.example/", r"\\evil.example", r"/\evil.example", r"\/evil.example",
    "https:evil.example", "https:/evil.example", "https:///evil.example", "HTTPS://evil.example/",
    "//evil.example@testserver/", "https://testserver@evil.example/", "//testserver.evil.example/",
    "https://testserver.evil.example/", "http:///testserver@evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "\thttps://evil.example/",
    " https://evil.example/", "https://evil.example/%2e%2e", "//evil%2Eexample/",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """One city for the whole module."""
    with kept_world(django_db_blocker) as built:
        yield built


def one_each(world: SimpleNamespace, person: str, part: int) -> list[Asked]:
    """One address of each route."""
    first: dict[str, Asked] = {}
    for one in asked(world, person, part):
        first.setdefault(one.route.pattern, one)
    return list(first.values())


@pytest.mark.parametrize("part", SIXTEEN)
@pytest.mark.parametrize("person", ["anonymous", "editor"])
def test_an_odd_verb_breaks_nothing_and_does_nothing(world, person, part):
    browser, faults = browser_of(world, person), []
    for one in one_each(world, person, part):
        for verb in ODD_VERBS:
            answer = browser.generic(verb, one.address)
            if answer.status_code not in {301, 302, 400, 403, 404, 405, 410}:
                faults.append(f"{answer.status_code} to {verb} of {one}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("part", SIXTEEN)
@pytest.mark.parametrize("person", ["administrator"])
def test_every_form_needs_its_token(world, person, part):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(next(p.user for role, p in world.people.items() if role.key == person))
    faults = [
        f"{answer.status_code} from {one}"
        for one in one_each(world, person, part)
        if (answer := browser.post(one.address, {"x": "1"})).status_code not in {403, 404, 405}
    ]
    assert not faults, "\n".join(faults)


def leads_away(answer: Any) -> bool:
    """Whether a redirect leaves the portal."""
    target = answer.get("Location", "")
    parts = urlsplit(target.strip().replace("\\", "/"))
    return bool(parts.scheme or target.strip().startswith(("//", "\\", "/\\"))) and (
        parts.netloc not in {"", "testserver"} or parts.scheme not in {"http", "https", ""}
    )


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_to_lead_on_to_leaves_the_portal(world, target):
    editor, asks = browser_of(world, "editor"), []
    own = world.own_page.pk
    asks.append(
        Client().post(
            "/admin/login/", {"username": "editor", "password": "password", "next": target}
        )
    )
    asks.append(
        Client().post(
            "/_util/login/", {"username": "editor", "password": "password", "next": target}
        )
    )
    asks.append(Client().get("/display/", {"next": target}))
    asks.append(Client().post("/display/", {"next": target, "size": "large"}))
    asks.append(Client().post("/communities/", {"next": target, "community": world.one.pk}))
    asks.append(editor.post(f"/admin/pages/{own}/lock/", {"next": target}))
    asks.append(editor.post(f"/admin/pages/{own}/delete/", {"next": target}))
    asks.append(editor.post("/admin/logout/", {"next": target}))
    assert [answer.get("Location") for answer in asks if leads_away(answer)] == []
