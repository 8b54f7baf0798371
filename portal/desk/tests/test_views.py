"""The menu and the doors: words of the work, only what one may do, each leading where it says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import admin_menu

from portal.models import StaffNotice
from portal.pages.models import Centre, Notice
from portal.pages.tests.factories import (
    make_directory,
    make_notice_section,
    make_regulation_section,
)
from portal.role_table import EDITOR, PUBLISHER
from portal.roles import give_role
from portal.staff_notices import tell
from portal.tests.admin_forms import fields_of, words_of
from portal.tests.desks import as_built, make_desk, signed_in
from portal.tests.factories import make_community, make_user
from portal.tests.remembered import remembered

pytestmark = pytest.mark.django_db

BUTTONS = ["notice", "publicity", "result", "import", "procedure", "centre", "emergency"]


@pytest.fixture
@remembered(as_built)
def desk() -> SimpleNamespace:
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    desk.other_section = make_notice_section(desk.two)
    make_regulation_section(desk.one)
    make_directory(desk.one)
    return desk


def menu(user: Any) -> list[str]:
    request = RequestFactory().get(reverse("wagtailadmin_home"))  # Wagtail's menu needs addresses
    request.user = user
    items = sorted(admin_menu.menu_items_for_request(request), key=lambda item: item.order)
    return [str(item.label) for item in items]


def test_a_clerks_menu_speaks_of_the_work(desk):
    words = menu(desk.editor.user)
    assert words[:4] == ["工作台", "通知公告", "法规制度", "服务中心"]
    assert {"图片", "文件", "全部页面", "找错反馈", "失效链接"} <= set(words)


@pytest.mark.parametrize("word", ["报告", "帮助", "页面", "图像", "文档"])
def test_what_a_clerk_never_needs_is_not_in_the_menu(desk, word):
    assert word not in menu(desk.editor.user)


def test_people_without_rights_have_no_doors(desk):
    nobody = make_user("nobody")
    assert "通知公告" not in menu(nobody)


def test_the_buttons_lead_to_the_forms_of_the_own_community(desk):
    for key in ("notice", "publicity", "result", "emergency"):
        answer = desk.editor.browser.get(f"/admin/desk/go/{key}/")
        assert answer.status_code == 302
        path, _, asked = answer.url.partition("?")
        assert path == f"/admin/pages/add/pages/notice/{desk.section.pk}/"
        assert asked == f"kind={key}"
        assert desk.editor.browser.get(answer.url).status_code == 200


def test_a_form_that_a_button_leads_to_saves_a_draft(desk):
    url = desk.editor.browser.get("/admin/desk/go/notice/", follow=True)
    values = {**fields_of(url, "page-edit-form"), "title": "停水通知"}
    answer = desk.editor.browser.post(f"/admin/pages/add/pages/notice/{desk.section.pk}/", values)
    assert answer.status_code == 302
    assert Notice.objects.get().title == "停水通知"


def test_who_works_in_several_communities_chooses_first(desk):
    give_role(desk.editor.user, EDITOR, desk.two)
    browser = signed_in(type(desk.editor.user).objects.get(pk=desk.editor.user.pk))
    answer = browser.get("/admin/desk/go/notice/")
    words = words_of(answer)
    assert answer.status_code == 200
    assert "青禾里社区" in words
    assert "桐荫巷社区" in words


def test_the_choice_never_names_a_community_out_of_reach(desk):
    make_notice_section(desk.city)
    third = make_community(desk.one.get_parent().specific, "老渡口社区")
    make_notice_section(third)
    give_role(desk.editor.user, EDITOR, third)
    browser = signed_in(type(desk.editor.user).objects.get(pk=desk.editor.user.pk))
    words = words_of(browser.get("/admin/desk/go/notice/"))
    assert "老渡口社区" in words
    assert "桐荫巷社区" not in words
    assert "临河市" not in words


def test_a_community_without_the_column_is_told_what_to_do(desk):
    third = make_user("third")
    give_role(third, PUBLISHER, make_community(desk.one.get_parent().specific, "老渡口社区"))
    words = words_of(signed_in(third).get("/admin/desk/go/notice/"))
    assert "请管理员先建好栏目" in words


def test_the_centre_button_leads_to_the_own_centre(desk):
    centre = Centre.objects.get(community=desk.one)
    answer = desk.editor.browser.get("/admin/desk/go/centre/")
    assert answer.url == f"/admin/centres/edit/{centre.pk}/"
    assert desk.editor.browser.get(answer.url).status_code == 200


@pytest.mark.parametrize("key", ["import", "notices", "regulations", "directory"])
def test_every_other_door_opens(desk, key):
    assert desk.publisher.browser.get(f"/admin/desk/go/{key}/", follow=True).status_code == 200


def test_the_list_of_notices_is_that_of_the_own_community(desk):
    answer = desk.editor.browser.get("/admin/desk/go/notices/")
    assert answer.url == f"/admin/pages/{desk.section.pk}/"


def test_a_door_that_does_not_exist_is_not_found(desk):
    assert desk.editor.browser.get("/admin/desk/go/nothing/").status_code == 404


def test_a_door_stays_shut_for_who_may_not(desk):
    reader = make_user("reader")
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for key in BUTTONS:
        answer = signed_in(reader).get(f"/admin/desk/go/{key}/")
        assert answer.status_code in (302, 403)
        assert answer.status_code == 403 or answer.url == "/admin/"


def test_the_desk_shows_the_buttons_in_order(desk):
    text = desk.editor.browser.get("/admin/").content.decode()
    places = [text.index(f"/admin/desk/go/{key}/") for key in BUTTONS]
    assert places == sorted(places)


def test_all_is_marked_as_read_by_a_button(desk):
    tell([desk.editor.user], kind="approved", words="停水通知", url="/admin/", at=timezone.now())
    assert "停水通知" in words_of(desk.editor.browser.get("/admin/"))
    desk.editor.browser.post("/admin/desk/read/")
    assert "停水通知" not in words_of(desk.editor.browser.get("/admin/"))
    assert "停水通知" in words_of(desk.editor.browser.get("/admin/desk/told/"))


def test_nothing_is_marked_as_read_by_a_mere_visit(desk):
    tell([desk.editor.user], kind="approved", words="停水通知", url="/admin/", at=timezone.now())
    assert desk.editor.browser.get("/admin/desk/read/").status_code == 405
    assert StaffNotice.objects.unread().count() == 1


def test_nobody_reads_the_news_of_another(desk):
    tell([desk.publisher.user], kind="approved", words="机密", url="/admin/", at=timezone.now())
    assert "机密" not in words_of(desk.editor.browser.get("/admin/desk/told/"))
