"""What is out of reach answers like what never was: on every route, and to the public for files."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from portal.role_table import ADMINISTRATOR, CITY_EDITOR, ROLES
from portal.tests.canary_words import STATES
from portal.tests.routes import all_routes
from portal.tests.sweep_world import kept_world
from portal.tests.sweeping import OF_FILES, OF_PAGES, browser_of, is_refused, values_for

pytestmark = pytest.mark.django_db
NOBODYS = 999_999
ROUTES = [
    route
    for route in all_routes()
    if route.is_desk and set(route.needs) & {*OF_PAGES, *OF_FILES, "pk"}
]
SHARED = ("matters:",)
"""Rows that belong to the city as a whole: every community knows them all."""
ROUTES = [route for route in ROUTES if not route.name.startswith(SHARED)]
HIDDEN = [state for state in STATES if state != "live"]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """One city for the whole module."""
    with kept_world(django_db_blocker) as built:
        yield built


def never(values: dict[str, Any]) -> dict[str, Any]:
    """The same address of things that do not exist."""
    names = {*OF_PAGES, *OF_FILES, "pk", "revision_id", "task_state_id", "workflow_state_id"}
    return {name: NOBODYS if name in names else value for name, value in values.items()}


@pytest.mark.parametrize("state", ["draft", "restricted"])
@pytest.mark.parametrize(
    "role",
    [role for role in ROLES if role not in (ADMINISTRATOR, CITY_EDITOR)],
    ids=lambda role: role.key,
)
def test_the_desk_does_not_say_what_exists_elsewhere(world, role, state):
    browser, told = browser_of(world, role.key), []
    for route in ROUTES:
        if is_refused(route, role.key):
            continue
        values = values_for(world, route, state)
        real, none = route.address(values), route.address(never(values))
        if real is None or none is None or route.name.endswith("chosen_multiple"):
            continue
        for ask in (browser.get, browser.post):
            answers = ask(real), ask(none)
            if answers[0].status_code != answers[1].status_code:
                told.append(f"{route.name}: {[answer.status_code for answer in answers]}")
    assert told == []


def seen(answer: Any, *names: str) -> tuple[int, dict[str, str], bytes]:
    """All that a stranger sees, with what the address itself said taken out."""
    body = answer.content
    for name in names:
        body = body.replace(name.encode(), b"N")
    heads = {key: value for key, value in answer.headers.items() if key != "Content-Length"}
    return answer.status_code, heads, body


@pytest.mark.parametrize("state", HIDDEN)
def test_a_file_of_a_page_that_is_not_public_is_as_one_that_never_was(world, state):
    key = str(world.documents[state].pk)
    for query in ("", "?version=1", "?version=2", "?version=3"):
        real = Client().get(f"/documents/{key}/x.txt{query}")
        none = Client().get(f"/documents/{NOBODYS}/x.txt{query}")
        assert real.status_code == 404
        ways = [f"documents{sign}{key}{sign}" for sign in ("/", "%2F")]
        others = [f"documents{sign}{NOBODYS}{sign}" for sign in ("/", "%2F")]
        assert seen(real, *ways) == seen(none, *others)


@pytest.mark.parametrize("state", HIDDEN)
def test_a_picture_of_a_page_that_is_not_public_is_as_one_that_never_was(world, state):
    image = world.images[state]
    stored = [image.file.name, *(row.file.name for row in image.renditions.all())]
    stored += [row.file.name for row in world.documents[state].versions.all()]
    for name in stored:
        other = f"{name.split('/')[0]}/none.png"
        real, none = Client().get(f"/media/{name}"), Client().get(f"/media/{other}")
        assert real.status_code == 404
        escaped = [text.replace("/", "%2F") for text in (name, other)]
        assert seen(real, name, escaped[0]) == seen(none, other, escaped[1])


def test_the_file_and_the_picture_of_a_public_page_are_there(world):
    file = world.documents["live"]
    picture = world.images["live"].renditions.first()
    assert Client().get(file.url).status_code == 200
    assert Client().get(f"/media/{picture.file.name}").status_code == 200


def test_the_version_that_waits_is_given_to_nobody_else(world):
    file = world.documents["live"]
    for browser in (Client(), browser_of(world, "editor"), browser_of(world, "bookkeeper")):
        for query in ("", "?version=2"):
            answer = browser.get(f"{file.url}{query}")
            assert b"".join(answer.streaming_content).decode() == "公开的附件。"
