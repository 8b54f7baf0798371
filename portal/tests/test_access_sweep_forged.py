"""Nobody learns anything by what a form of the own community names of another.

The screens are one's own; what they are sent names drafts, files and pictures of the other
community, as only a forger can. What comes back, and what is read afterwards, is searched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from portal.role_table import BOOKKEEPER, EDITOR, PUBLISHER, SECRETARY
from portal.tests.admin_forms import fields_of
from portal.tests.canary_words import OWN, STATES
from portal.tests.routes import all_routes
from portal.tests.sweep_world import given_back, kept_world
from portal.tests.sweeping import CANARY, asked, browser_of, faults_in, forged, parts, whole

pytestmark = pytest.mark.django_db
WRITERS = [EDITOR, PUBLISHER, BOOKKEEPER, SECRETARY]
KEYS = {role.key for role in WRITERS}
"""Everybody else has no forms: the other sweeps see to it that they are refused."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """One city for the whole module."""
    with kept_world(django_db_blocker) as built:
        yield built


@pytest.fixture(autouse=True)
def as_before(world: SimpleNamespace) -> Iterator[None]:
    """What a test writes is given back."""
    with given_back():
        yield


def text_naming(world: SimpleNamespace) -> str:
    """A text as the editor sends it, with links, files and pictures of all states."""
    named: list[tuple[str, Any]] = []
    for state in STATES:
        named += [
            ("LINK", {"id": world.pages[state].pk}),
            ("DOCUMENT", {"id": world.documents[state].pk}),
            ("IMAGE", {"id": world.images[state].pk, "format": "fullwidth", "alt": "x"}),
        ]
    blocks = [
        {
            "key": f"k{number}", "text": "词", "depth": 0, "inlineStyleRanges": [],
            "type": "atomic" if kind == "IMAGE" else "unstyled",
            "entityRanges": [{"offset": 0, "length": 1, "key": number}],
        }
        for number, (kind, _data) in enumerate(named)
    ]  # fmt: skip
    entities = {
        str(number): {"type": kind, "mutability": "MUTABLE", "data": data}
        for number, (kind, data) in enumerate(named)
    }
    return json.dumps({"blocks": blocks, "entityMap": entities})


def own_draft(world: SimpleNamespace, role: Any) -> Any:
    """A draft that the person may write on: who only adds pages writes the own ones."""
    page = world.pages[OWN].copy(
        update_attrs={"slug": f"own-{role.key}", "owner": world.people[role].user},
        user=world.people[role].user,
        keep_live=False,
    )
    return page


@pytest.mark.parametrize("role", WRITERS, ids=lambda role: role.key)
def test_an_own_page_that_names_things_of_others_tells_nothing_of_them(world, role):
    browser, page = browser_of(world, role.key), own_draft(world, role)
    edit = f"/admin/pages/{page.pk}/edit/"
    fields = fields_of(browser.get(edit), "page-edit-form")
    sent = {**fields, "body": text_naming(world), "answers": world.pages["draft"].pk}
    answers = {
        f"a form with a mistake, {state}": browser.post(
            edit, {**sent, "written_on": "x", "answers": world.pages[state].pk}
        )
        for state in STATES
    }
    preview = f"{edit}preview/"
    answers |= {
        "kept for the preview": browser.post(preview, sent),
        "the preview": browser.get(preview),
        "saved": browser.post(edit, sent),
        "the form": browser.get(edit),
        "the draft": browser.get(f"/admin/pages/{page.pk}/view_draft/"),
    }
    assert answers["saved"].status_code == 302 and "词" in whole(answers["the draft"])
    read = {name: set(CANARY.findall(whole(answer))) for name, answer in answers.items()}
    assert {name: words for name, words in read.items() if words} == {}


@pytest.mark.parametrize(("person", "part"), [pair for pair in parts() if pair[0] in KEYS])
def test_no_own_screen_tells_of_what_it_was_sent(world, person, part, record_property):
    browser, faults, count = browser_of(world, person), [], 0
    sent = forged(world, "draft")
    for one in asked(world, person, part):
        if one.state != OWN or "?" in one.address:
            continue
        with given_back():
            faults += faults_in(one, browser.post(one.address, sent), str(sent))
        count += 1
    record_property("sweep", ("POST, own screens", person, count, len(all_routes()), 1))
    assert not faults, "\n".join(faults)
