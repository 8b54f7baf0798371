"""Inviting, giving and taking roles, and handing over: for administrators, all or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail import hooks
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.posts import posts_of
from portal.problems import Refused
from portal.publication.models import ErrorReport
from portal.role_table import ADMINISTRATOR, EDITOR, PUBLISHER, ROLES
from portal.roles import give_role, may
from portal.signals import HAND_OVER_PARTS
from portal.staffing import actions, handing_over
from portal.tests.desks import a_person, as_built, make_desk
from portal.tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered(as_built)
def desk() -> Any:
    """People of every role, and a second editor of community one."""
    made = make_desk()
    made.second = a_person(EDITOR, made.one, "editor-2")
    return made


def hand_over(desk: Any, *, to: Any = None, by: Any = None) -> int:
    """The editor leaves; the second editor takes over."""
    to = (to or desk.second).user
    return actions.hand_over(desk.editor.user, to=to, by=(by or desk.administrator).user)


def submitted(page: Any, user: Any) -> Any:
    """Sends a page to its reviewers in the name of `user`."""
    page.save_revision()
    return page.get_workflow().start(page, user)


def left(desk: Any) -> dict[str, list[str]]:
    """What the editor leaves, by kind."""
    found = handing_over.list_for(desk.editor.user)
    return {str(words): [item.words for item in items] for words, items in found}


@pytest.mark.parametrize("role", [role for role in ROLES if role != ADMINISTRATOR])
def test_nobody_but_an_administrator_gives_roles(desk, role):
    person = getattr(desk, role.key.replace("-", "_")).user
    with pytest.raises(PermissionDenied):
        actions.give(person, role=PUBLISHER, place=desk.one, by=person)
    with pytest.raises(PermissionDenied):
        actions.invite("x", name="x", email="", role=EDITOR, place=desk.one, by=person)
    with pytest.raises(PermissionDenied):
        actions.hand_over(desk.editor.user, to=desk.second.user, by=person)


def test_who_is_invited_signs_in_with_the_first_password_and_has_the_role(desk):
    user, password = actions.invite(
        "zhang",
        name="张（演示）",
        email="",
        role=EDITOR,
        place=desk.two,
        by=desk.administrator.user,
    )
    assert authenticate(username="zhang", password=password) == user
    assert [(post.role, post.place_words) for post in posts_of(user)] == [(EDITOR, desk.two.title)]


def test_an_invitation_to_a_place_where_the_role_cannot_hold_makes_no_account(desk):
    with pytest.raises(Refused):
        actions.invite("li", name="", email="", role=EDITOR, place=desk.city, by=None)
    assert not type(desk.editor.user).objects.filter(username="li").exists()


def test_a_role_that_was_taken_away_holds_no_more(desk):
    user = desk.publisher.user
    actions.take(user, post=posts_of(user)[0], by=desk.administrator.user)
    assert not may(user, "change", desk.one)


def test_the_last_administrator_keeps_the_role(desk):
    with pytest.raises(Refused):
        actions.take(desk.administrator.user, post=None, by=None)
    assert desk.administrator.user.is_superuser


def test_the_list_names_drafts_reviews_locks_timed_pages_and_reports(desk):
    user, section = desk.editor.user, make_notice_section(desk.one)
    make_notice(section, live=False, owner=user, title="草稿甲")
    submitted(make_notice(section, live=False, title="送审乙"), user)
    Page.objects.filter(pk=make_notice(section, title="锁定丙").pk).update(
        locked=True, locked_by=user
    )
    timed = make_notice(section, live=False, title="定时丁")
    revision = timed.save_revision(user=user)
    revision.approved_go_live_at = timezone.now() + timedelta(days=1)
    revision.save()
    ErrorReport.objects.create(
        page="/", page_title="找错戊", community=desk.one, kind="fact", text="错",
        received_at=timezone.now(),
    )  # fmt: skip
    assert [titles[0].split(" ")[-1] for titles in left(desk).values()] == [
        "草稿甲", "送审乙", "锁定丙", "定时丁", "找错戊",
    ]  # fmt: skip


def test_everything_passes_to_the_colleague_and_nothing_is_left(desk):
    user, section = desk.editor.user, make_notice_section(desk.one)
    draft = make_notice(section, live=False, owner=user)
    public = make_notice(section, owner=user)
    review = make_notice(section, live=False)
    state = submitted(review, user)
    Page.objects.filter(pk=public.pk).update(locked=True, locked_by=user)
    hand_over(desk)
    second = desk.second.user
    state.refresh_from_db()
    assert set(Page.objects.filter(owner=second)) >= {draft.page_ptr, public.page_ptr}
    assert state.requested_by == second
    assert Page.objects.get(pk=public.pk).locked_by == second
    assert left(desk) == {}


def test_the_account_is_off_without_roles_and_its_session_is_dead(desk):
    hand_over(desk)
    user = type(desk.editor.user).objects.get(pk=desk.editor.user.pk)
    assert not user.is_active and not user.groups.exists() and not user.has_usable_password()
    assert desk.editor.browser.get("/admin/")["Location"].startswith("/admin/login/")


def test_versions_keep_the_name_of_who_wrote_them(desk):
    page = make_notice(make_notice_section(desk.one), live=False, owner=desk.editor.user)
    revision = page.save_revision(user=desk.editor.user)
    hand_over(desk)
    revision.refresh_from_db()
    assert revision.user == desk.editor.user


def test_the_log_says_who_passed_what_to_whom(desk):
    page = make_notice(make_notice_section(desk.one), live=False, owner=desk.editor.user)
    hand_over(desk)
    line = PageLogEntry.objects.get(page=page.pk, action=actions.PASSED_ON)
    whole = ModelLogEntry.objects.get(action=actions.HANDED_OVER)
    assert (line.user, line.data["to"]) == (desk.administrator.user, str(desk.second.user))
    assert whole.data == {"to": str(desk.second.user), "things": 1}


def test_a_colleague_who_lacks_a_post_does_not_take_over(desk):
    give_role(desk.editor.user, EDITOR, desk.two)
    with pytest.raises(Refused) as refusal:
        hand_over(desk)
    assert [problem.code for problem in refusal.value.problems] == ["staffing.reach_missing"]
    assert desk.editor.user.is_active


def test_nobody_hands_over_the_own_account(desk):
    other = a_person(ADMINISTRATOR, None, "administrator-2")
    with pytest.raises(Refused):
        actions.hand_over(desk.administrator.user, to=other.user, by=desk.administrator.user)


class Breaking:
    """A part of another package that fails at the last moment."""

    words = "x"

    def items(self, user: Any) -> list[Any]:
        """Nothing."""
        return []

    def pass_on(self, user: Any, to: Any) -> None:
        """Fails."""
        raise RuntimeError


def test_a_hand_over_that_breaks_in_the_middle_changes_nothing(desk):
    draft = make_notice(make_notice_section(desk.one), live=False, owner=desk.editor.user)
    with hooks.register_temporarily(HAND_OVER_PARTS, Breaking), pytest.raises(RuntimeError):
        hand_over(desk)
    draft.refresh_from_db()
    user = type(desk.editor.user).objects.get(pk=desk.editor.user.pk)
    assert (draft.owner, user.is_active, user.groups.count()) == (user, True, 1)
