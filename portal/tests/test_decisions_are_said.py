"""A second person is told what became of a decision."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from portal.pages.tests.factories import enter_emergency_rules
from portal.tests.admin_forms import fields_of, messages_of
from portal.tests.review import draft, edit_url, make_office, submitted

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
    assert any("现在已经公开" in one for one in decided(desk, "approve", "{}"))


def test_who_sends_back_is_told_that_the_author_has_it(desk: Any) -> None:
    said = decided(desk, "reject", '{"comment": "请写明时间"}')
    assert any("已退回" in one for one in said)


def test_sending_back_without_a_word_is_refused(desk: Any) -> None:
    notice = draft(desk)
    state = submitted(notice, desk.editor)
    form = state.task.specific.get_form_for_action("reject")
    assert not form({"comment": ""}).is_valid()
    assert form({"comment": "请写明时间"}).is_valid()
