"""A second person is told what became of a decision, and what still waits to be confirmed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.desk.screen import screen_for
from portal.pages.tests.factories import enter_emergency_rules, make_emergency
from portal.publication.approval_actions import publish_alone
from portal.publication.decided import words_for_decision
from portal.publication.models import Approval
from portal.tests.admin_forms import fields_of, messages_of
from portal.tests.review import approve, draft, edit_url, make_office, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """A community with an editor and a publisher, and the rule of 24 hours."""
    enter_emergency_rules()
    return make_office()


def decided(desk: Any, name: str, extra: str) -> list[str]:
    notice = draft(desk)
    submitted(notice, desk.editor)
    browser = desk.publisher.browser
    values = fields_of(browser.get(edit_url(notice)), "page-edit-form")
    values |= {
        "action-workflow-action": "true", "workflow-action-name": name,
        "workflow-action-extra-data": extra,
    }  # fmt: skip
    return messages_of(browser.post(edit_url(notice), values, follow=True))


def test_who_approves_is_told_that_it_is_public(desk: Any) -> None:
    notice = draft(desk)
    submitted(notice, desk.editor)
    before = words_for_decision(notice, "approve")
    approve(desk.publisher, notice)
    assert "已经公开" not in before
    assert "已批准，已经公开" in words_for_decision(notice, "approve")


def test_who_sends_back_is_told_that_the_author_has_it(desk: Any) -> None:
    said = decided(desk, "reject", '{"comment": "请写明时间"}')
    assert any("已退回作者" in one for one in said)


def test_sending_back_without_a_word_is_refused(desk: Any) -> None:
    notice = draft(desk)
    state = submitted(notice, desk.editor)
    form = state.task.specific.get_form_for_action("reject")
    assert not form({"comment": ""}).is_valid()
    assert form({"comment": "请写明时间"}).is_valid()


def alone(desk: Any) -> Approval:
    notice = make_emergency(desk.section, live=False)
    notice.save_revision(user=desk.publisher.user)
    publish_alone(notice, by=desk.publisher.user, at=timezone.now())
    return Approval.objects.get(page=notice)


def to_confirm(person: Any) -> list[str]:
    return [line.url for line in screen_for(person.user).waiting if "confirm" in line.url]


def test_an_emergency_published_alone_waits_on_the_desk_of_a_second_person(desk: Any) -> None:
    row = alone(desk)
    assert to_confirm(desk.second) == [reverse("publication_confirm", args=[row.pk])]


def test_who_published_an_emergency_alone_is_not_asked_to_confirm_it(desk: Any) -> None:
    alone(desk)
    assert to_confirm(desk.publisher) == []
