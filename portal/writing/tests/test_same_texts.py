"""A text that only got the keys of the editor is not changed; one with another word is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from portal.pages.models import Notice
from portal.tests.admin_forms import fields_of
from portal.tests.review import draft, edit_url, is_live, make_office, submitted

pytestmark = pytest.mark.django_db
DECISION = {"action-workflow-action": "1", "workflow-action-name": "approve"}


@pytest.fixture
def desk() -> SimpleNamespace:
    return make_office()


def approved_in_the_form(desk: Any, notice: Notice, **typed: str) -> Any:
    """What the publisher's browser sends: the text with the keys that its editor made."""
    browser = desk.publisher.browser
    values = fields_of(browser.get(edit_url(notice)), "page-edit-form")
    return browser.post(edit_url(notice), {**values, **DECISION, **typed}, follow=True)


def test_who_approves_in_the_form_does_not_become_the_author(desk: Any) -> None:
    notice = draft(desk, body="<p>周二停水六小时。</p>")
    submitted(notice, desk.editor)
    approved_in_the_form(desk, notice)
    assert is_live(notice)
    assert Notice.objects.get(pk=notice.pk).latest_revision.user == desk.editor.user


def test_who_changes_the_text_while_approving_becomes_the_author(desk: Any) -> None:
    notice = draft(desk, body="<p>周二停水六小时。</p>")
    submitted(notice, desk.editor)
    body = fields_of(desk.publisher.browser.get(edit_url(notice)), "page-edit-form")["body"]
    approved_in_the_form(desk, notice, body=body.replace("六", "八").replace("\\u516d", "\\u516b"))
    assert not is_live(notice)
