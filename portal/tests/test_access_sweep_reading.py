"""Nobody reads over the own border: every route, asked by everybody, in every state."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from portal.tests.canary_words import STATES
from portal.tests.routes import all_routes
from portal.tests.sweep_world import kept_world
from portal.tests.sweeping import asked, browser_of, faults_in, parts

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """One city for the whole module."""
    with kept_world(django_db_blocker) as built:
        yield built


@pytest.mark.parametrize(("person", "part"), parts())
def test_nothing_of_another_community_is_read(
    world: SimpleNamespace, person: str, part: int, record_property: Any
) -> None:
    browser, faults, count = browser_of(world, person), [], 0
    for one in asked(world, person, part):
        faults += faults_in(one, browser.get(one.address))
        count += 1
    record_property("sweep", ("GET", person, count, len(all_routes()), len(STATES)))
    assert not faults, "\n".join(faults)
