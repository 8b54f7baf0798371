"""Another file under the same address: it waits for the approval of a page that shows it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from portal.models import Document, FileClearance
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.problems import Refused
from portal.publication import file_use
from portal.publication.actions import approve, publish, publish_revision, restore, withdraw
from portal.publication.gate import problems_with
from portal.tests import made_uploads as made
from portal.tests.desks import make_desk
from portal.tests.uploads import body_of, linking, make_file, make_picture, replaced, showing

pytestmark = pytest.mark.django_db
NEW = "停水安排改为周三（演示）".encode()


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two communities, a notice section in the first."""
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    return desk


def codes(page: Any) -> list[str]:
    return [problem.code for problem in problems_with(page)]


def test_the_public_keeps_the_old_file_until_a_page_is_published_again(client, desk) -> None:
    file = make_file()
    notice = make_notice(desk.section, body=linking(file))
    old_url, old = file.url, body_of(client.get(file.url))
    replaced(file, NEW)
    file.refresh_from_db()
    assert file.url == old_url and body_of(client.get(old_url)) == old
    publish(notice, by=None)
    file.refresh_from_db()
    assert body_of(client.get(file.url)) == NEW
    assert client.get(old_url, follow=True).redirect_chain == [(file.url, 302)]


def test_the_name_of_a_file_that_waits_stands_on_no_public_page(client, desk) -> None:
    file = make_file()
    notice = make_notice(desk.section, body=linking(file))
    replaced(file, NEW, "canary.txt")
    for address in (notice.url, desk.section.url, f"{desk.section.url}feed/"):
        assert b"canary" not in client.get(address, follow=True).content


def test_a_file_that_nobody_shows_is_replaced_at_once(desk) -> None:
    file = replaced(make_file(), NEW)
    assert file.filename == "plan-2.txt"
    assert [row.number for row in file.versions.all()] == [2, 1]


def test_what_is_uploaded_after_the_approval_does_not_go_out_with_it(client, desk) -> None:
    file = make_file()
    notice = make_notice(desk.section, live=False, body=linking(file))
    notice.go_live_at = timezone.now() + timedelta(hours=1)
    revision = notice.save_revision(user=desk.editor.user)
    approve(revision, page=notice, by=desk.publisher.user)
    file = replaced(file, NEW)
    publish_revision(_due(revision), by=None, at=timezone.now())
    file.refresh_from_db()
    assert body_of(client.get(file.url)) != NEW


def test_an_older_approval_does_not_bring_an_older_file_back(client, desk) -> None:
    file = make_file()
    notice = make_notice(desk.section, body=linking(file))
    other = make_notice(desk.section, live=False, body=linking(file))
    revision = other.save_revision(user=desk.editor.user)
    approve(revision, page=other, by=desk.publisher.user)
    replaced(file, NEW)
    publish(notice, by=None)
    publish_revision(revision, by=None, at=timezone.now())
    file.refresh_from_db()
    assert body_of(client.get(file.url)) == NEW


def test_undoing_a_withdrawal_brings_back_the_file_that_was_approved(client, desk) -> None:
    file = make_file()
    notice = make_notice(desk.section, body=linking(file))
    withdraw(notice, by=None, reason="写错了")
    file = replaced(file, NEW)
    restore(notice, by=desk.publisher.user)
    file.refresh_from_db()
    assert body_of(client.get(file.url)) != NEW


def test_who_uploaded_a_file_does_not_approve_the_page_that_shows_it(desk) -> None:
    file = make_file(uploaded_by_user=desk.publisher.user)
    notice = make_notice(desk.section, live=False, body=linking(file))
    revision = notice.save_revision(user=desk.editor.user)
    with pytest.raises(Refused):
        approve(revision, page=notice, by=desk.publisher.user)


def _due(revision: Any) -> Any:
    """The revision with its date come."""
    revision.content["go_live_at"] = None
    revision.save()
    return revision


def test_the_history_says_who_gave_which_file_when_and_since_when_it_is_public(desk) -> None:
    file = make_file(uploaded_by_user=desk.editor.user)
    make_notice(desk.section, body=linking(file))
    file.version_note = "改期"
    replaced(file, NEW)
    new, old = file.versions.all()
    assert (old.number, old.by, bool(old.public_at), old.size) == (1, desk.editor.user, True, 24)
    assert (new.number, new.public_at, new.name) == (2, None, "plan-2.txt")
    assert len({old.sha256, new.sha256}) == 2


def test_who_uploaded_what_is_not_public_yet_is_an_author_of_the_page(desk) -> None:
    file = make_file(uploaded_by_user=desk.editor.user)
    notice = make_notice(desk.section, live=False, body=linking(file))
    assert file_use.uploaders_of(notice) == {desk.editor.user.pk}
    publish(notice, by=None)
    assert file_use.uploaders_of(notice) == set()


def test_a_file_that_was_public_is_not_deleted(desk) -> None:
    file = make_file()
    notice = make_notice(desk.section, body=linking(file))
    withdraw(notice, by=None, reason="写错了")
    with pytest.raises(Refused), transaction.atomic():
        file.delete()
    with pytest.raises(Refused), transaction.atomic():
        Document.objects.filter(pk=file.pk).delete()


def test_a_picture_that_is_public_is_not_deleted(desk) -> None:
    image = make_picture()
    make_notice(desk.section, body=showing(image))
    with pytest.raises(Refused), transaction.atomic():
        image.delete()


def test_a_file_that_was_never_public_goes_with_all_its_versions(
    desk, django_capture_on_commit_callbacks
) -> None:
    file = replaced(make_file(), NEW)
    stored = [row.file for row in file.versions.all()]
    with django_capture_on_commit_callbacks(execute=True):
        file.delete()
    assert [one.storage.exists(one.name) for one in stored] == [False, False]


def test_a_confirmation_holds_for_one_version_only(desk) -> None:
    file = make_file(made.pdf_with_an_author(), "a.pdf")
    notice = make_notice(desk.section, live=False, body=linking(file))
    FileClearance.objects.create(
        version=file.versions.get(), about="hidden", reason="核对过", at=timezone.now()
    )
    replaced(file, made.pdf_with_a_comment(), "a.pdf")
    assert "file.hidden" in codes(notice)


def test_a_version_that_waits_is_judged_before_it_goes_out(desk) -> None:
    file = make_file()
    notice = make_notice(desk.section, body=linking(file))
    replaced(file, made.pdf_with_a_number(), "list.pdf")
    assert codes(notice) == ["file.personal"]
