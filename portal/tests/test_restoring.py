"""Undoing a withdrawal: exactly what was public comes back, by somebody who did not write it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice
from portal.problems import Refused
from portal.publication.actions import restore, withdraw
from portal.publication.models import Approval, Publication, Verb
from portal.role_table import PUBLISHER
from portal.tests.admin_forms import words_of
from portal.tests.review import approve, draft, edit_url, is_live, joined, make_office, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two communities, two publishers of the first, and a notice section there."""
    return make_office()


def withdrawn(desk: Any, *, writer: Any = None) -> Notice:
    """A notice that was approved by a second person and withdrawn since."""
    notice = draft(desk, title="公开过的题目", by=writer)
    submitted(notice, by=desk.editor)
    approve(desk.second, notice)
    public = Notice.objects.get(pk=notice.pk)
    return withdraw(public, by=desk.second.user, reason="时间写错")


def bring_back(person: Any, notice: Notice) -> Any:
    return person.browser.post(reverse("publication_restore", args=[notice.pk]))


@pytest.mark.parametrize("name", ["publisher", "second", "administrator"])
def test_what_was_public_comes_back_under_its_number_and_approval(desk: Any, name: str) -> None:
    notice, person = withdrawn(desk), getattr(desk, name)
    bring_back(person, notice)
    rows = Publication.objects.filter(page=notice).order_by("pk")
    assert is_live(notice)
    assert [row.verb for row in rows] == [Verb.PUBLISH, Verb.WITHDRAW, Verb.PUBLISH]
    assert rows[2].by == person.user and rows[2].index_no == rows[0].index_no
    assert rows[2].approval == rows[0].approval


def test_a_later_draft_stays_a_draft(desk: Any) -> None:
    notice = withdrawn(desk)
    notice.title = "撤回以后改的"
    notice.save_revision(user=desk.editor.user)
    bring_back(desk.publisher, notice)
    notice.refresh_from_db()
    assert (notice.live, notice.title) == (True, "公开过的题目")
    assert notice.get_latest_revision_as_object().title == "撤回以后改的"


def test_who_wrote_it_does_not_bring_it_back(desk: Any) -> None:
    notice = withdrawn(desk, writer=desk.publisher)
    bring_back(desk.publisher, notice)
    with pytest.raises(Refused):
        restore(notice, by=desk.publisher.user)
    assert not is_live(notice)


@pytest.mark.parametrize("name", ["editor", "stranger"])
def test_who_may_not_publish_there_does_not_bring_it_back(desk: Any, name: str) -> None:
    desk.stranger = joined(PUBLISHER, desk.two)
    notice, person = withdrawn(desk), getattr(desk, name)
    bring_back(person, notice)
    with pytest.raises(PermissionDenied):
        restore(notice, by=person.user)
    assert not is_live(notice)


def test_what_the_gate_finds_now_keeps_it_away_and_is_shown(desk: Any) -> None:
    notice = withdrawn(desk)
    revision = Approval.objects.get(page=notice).revision
    revision.content["issuer"] = ""
    revision.save()
    shown = desk.publisher.browser.get(reverse("publication_restore", args=[notice.pk]))
    assert "请写明发布机构，用全称。" in words_of(shown)
    bring_back(desk.publisher, notice)
    assert not is_live(notice)


def test_a_draft_and_a_public_page_are_not_brought_back(desk: Any) -> None:
    for notice in (draft(desk), make_notice(desk.section)):
        with pytest.raises(Refused):
            restore(notice, by=desk.publisher.user)


def test_what_reached_its_date_of_expiry_is_not_brought_back(desk: Any) -> None:
    notice = make_notice(desk.section)
    notice.unpublish(set_expired=True)
    with pytest.raises(Refused):
        restore(notice, by=desk.publisher.user)


def test_a_text_that_is_not_kept_any_more_is_told(desk: Any) -> None:
    notice = withdrawn(desk)
    Approval.objects.filter(page=notice).update(revision=None)
    shown = desk.publisher.browser.get(reverse("publication_restore", args=[notice.pk]))
    assert "重新提交审批" in words_of(shown)
    bring_back(desk.publisher, notice)
    assert not is_live(notice)


def test_the_screen_says_why_it_was_withdrawn_and_what_comes_back(desk: Any) -> None:
    notice = withdrawn(desk)
    words = words_of(desk.publisher.browser.get(reverse("publication_restore", args=[notice.pk])))
    assert "时间写错" in words and "撤回时公开的版本" in words


def test_the_form_of_a_withdrawn_page_offers_it_to_who_may(desk: Any) -> None:
    notice = withdrawn(desk)
    assert "恢复发布" in words_of(desk.publisher.browser.get(edit_url(notice)))
    assert "恢复发布" not in words_of(desk.editor.browser.get(edit_url(notice)))
    assert "恢复发布" not in words_of(desk.publisher.browser.get(edit_url(draft(desk))))


def test_mirrors_come_back_with_their_source(desk: Any) -> None:
    notice = make_notice(desk.section)
    alias = notice.create_alias(parent=desk.section, update_slug="mirror")
    withdraw(notice, by=desk.second.user, reason="时间写错")
    assert not is_live(alias)
    restore(notice, by=desk.publisher.user)
    assert is_live(alias)


def test_who_withdraws_is_shown_the_way_back(desk: Any) -> None:
    notice = draft(desk)
    submitted(notice, by=desk.editor)
    approve(desk.publisher, notice)
    address = f"/admin/pages/{notice.pk}/unpublish/"
    answer = desk.publisher.browser.post(address, {"reason": "时间写错"}, follow=True)
    assert reverse("publication_restore", args=[notice.pk]) in answer.content.decode()
