"""The screens of staffing: for administrators, and each does what its button says."""

from __future__ import annotations

from typing import Any

import pytest

from portal.posts import posts_of
from portal.role_table import ADMINISTRATOR, EDITOR, PUBLISHER, ROLES
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


def fresh(user: Any) -> Any:
    """The person as the database has it."""
    return type(user).objects.get(pk=user.pk)


@pytest.mark.parametrize("role", [role for role in ROLES if role != ADMINISTRATOR])
def test_no_other_role_reaches_the_screens(desk, role):
    person = getattr(desk, role.key.replace("-", "_"))
    for address in ("", "invite/", f"{person.user.pk}/", f"{person.user.pk}/hand-over/"):
        assert person.browser.get(f"/admin/staff/{address}").status_code == 403
        assert person.browser.post(f"/admin/staff/{address}").status_code == 403


def test_the_list_shows_everybody_with_roles_and_places(desk):
    text = desk.administrator.browser.get("/admin/staff/").content.decode()
    posts = {f"{post.place_words} {post.words}" for post in posts_of(desk.editor.user)}
    assert posts and all(post in text for post in posts)


def test_an_invitation_shows_the_first_password_once(desk):
    answer = desk.administrator.browser.post(
        "/admin/staff/invite/",
        {"username": "zhang", "name": "张", "role": "publisher", "place": desk.two.pk},
    )
    user = type(desk.editor.user).objects.get(username="zhang")
    assert user.check_password(answer.context["password"])
    assert answer.context["password"] in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_role_at_an_unfit_place_is_refused_beside_its_field(desk):
    answer = desk.administrator.browser.post(
        "/admin/staff/invite/",
        {"username": "zhang", "name": "张", "role": "publisher", "place": desk.city.pk},
    )
    assert answer.context["form"].errors["place"]


def test_a_role_is_given_and_taken_away(desk):
    address = f"/admin/staff/{desk.editor.user.pk}/"
    browser = desk.administrator.browser
    browser.post(address, {"role": "publisher", "place": desk.one.pk})
    posts = posts_of(fresh(desk.editor.user))
    assert {post.role for post in posts} == {EDITOR, PUBLISHER}
    browser.post(address, {"take": str(posts[0].group.pk)})
    assert len(posts_of(fresh(desk.editor.user))) == 1


def test_the_only_administrator_is_told_why_the_role_stays(desk):
    address = f"/admin/staff/{desk.administrator.user.pk}/"
    answer = desk.administrator.browser.post(address, {"take": "administrator"}, follow=True)
    assert fresh(desk.administrator.user).is_superuser
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_a_hand_over_switches_the_account_off(desk):
    address = f"/admin/staff/{desk.editor.user.pk}/hand-over/"
    answer = desk.administrator.browser.post(address, {"to": desk.second.user.pk})
    assert answer.status_code == 302
    assert not fresh(desk.editor.user).is_active


def test_a_colleague_without_the_same_roles_is_not_offered(desk):
    address = f"/admin/staff/{desk.editor.user.pk}/hand-over/"
    answer = desk.administrator.browser.post(address, {"to": desk.secretary.user.pk})
    assert answer.status_code == 200
    assert fresh(desk.editor.user).is_active
