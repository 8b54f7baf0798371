"""Who approves is neither who wrote nor who submitted, on every way to an approval; what becomes
public is exactly what was approved.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice_section
from portal.problems import Refused
from portal.publication.models import Approval, Publication
from portal.role_table import PUBLISHER
from portal.tests.admin_forms import fields_of
from portal.tests.review import (
    action_url,
    approve,
    draft,
    edit_url,
    is_live,
    joined,
    make_office,
    state_of,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two communities, two publishers of the first, an administrator, a notice section."""
    return make_office()


def save(person: Any, notice: Notice, **values: str) -> Any:
    """What the form answers when this person saves the draft."""
    fields = fields_of(person.browser.get(edit_url(notice)), "page-edit-form")
    return person.browser.post(edit_url(notice), {**fields, **values})


# --- The ways to an approval; each person is the author, the submitter, or both -------------------
def by_the_address(person: Any, notice: Notice) -> None:
    approve(person, notice)


def by_the_dialogue(person: Any, notice: Notice) -> None:
    url, header = action_url(notice, state_of(notice)), {"x-requested-with": "XMLHttpRequest"}
    person.browser.get(url, headers=header)
    person.browser.post(url, {"comment": "同意"}, headers=header)


def by_the_form(person: Any, notice: Notice) -> None:
    forged = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    save(person, notice, **forged)


def by_the_form_with_a_change(person: Any, notice: Notice) -> None:
    forged = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    save(person, notice, title="悄悄改过", **forged)


def by_the_state_itself(person: Any, notice: Notice) -> None:
    with pytest.raises(Refused):
        state_of(notice).approve(user=person.user)


def by_the_task(person: Any, notice: Notice) -> None:
    state = state_of(notice)
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, person.user, "approve")


WAYS = [
    by_the_address,
    by_the_dialogue,
    by_the_form,
    by_the_form_with_a_change,
    by_the_state_itself,
    by_the_task,
]
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
either = pytest.mark.parametrize("name", ["publisher", "administrator"])


@every_way
@either
def test_the_author_may_not_approve_whoever_submitted(desk: Any, way: Any, name: str) -> None:
    person = getattr(desk, name)
    notice = draft(desk, by=person)
    submitted(notice, by=desk.editor)
    way(person, notice)
    assert not is_live(notice) and not Approval.objects.filter(page=notice).exists()


@every_way
@either
def test_who_submitted_may_not_approve_whoever_wrote(desk: Any, way: Any, name: str) -> None:
    person = getattr(desk, name)
    notice = draft(desk, by=desk.editor)
    submitted(notice, by=person)
    way(person, notice)
    assert not is_live(notice) and not Approval.objects.filter(page=notice).exists()


@either
def test_a_second_person_approves(desk: Any, name: str) -> None:
    notice = draft(desk)
    submitted(notice, by=desk.editor)
    approve(getattr(desk, name), notice)
    assert is_live(notice)
    assert Publication.objects.filter(page=notice).count() == 1


def test_an_editor_is_no_approver(desk: Any) -> None:
    notice = draft(desk, by=desk.publisher)
    submitted(notice, by=desk.publisher)
    approve(desk.editor, notice)
    assert not is_live(notice)


def test_the_publisher_of_another_community_is_no_approver(desk: Any) -> None:
    notice, stranger = draft(desk), joined(PUBLISHER, desk.two)
    submitted(notice, by=desk.editor)
    approve(stranger, notice)
    assert not is_live(notice)


# --- The forged address: a page and the state of another page -------------------------------------
@either
def test_the_own_state_sent_to_the_address_of_a_page_one_may_approve_is_refused(
    desk: Any, name: str
) -> None:
    person = getattr(desk, name)
    own, other = draft(desk, by=person), draft(desk)
    state, _other = submitted(own, by=person), submitted(other, by=desk.editor)
    approve(person, other, state)
    assert not is_live(own) and not is_live(other)


@either
def test_a_state_one_may_approve_sent_to_the_address_of_the_own_page_does_not_publish_the_own(
    desk: Any, name: str
) -> None:
    person = getattr(desk, name)
    own, other = draft(desk, by=person), draft(desk)
    _state, state = submitted(own, by=person), submitted(other, by=desk.editor)
    approve(person, own, state)
    assert not is_live(own) and not is_live(other)


def test_a_state_of_another_community_sent_to_an_address_of_the_own_one_is_refused(
    desk: Any,
) -> None:
    here = draft(desk)
    desk.section = make_notice_section(desk.two)
    there = draft(desk, by=joined(PUBLISHER, desk.two))
    _here, state = submitted(here, by=desk.editor), submitted(there, by=desk.city_editor)
    approve(desk.publisher, here, state)
    assert not is_live(there) and not is_live(here)


def test_a_finished_state_is_not_approved_again(desk: Any) -> None:
    notice = draft(desk)
    state = submitted(notice, by=desk.editor)
    approve(desk.publisher, notice)
    again = draft(desk)
    submitted(again, by=desk.editor)
    approve(desk.publisher, again, state)
    assert not is_live(again)
    assert Publication.objects.filter(page=notice).count() == 1
