"""Copies, mirrors, moves and bare saves pass the gate too; a kill leaves all or nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page

from portal.models import Community
from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.problems import Refused
from portal.publication.actions import publish
from portal.publication.models import Approval, Publication, Verb
from portal.role_table import PUBLISHER
from portal.roles import give_role
from portal.tests.admin_forms import fields_of, messages_of
from portal.tests.factories import make_city, make_community, make_district
from portal.tests.own_process import killed
from portal.tests.review import approve, draft, make_office, state_of, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> SimpleNamespace:
    """Two communities, the people of the first, and a notice section there."""
    return make_office()


# --- Copies, mirrors, moves ---------------------------------------------------------------------
def stale(notice: Notice) -> None:
    """What was complete under an older rule and is not any more."""
    Notice.objects.filter(pk=notice.pk).update(issuer="")


def copy_in_the_admin(person: Any, page: Page, to: Page, **more: str) -> Any:
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    values = {"new_title": "副本", "new_slug": "copy", "new_parent_page": to.pk, **more}
    return person.browser.post(url, values, follow=True)


@pytest.mark.parametrize("name", ["publisher", "administrator"])
def test_a_copy_made_by_hand_is_a_draft_even_when_publication_is_forged(
    desk: Any, name: str
) -> None:
    notice, person = make_notice(desk.section), getattr(desk, name)
    copy_in_the_admin(person, notice, desk.section, publish_copies="on")
    copied = Notice.objects.get(title="副本")
    assert not copied.live and copied.index_no and copied.index_no != notice.index_no
    assert not Publication.objects.filter(page=copied).exists()


def test_a_copied_subtree_stays_a_draft_with_every_page_in_it(desk: Any) -> None:
    make_notice(desk.section), make_notice(desk.section)
    other = make_community(make_district(desk.city))
    give_role(desk.publisher.user, PUBLISHER, other)
    more = {"copy_subpages": "on", "publish_copies": "on"}
    copy_in_the_admin(desk.publisher, desk.section, other, **more)
    copied = Page.objects.descendant_of(other)
    assert copied.count() == 3 and not copied.live().exists()


def test_the_form_of_a_copy_does_not_offer_to_publish_it(desk: Any) -> None:
    url = reverse("wagtailadmin_pages:copy", args=[make_notice(desk.section).pk])
    assert "publish_copies" not in fields_of(desk.administrator.browser.get(url))
    assert 'name="publish_copies"' not in desk.administrator.browser.get(url).text


def test_copying_what_is_public_by_code_is_refused_and_leaves_no_copy(desk: Any) -> None:
    notice = make_notice(desk.section)
    for user in (None, desk.publisher.user):
        with pytest.raises((Refused, PermissionDenied)):
            notice.copy(update_attrs={"title": "副本", "slug": "copy"}, user=user)
    assert Notice.objects.count() == 1


def test_every_page_of_a_copied_subtree_is_numbered(desk: Any) -> None:
    make_notice(desk.section), make_notice(desk.section)
    other = make_community(make_district(desk.city))
    desk.section.copy(recursive=True, to=other, keep_live=False, user=desk.city_editor.user)
    copied = Notice.objects.descendant_of(other)
    numbers = set(copied.values_list("index_no", flat=True))
    assert len(numbers) == 2 and None not in numbers


def test_a_mirror_made_by_hand_is_public_with_its_approved_source(desk: Any) -> None:
    notice = make_notice(desk.section)
    copy_in_the_admin(desk.publisher, notice, desk.section, alias="on")
    alias = Page.objects.get(alias_of=notice)
    row = Publication.objects.get(page=alias)
    assert alias.live and row.by == desk.publisher.user


def test_a_mirror_of_what_is_no_longer_complete_is_refused_in_words(desk: Any) -> None:
    notice = make_notice(desk.section)
    stale(notice)
    response = copy_in_the_admin(desk.publisher, notice, desk.section, alias="on")
    assert "请写明发布机构" in " ".join(messages_of(response))
    assert not Page.objects.filter(alias_of=notice).exists()


@pytest.mark.parametrize("name", ["editor", "publisher", "administrator"])
def test_a_mirror_of_a_draft_is_not_public_even_when_forged(desk: Any, name: str) -> None:
    notice = make_notice(desk.section, live=False)
    notice.save_revision(user=desk.editor.user)
    copy_in_the_admin(getattr(desk, name), notice, desk.section, alias="on")
    assert not Page.objects.child_of(desk.section).live().exists()


def test_a_mirror_of_what_is_public_without_approval_is_refused_by_form_and_code(
    desk: Any,
) -> None:
    notice = make_notice(desk.section)
    Approval.objects.filter(page=notice).update(revision=None)
    copy_in_the_admin(desk.administrator, notice, desk.section, alias="on")
    with pytest.raises(Refused):
        notice.create_alias(parent=desk.section, update_slug="mirror")
    assert not Page.objects.filter(alias_of=notice).exists()


def test_who_may_not_publish_there_makes_no_mirror(desk: Any) -> None:
    notice = make_notice(desk.section)
    copy_in_the_admin(desk.editor, notice, desk.section, alias="on")
    assert not Page.objects.filter(alias_of=notice).exists()


def test_a_mirror_that_becomes_a_page_of_its_own_needs_approval_for_its_next_text(
    desk: Any,
) -> None:
    alias = mirror(desk, make_notice(desk.section))
    url = reverse("wagtailadmin_pages:convert_alias", args=[alias.pk])
    desk.administrator.browser.post(url)
    own = Notice.objects.get(pk=alias.pk)
    assert own.live and own.alias_of_id is None
    with pytest.raises(Refused):
        own.live_revision.publish()


def mirror(desk: SimpleNamespace, notice: Notice) -> Notice:
    """A mirror of the notice in another community."""
    other = make_notice_section(make_community(make_district(desk.city)))
    return notice.create_alias(parent=other)


def test_a_mirror_is_told_anew_whenever_its_source_is_published(desk: Any) -> None:
    notice = make_notice(desk.section)
    alias = mirror(desk, notice)
    notice.title = "改了题目"
    publish(notice, by=None)
    alias.refresh_from_db()
    assert alias.title == "改了题目" and alias.index_no is None
    assert Publication.objects.filter(page=alias, verb=Verb.PUBLISH).count() == 2


def test_a_mirror_is_withdrawn_with_its_source_and_for_the_same_reason(desk: Any) -> None:
    notice = make_notice(desk.section)
    alias = mirror(desk, notice)
    notice.withdrawal_reason = "内容有误"
    notice.unpublish(user=desk.publisher.user)
    alias.refresh_from_db()
    row = Publication.objects.filter(page=alias).first()
    assert not alias.live
    assert (row.verb, row.reason, row.by) == (Verb.WITHDRAW, "内容有误", desk.publisher.user)


def move_in_the_admin(desk: SimpleNamespace, notice: Notice, to: Page) -> None:
    url = reverse("wagtailadmin_pages:move_confirm", args=[notice.pk, to.pk])
    desk.city_editor.browser.post(url)


def move_in_bulk(desk: SimpleNamespace, notice: Notice, to: Page) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    desk.city_editor.browser.post(f"{url}?id={notice.pk}", {"chooser": to.pk})


@pytest.mark.parametrize("complete", [True, False], ids=["complete", "outdated"])
@pytest.mark.parametrize("move", [move_in_the_admin, move_in_bulk], ids=["single", "bulk"])
def test_a_moved_page_stays_public_under_its_number_and_changes_its_community(
    desk: Any, move: Any, complete: bool
) -> None:
    notice = make_notice(desk.section)
    if not complete:
        stale(notice)
    other = make_notice_section(make_community(make_district(desk.city)))
    move(desk, notice, other)
    moved = Notice.objects.get(pk=notice.pk)
    assert moved.is_child_of(other) and moved.live
    assert moved.index_no == notice.index_no
    assert moved.in_community_id == Community.objects.get(pk=other.get_parent().pk).pk
    assert Publication.objects.filter(page=notice).count() == 1


def test_moving_a_draft_does_not_publish_it(desk: Any) -> None:
    notice = make_notice(desk.section, live=False, issuer="")
    other = make_notice_section(make_community(make_district(desk.city)))
    move_in_the_admin(desk, notice, other)
    notice.refresh_from_db()
    assert notice.is_child_of(other) and not notice.live


# --- Withdrawal ---------------------------------------------------------------------------------
def test_a_bare_page_cannot_be_withdrawn_without_a_reason(desk: Any) -> None:
    notice = make_notice(desk.section)
    with pytest.raises(Refused):
        Page.objects.get(pk=notice.pk).unpublish()
    notice.refresh_from_db()
    assert notice.live


def test_an_expired_page_leaves_its_row_even_when_saved_as_a_bare_page(desk: Any) -> None:
    notice = make_notice(desk.section)
    Page.objects.get(pk=notice.pk).unpublish(set_expired=True)
    assert Publication.objects.filter(page=notice).first().verb == Verb.EXPIRE


# --- All or nothing -----------------------------------------------------------------------------
class PowerCut(Exception):
    """The machine stops between the save and the commit."""


def test_what_is_cut_off_between_save_and_commit_is_not_stored_at_all(desk: Any) -> None:
    notice = make_notice(desk.section, live=False)
    with pytest.raises(PowerCut), transaction.atomic():
        publish(notice, by=None)
        assert Publication.objects.filter(page=notice).exists()
        raise PowerCut
    notice.refresh_from_db()
    assert not notice.live and notice.live_revision is None and notice.published_at is None
    assert not Publication.objects.filter(page=notice).exists()


CHILD = """
import os, signal, sys
import django
django.setup()
from django.db.models.signals import post_save
from portal import signals
from portal.models import User
from portal.pages.models import Notice
from portal.publication.actions import publish
from portal.publication.models import Approval, Publication

