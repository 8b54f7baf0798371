"""Publishing and withdrawing: what changes, what is refused, what stays behind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from wagtail.models import Page

from portal import signals
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.problems import Refused
from portal.publication.actions import approve, publish, withdraw
from portal.publication.models import Publication, Verb
from portal.tests.factories import make_city, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_notice_section(make_city())


def test_publishing_leaves_one_row_with_number_person_and_time(section):
    user = make_user(is_superuser=True)
    notice = publish(make_notice(section, live=False), by=user)
    row = Publication.objects.get(page=notice)
    assert (row.verb, row.index_no, row.by) == (Verb.PUBLISH, notice.index_no, user)
    assert row.at == notice.published_at


def test_an_incomplete_notice_is_refused_with_all_its_problems_and_nothing_is_stored(section):
    draft = make_notice(section, live=False, body="<p> </p>", issuer="")
    with pytest.raises(Refused) as refusal:
        publish(draft, by=None)
    assert {problem.field for problem in refusal.value.problems} == {"body", "issuer"}
    draft.refresh_from_db()
    assert not draft.live
    assert not draft.revisions.exists()
    assert not Publication.objects.filter(page=draft).exists()


def test_the_time_of_publication_is_written_once(section):
    first = datetime(2025, 3, 1, 1, tzinfo=UTC)
    notice = publish(make_notice(section, live=False), by=None, at=first)
    notice.title = "改了字"
    publish(notice, by=None, at=datetime(2026, 3, 1, tzinfo=UTC))
    notice.refresh_from_db()
    assert notice.published_at == first
    assert Publication.objects.filter(page=notice, verb=Verb.PUBLISH).count() == 2


def test_the_day_in_lists_is_the_day_in_china(section):
    late = datetime(2025, 3, 1, 17, tzinfo=UTC)
    notice = publish(make_notice(section, live=False), by=None, at=late)
    assert notice.listed_on.isoformat() == "2025-03-02"


def test_an_old_draft_brings_back_neither_number_nor_time(section):
    notice = make_notice(section)
    number, published_at = notice.index_no, notice.published_at
    revision = notice.save_revision()
    revision.content["index_no"] = "forged"
    revision.content["published_at"] = "1999-01-01T00:00:00Z"
    approve(revision, page=notice, by=None)
    revision.publish()
    notice.refresh_from_db()
    assert (notice.index_no, notice.published_at) == (number, published_at)


def test_withdrawal_needs_a_reason(section):
    notice = make_notice(section)
    with pytest.raises(Refused, match="."):
        withdraw(notice, by=None, reason="  ")
    notice.refresh_from_db()
    assert notice.live


def test_withdrawal_keeps_the_row_of_publication_and_adds_its_own(section):
    user, notice = make_user(is_superuser=True), make_notice(section)
    withdraw(notice, by=user, reason="内容重复")
    notice.refresh_from_db()
    rows = list(Publication.objects.filter(page=notice).values_list("verb", "reason", "by"))
    assert not notice.live
    assert rows == [(Verb.WITHDRAW, "内容重复", user.pk), (Verb.PUBLISH, "", None)]


def test_listeners_hear_of_it_in_the_same_transaction(section):
    heard = []

    def listen(sender, page, **kwargs):
        heard.append((page.title, transaction.get_connection().in_atomic_block))

    signals.published.connect(listen)
    try:
        notice = make_notice(section)
    finally:
        signals.published.disconnect(listen)
    assert heard == [(notice.title, True)]


def test_a_listener_that_fails_undoes_the_publication(section):
    def fail(sender, **kwargs):
        raise OSError("index is full")

    draft = make_notice(section, live=False)
    signals.published.connect(fail)
    try:
        with pytest.raises(OSError, match="index is full"):
            publish(draft, by=None)
    finally:
        signals.published.disconnect(fail)
    draft.refresh_from_db()
    assert not draft.live
    assert not Publication.objects.filter(page=draft).exists()


def test_who_may_not_publish_here_is_refused(section):
    draft = make_notice(section, live=False)
    with pytest.raises(PermissionDenied):
        publish(draft, by=make_user())
    draft.refresh_from_db()
    assert not draft.live


def test_the_database_itself_protects_what_was_public(section):
    notice = make_notice(section)
    with pytest.raises(ProtectedError):
        Page.objects.get(pk=notice.pk).delete()
    with pytest.raises(ProtectedError):
        Page.objects.get(pk=section.pk).delete()


def test_what_was_public_cannot_be_deleted_and_neither_can_what_stands_above_it(section):
    notice = make_notice(section)
    for page in (notice, section):
        with pytest.raises(Refused):
            page.delete()
    draft = make_notice(section, live=False)
    draft.delete()
    assert section.get_children().count() == 1
