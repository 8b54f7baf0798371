"""An emergency notice is published by one person alone, marked, and confirmed by a second."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from portal.models import RuleSetting
from portal.pages.models import Notice
from portal.pages.tests.factories import enter_emergency_rules, make_emergency
from portal.problems import Refused
from portal.publication import approval_actions
from portal.publication.models import Approval, Publication
from portal.role_table import PUBLISHER
from portal.tests.admin_forms import fields_of, messages_of, words_of
from portal.tests.review import approve, draft, edit_url, is_live, joined, make_office, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two communities, two publishers of the first, and the rule of 24 hours."""
    enter_emergency_rules()
    return make_office()


def written(desk: Any, **values: Any) -> Notice:
    """A draft emergency of the publisher."""
    notice = make_emergency(desk.section, live=False, **values)
    notice.save_revision(user=desk.publisher.user)
    return notice


def at_once(person: Any, notice: Notice) -> Any:
    return person.browser.post(reverse("publication_alone", args=[notice.pk]))


def confirm(person: Any, row: Approval) -> Any:
    return person.browser.post(reverse("publication_confirm", args=[row.pk]))


def published(desk: Any) -> Approval:
    """The approval of an emergency that its author has published alone."""
    notice = written(desk)
    at_once(desk.publisher, notice)
    return Approval.objects.get(page=notice)


def test_the_author_publishes_an_emergency_alone_in_two_clicks(desk: Any) -> None:
    notice, browser = written(desk), desk.publisher.browser
    values = fields_of(browser.get(edit_url(notice)), "page-edit-form")
    values["title"] = "16时起有暴雨，地下车库可能进水"
    response = browser.post(edit_url(notice), {**values, "action-alone": "1"})
    assert response.url == reverse("publication_alone", args=[notice.pk])
    assert not is_live(notice)
    assert "第二人确认" in words_of(browser.get(response.url))
    browser.post(response.url)
    notice.refresh_from_db()
    assert notice.live and notice.title == values["title"]


def test_the_approval_says_that_one_person_was_alone_and_until_when_to_confirm(desk: Any) -> None:
    row = published(desk)
    assert row.alone and row.by == desk.publisher.user
    assert row.confirm_until - row.at == timedelta(hours=24)
    assert Publication.objects.get(page=row.page).approval == row
    assert list(Approval.objects.unconfirmed()) == [row]


def test_an_emergency_goes_out_at_once_whatever_date_was_set(desk: Any) -> None:
    notice = written(desk, go_live_at=timezone.now() + timedelta(hours=3))
    at_once(desk.publisher, notice)
    assert is_live(notice)


def test_an_approval_is_overdue_when_its_hours_are_over(desk: Any) -> None:
    row = published(desk)
    late = row.confirm_until + timedelta(minutes=1)
    assert not Approval.objects.overdue(at=row.confirm_until).exists()
    assert list(Approval.objects.overdue(at=late)) == [row]


def test_the_hours_are_those_of_the_rule_setting(desk: Any) -> None:
    RuleSetting.objects.filter(key=approval_actions.CONFIRM_HOURS_KEY).update(value="6")
    row = published(desk)
    assert row.confirm_until - row.at == timedelta(hours=6)


def test_without_the_rule_setting_nothing_is_published_and_its_key_is_named(desk: Any) -> None:
    RuleSetting.objects.all().delete()
    notice = written(desk)
    response = at_once(desk.publisher, notice)
    told = messages_of(desk.publisher.browser.get(response.url, follow=True))
    assert any(approval_actions.CONFIRM_HOURS_KEY in text for text in told)
    assert not is_live(notice)


@pytest.mark.parametrize("name", ["second", "administrator"])
def test_a_second_person_confirms(desk: Any, name: str) -> None:
    row, person = published(desk), getattr(desk, name)
    assert "确认紧急通知" in words_of(person.browser.get(edit_url(row.page)))
    confirm(person, row)
    row.refresh_from_db()
    assert row.confirmed_by == person.user and row.confirmed_at >= row.at
    assert not Approval.objects.unconfirmed().exists()