def cut(**_news):
    os.kill(os.getpid(), signal.SIGKILL)

moment, key, approver = sys.argv[1:]
if moment == "approval":
    post_save.connect(cut, sender=Approval, weak=False)
elif moment == "page":
    post_save.connect(cut, sender=Notice, weak=False)
elif moment == "row":
    post_save.connect(cut, sender=Publication, weak=False)
else:
    signals.published.connect(cut, weak=False)
notice = Notice.objects.get(pk=key)
if approver == "system":
    publish(notice, by=None)
else:
    state = notice.current_workflow_task_state
    state.task.specific.on_action(state, User.objects.get(pk=approver), "approve")
"""


moments = pytest.mark.parametrize("moment", ["approval", "page", "row", "index"])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@moments
def test_a_process_killed_between_save_and_commit_leaves_nothing_half_stored(moment: str) -> None:
    notice = make_notice(make_notice_section(make_city()), live=False)
    revisions = notice.revisions.count()
    killed(CHILD, moment, notice.pk, "system")
    notice.refresh_from_db()
    assert not notice.live and notice.published_at is None
    assert notice.revisions.count() == revisions
    assert not Publication.objects.filter(page=notice).exists()
    assert not Approval.objects.filter(page=notice).exists()
    publish(notice, by=None)
    assert Publication.objects.filter(page=notice).count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@moments
def test_a_process_killed_while_approving_leaves_the_notice_in_review(moment: str) -> None:
    desk = make_office()
    notice = draft(desk)
    state = submitted(notice, by=desk.editor)
    killed(CHILD, moment, notice.pk, desk.publisher.user.pk)
    notice.refresh_from_db()
    assert not notice.live and notice.published_at is None
    assert not Publication.objects.filter(page=notice).exists()
    assert not Approval.objects.filter(page=notice).exists()
    assert state_of(notice) == state
    assert state.workflow_state.status == "in_progress"
    approve(desk.publisher, notice)
    assert Publication.objects.filter(page=notice).count() == 1
