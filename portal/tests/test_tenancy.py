"""An editor of one community reaches nothing of another; error pages tell nothing either."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page

from portal.models import Document, Image, Topic
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.role_table import ADMINISTRATOR, ROLES
from portal.tests.desks import as_built, make_desk
from portal.tests.remembered import remembered

pytestmark = pytest.mark.django_db

SECRET = "别处的草稿"
OFFICE = (
    "users/",
    "groups/",
    "users/new/",
    "staff/",
    "collections/",
    "workflows/list/",
    "settings/portal/sitesettings/",
)
DESK_ROLES = [role for role in ROLES if role != ADMINISTRATOR]


@pytest.fixture
@remembered(as_built)
def desk() -> Any:
    """`draft`, `image` and `document` belong to community two; `own` to community one."""
    made = make_desk()
    made.section = make_notice_section(made.two)
    made.draft = make_notice(made.section, live=False, title=SECRET)
    made.own_section = make_notice_section(made.one)
    made.own = make_notice(made.own_section, live=False, owner=made.editor.user)
    place = Collection.objects.get(name__endswith=f"({made.two.code})")
    made.image = Image.objects.create(title=SECRET, file=get_test_image_file(), collection=place)
    made.document = Document(title=SECRET, collection=place)
    made.document.file.save("x.txt", ContentFile(b"x"))
    return made


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/{draft}/edit/",
        "/admin/pages/{draft}/history/",
        "/admin/pages/{draft}/view_draft/",
        "/admin/pages/{draft}/usage/",
        "/admin/pages/{draft}/copy/",
        "/admin/pages/{section}/",
        "/admin/pages/{own}/move/{section}/confirm/",
        "/admin/pages/add/pages/notice/{section}/",
        "/admin/choose-page/chosen-multiple/?id={draft}",
        "/admin/images/{image}/",
        "/admin/images/usage/{image}/",
        "/admin/images/{image}/preview/max-100x100/",
        "/admin/images/chooser/chosen/{image}/",
        "/admin/images/chooser/chosen-multiple/?id={image}",
        "/admin/documents/edit/{document}/",
        "/admin/documents/usage/{document}/",
        "/admin/documents/chooser/chosen/{document}/",
        "/admin/documents/chooser/chosen-multiple/?id={document}",
        "/admin/bulk/wagtailcore/page/delete/?id={draft}",
        "/admin/bulk/portal/image/delete/?id={image}",
    ],
)
def test_what_is_out_of_reach_answers_like_what_never_was(desk, address):
    keys = {
        name: getattr(desk, name).pk for name in ("draft", "section", "own", "image", "document")
    }
    answer = desk.editor.browser.get(address.format(**keys))
    never = desk.editor.browser.get(address.format(**dict.fromkeys(keys, 999_999)))
    assert (answer.status_code, never.status_code) == (404, 404)
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("key", ["٣", "1e3", "-1", "99999999999999999999", "%00", "' OR 1=1"])
def test_a_key_that_is_no_number_is_not_found(desk, key):
    answer = desk.editor.browser.get(f"/admin/choose-page/chosen-multiple/?id={key}")
    assert answer.status_code == 404


def test_a_page_cannot_be_moved_or_copied_over_the_border(desk):
    browser, own = desk.editor.browser, desk.own
    browser.post(f"/admin/pages/{own.pk}/move/{desk.section.pk}/confirm/")
    browser.post(
        f"/admin/pages/{own.pk}/copy/",
        {"new_title": "x", "new_slug": "x", "new_parent_page": desk.section.pk},
    )
    assert list(desk.section.get_children()) == [Page.objects.get(pk=desk.draft.pk)]


def test_everything_at_once_is_refused_where_no_list_is_named(desk):
    answer = desk.editor.browser.get("/admin/bulk/wagtailcore/page/delete/?id=all")
    assert answer.status_code == 403


def test_a_step_of_another_pages_review_is_out_of_reach(desk):
    desk.draft.save_revision(user=desk.city_editor.user)
    state = desk.draft.get_workflow().start(desk.draft, desk.city_editor.user)
    address = f"/admin/pages/workflow/action/{desk.own.pk}/approve/{state.current_task_state_id}/"
    assert desk.publisher.browser.post(address).status_code == 404
    desk.draft.refresh_from_db()
    assert not desk.draft.live


def test_what_another_community_published_may_be_linked(desk):
    public = make_notice(desk.section)
    answer = desk.editor.browser.get(f"/admin/choose-page/chosen-multiple/?id={public.pk}")
    assert [row["adminTitle"] for row in answer.json()["result"]] == [public.title]


def test_a_topic_of_another_communitys_draft_is_not_offered(desk):
    for name, page in (("停水一", desk.draft), ("停水二", desk.own)):
        page.topics.add(Topic.objects.create(name=name, slug=name))
        page.save()
    answer = desk.editor.browser.get("/admin/tag-autocomplete/portal/topic/?term=停水")
    assert answer.json() == ["停水二"]


@pytest.mark.parametrize("role", DESK_ROLES, ids=lambda role: role.key)
@pytest.mark.parametrize("address", OFFICE)
def test_nobody_but_the_administrator_reaches_rights_and_settings(desk, role, address):
    person = getattr(desk, role.key.replace("-", "_"))
    assert person.browser.get(f"/admin/{address}").status_code == 403


@pytest.mark.parametrize("role", DESK_ROLES, ids=lambda role: role.key)
def test_nobody_makes_himself_more_than_he_is(desk, role):
    user = getattr(desk, role.key.replace("-", "_")).user
    browser = getattr(desk, role.key.replace("-", "_")).browser
    forged = {
        "username": user.username, "email": "x@example.org", "first_name": "x", "last_name": "x",
        "is_superuser": "on", "is_active": "on",
        "groups": [group.pk for group in user.groups.model.objects.all()],
    }  # fmt: skip
    before = set(user.groups.all())
    browser.post(f"/admin/users/edit/{user.pk}/", forged)
    browser.post("/admin/account/", {**forged, "name_email-email": "x@example.org"})
    again = type(user).objects.get(pk=user.pk)
    assert (again.is_superuser, set(again.groups.all())) == (False, before)


def test_the_administrator_reaches_all_of_it(desk):
    for address in ("users/", "groups/", "staff/", "collections/", "workflows/list/"):
        assert desk.administrator.browser.get(f"/admin/{address}").status_code == 200


@pytest.mark.parametrize("role", ["district_supervisor", "supervisory_reviewer"])
def test_who_supervises_sees_what_is_prepared_in_the_own_reach(desk, role):
    text = getattr(desk, role).browser.get("/admin/in-preparation/").content.decode()
    assert desk.own.title in text
    assert (SECRET in text) is (role == "district_supervisor")


def a_live_page_with_a_draft(desk: Any) -> Any:
    """A page of community two whose next text has another title."""
    page = make_notice(desk.section, title="公开的标题")
    page.title = SECRET
    page.save_revision(user=desk.city_editor.user)
    return page


def test_the_title_of_the_next_text_is_told_at_home_only(desk):
    page = a_live_page_with_a_draft(desk)
    for address in (
        f"/admin/choose-page/{desk.section.pk}/",
        f"/admin/choose-page/{page.pk}/",
        f"/admin/choose-page/chosen-multiple/?id={page.pk}",
    ):
        told = str(desk.editor.browser.get(address).json())
        assert "公开的标题" in told and SECRET not in told
    at_home = desk.city_editor.browser.get(f"/admin/choose-page/chosen-multiple/?id={page.pk}")
    assert at_home.json()["result"][0]["adminTitle"] == SECRET


def test_an_address_that_is_typed_tells_nothing_of_the_page_behind_it(desk):
    page = a_live_page_with_a_draft(desk)
    typed = {
        "external-link-chooser-url": page.full_url,
        "external-link-chooser-link_text": "x",
    }
    answer = desk.editor.browser.post("/admin/choose-external-link/", typed)
    assert answer.json()["step"] == "external_link_chosen"
    assert "id" not in answer.json()["result"]


def test_an_approval_of_another_community_answers_like_none(desk):
    page = make_notice(desk.section)
    real = desk.publisher.browser.get(f"/admin/confirm/{page.approvals.get().pk}/")
    never = desk.publisher.browser.get("/admin/confirm/999999/")
    assert (real.status_code, never.status_code) == (404, 404)


@pytest.mark.parametrize("report", ["workflow", "locked"])
def test_reports_that_name_staff_of_everybody_are_the_citys(desk, report):
    address = f"/admin/reports/{report}/"
    assert desk.publisher.browser.get(address).status_code == 403
    assert desk.administrator.browser.get(address).status_code == 200
