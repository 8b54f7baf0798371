"""What is new in a page: written with a draft, published with it, never edited after that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish, withdraw
from portal.publication.models import Publication
from portal.tests.admin_forms import fields_of
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    return desk


@pytest.fixture
def notice(desk: SimpleNamespace) -> Notice:
    return make_notice(desk.section, title="义诊通知", slug="visit")


def renewed(notice: Notice, note: str, **values: Any) -> Notice:
    """Publishes the notice anew with a note, as a later draft."""
    draft = Notice.objects.get(pk=notice.pk)
    for name, value in {**values, "change_note": note}.items():
        setattr(draft, name, value)
    return publish(draft, by=None)


def test_note_of_a_draft_is_kept_in_its_version_and_shown_to_nobody(desk, notice, client):
    draft = Notice.objects.get(pk=notice.pk)
    draft.change_note = "改到周五。"
    draft.save_revision()
    assert draft.get_latest_revision_as_object().change_note == "改到周五。"
    assert "改到周五" not in client.get(notice.url).content.decode()


def test_published_note_stands_on_the_page_and_in_the_register(notice, client):
    renewed(notice, "改到周五。")
    assert "改到周五。" in client.get(notice.url).content.decode()
    assert Publication.objects.filter(page=notice).first().change_note == "改到周五。"


def test_later_note_is_added_and_the_earlier_one_stays(notice, client):
    renewed(notice, "改到周五。")
    renewed(notice, "地点改到二楼。")
    page = client.get(notice.url).content.decode()
    assert page.index("地点改到二楼。") < page.index("改到周五。")


def test_publication_without_a_note_adds_none(notice):
    renewed(notice, "改到周五。")
    again = renewed(notice, "", title="义诊通知（改）")
    assert [row.text for row in again.notes_shown] == ["改到周五。"]


def test_draft_after_a_publication_begins_without_a_note(desk, notice):
    renewed(notice, "改到周五。")
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    assert fields_of(desk.editor.browser.get(url), "page-edit-form")["change_note"] == ""


def test_same_version_published_again_does_not_say_its_note_twice(notice):
    renewed(notice, "改到周五。")
    withdraw(Notice.objects.get(pk=notice.pk), by=None, reason="弄错了")
    page = Notice.objects.get(pk=notice.pk)
    publish(page.get_latest_revision_as_object(), by=None)
    assert len(Notice.objects.get(pk=notice.pk).change_notes) == 1


def test_version_from_before_does_not_take_published_notes_away(notice):
    first = notice.latest_revision
    renewed(notice, "改到周五。")
    first.refresh_from_db()
    assert [row.text for row in first.as_object().notes_shown] == ["改到周五。"]


def test_form_of_a_page_that_was_never_public_has_no_field_for_it(desk):
    draft = make_notice(desk.section, live=False)
    draft.save_revision()
    url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert "change_note" not in fields_of(desk.editor.browser.get(url), "page-edit-form")


def test_forged_list_of_notes_is_not_taken(desk, notice):
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    values = fields_of(desk.editor.browser.get(url), "page-edit-form")
    desk.editor.browser.post(url, {**values, "change_notes": '[{"at": "x", "text": "y"}]'})
    page = Notice.objects.get(pk=notice.pk)
    assert page.get_latest_revision_as_object().change_notes == []


def test_copy_has_no_notes(notice):
    page = renewed(notice, "改到周五。")
    copied = page.copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert copied.specific.change_notes == []


def test_machines_read_when_it_changed_and_feeds_say_what(notice, client):
    renewed(notice, "改到周五。")
    assert "dateModified" in client.get(notice.url).content.decode()
    assert "更新：改到周五。" in client.get(notice.get_parent().url + "feed/").content.decode()


def test_note_costs_no_query(notice, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(notice.url)
    with CaptureQueriesContext(connection) as before:
        client.get(notice.url)
    renewed(notice, "改到周五。")
    renewed(notice, "地点改到二楼。")
    client.get(notice.url)
    with CaptureQueriesContext(connection) as after:
        client.get(notice.url)
    assert len(after) == len(before)