@pytest.mark.parametrize("name", ["publisher", "editor"])
def test_who_published_and_who_may_not_publish_cannot_confirm(desk: Any, name: str) -> None:
    row, person = published(desk), getattr(desk, name)
    assert "确认紧急通知" not in words_of(person.browser.get(edit_url(row.page)))
    confirm(person, row)
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_the_author_cannot_confirm_what_another_published_alone(desk: Any) -> None:
    notice = written(desk)
    at_once(desk.second, notice)
    row = Approval.objects.get(page=notice)
    confirm(desk.publisher, row)
    row.refresh_from_db()
    assert is_live(notice) and row.confirmed_at is None


def test_a_publisher_of_another_community_cannot_confirm(desk: Any) -> None:
    row = published(desk)
    confirm(joined(PUBLISHER, desk.two), row)
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_a_confirmation_stands_and_is_not_given_twice(desk: Any) -> None:
    row = published(desk)
    confirm(desk.second, row)
    with pytest.raises(Refused):
        approval_actions.confirm(row, by=desk.administrator.user, at=timezone.now())
    row.refresh_from_db()
    assert row.confirmed_by == desk.second.user


def test_an_ordinary_approval_needs_no_confirmation(desk: Any) -> None:
    notice = draft(desk)
    submitted(notice, by=desk.editor)
    approve(desk.publisher, notice)
    with pytest.raises(Refused):
        row = Approval.objects.get(page=notice)
        approval_actions.confirm(row, by=desk.second.user, at=timezone.now())


def test_the_form_says_above_that_a_second_person_must_confirm(desk: Any) -> None:
    row = published(desk)
    told = words_of(desk.editor.browser.get(edit_url(row.page)))
    assert f"由{desk.publisher.user}一人发布" in told
    confirm(desk.second, row)
    assert "一人发布" not in words_of(desk.editor.browser.get(edit_url(row.page)))


@pytest.mark.parametrize("name", ["publisher", "administrator"])
def test_no_other_kind_of_notice_is_published_alone_by_button_or_forged(
    desk: Any, name: str
) -> None:
    person = getattr(desk, name)
    notice = draft(desk, by=person)
    assert 'name="action-alone"' not in person.browser.get(edit_url(notice)).text
    at_once(person, notice)
    assert not is_live(notice)


def test_an_editor_publishes_no_emergency(desk: Any) -> None:
    notice = written(desk)
    assert 'name="action-alone"' not in desk.editor.browser.get(edit_url(notice)).text
    at_once(desk.editor, notice)
    with pytest.raises(PermissionDenied):
        approval_actions.publish_alone(notice, by=desk.editor.user, at=timezone.now())
    assert not is_live(notice)


def test_the_kind_is_judged_by_the_stored_text_and_not_by_the_public_one(desk: Any) -> None:
    notice = make_emergency(desk.section)
    notice.kind, notice.title = "notice", "换了种类再抢发"
    notice.save_revision(user=desk.publisher.user)
    at_once(desk.publisher, notice)
    notice.refresh_from_db()
    assert notice.title != "换了种类再抢发"


def test_an_incomplete_emergency_shows_all_that_is_missing_and_stays_a_draft(desk: Any) -> None:
    notice = written(desk, what_to_do="", emergency_phone="")
    url = reverse("publication_alone", args=[notice.pk])
    shown = desk.publisher.browser.get(url)
    assert len(shown.context["problems"]) == 2
    at_once(desk.publisher, notice)
    assert not is_live(notice)


def test_a_second_person_who_approves_the_same_text_confirms_it(desk: Any) -> None:
    row = published(desk)
    notice = Notice.objects.get(pk=row.page_id)
    notice.get_workflow().start(notice, desk.editor.user)
    approve(desk.second, notice)
    row.refresh_from_db()
    assert row.confirmed_by == desk.second.user
