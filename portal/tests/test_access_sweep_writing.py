"""Nobody writes over the own border: every route, posted to by everybody, in every state.

Each request carries what a forger would send: the fields that screens of the desk have, filled
with keys of the other community. Rows of the whole database are compared before and after.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from portal.tests.canary_words import OWN, STATES
from portal.tests.routes import all_routes
from portal.tests.row_marks import changes, marks
from portal.tests.sweep_world import given_back, kept_world
from portal.tests.sweeping import (
    MAY_KNOW,
    OWN_SCREENS,
    Asked,
    asked,
    browser_of,
    faults_in,
    forged,
    parts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """One city for the whole module."""
    with kept_world(django_db_blocker) as built:
        yield built


def is_foreign(one: Asked) -> bool:
    """Whether the request is about things that are not one's own; lists are asked once."""
    is_list = "?q=" in one.address or "?export=" in one.address
    return one.state != OWN and one.route.name not in OWN_SCREENS and not is_list


def post(world: SimpleNamespace, browser: Any, one: Asked) -> Any:
    """One forged request."""
    return browser.post(one.address, forged(world, one.state))


def written_by(world: SimpleNamespace, one: Asked, browser: Any) -> list[str]:
    """What one request changes, given back afterwards."""
    with given_back():
        before = marks()
        post(world, browser, one)
        return [f"{change} by {one}" for change in changes(before, marks())]


@pytest.mark.parametrize(("person", "part"), [pair for pair in parts() if pair[0] not in MAY_KNOW])
def test_nothing_of_another_community_is_written(
    world: SimpleNamespace, person: str, part: int, record_property: Any
) -> None:
    browser, faults = browser_of(world, person), []
    requests = [one for one in asked(world, person, part) if is_foreign(one)]
    before = marks()
    for one in requests:
        sent = str(forged(world, one.state))
        faults += faults_in(one, post(world, browser, one), sent)
    if changes(before, marks()):
        with given_back():
            culprits = [written_by(world, one, browser) for one in requests]
        faults += [change for found in culprits for change in found] or changes(before, marks())
    record_property("sweep", ("POST", person, len(requests), len(all_routes()), len(STATES)))
    assert not faults, "\n".join(faults)
