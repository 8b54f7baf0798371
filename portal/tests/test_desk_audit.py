"""The record of what staff did, read by those whose reach covers it."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.role_table import EDITOR
from portal.roles import give_role, sync_groups
from portal.tests.desks import make_desk, signed_in
from portal.tests.factories import make_community, make_district, make_user

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture
def chief():
    return signed_in(make_user("chief", is_superuser=True))


def lines(browser: Client, query: str = "") -> list[list[str]]:
    answer = browser.get(f"/admin/record/{query}")
    assert answer.status_code == 200
    return answer.context["lines"]


def acts(name: str) -> list[str]:
    rows = ModelLogEntry.objects.filter(label__contains=name)
    return list(rows.order_by("timestamp", "pk").values_list("action", flat=True))


def test_signing_in_and_out_and_failing_are_recorded():
    user = make_user("editor", is_superuser=True)
    user.set_password("correct-horse-battery")
    user.save()
    browser = Client()
    browser.post(LOGIN, {"username": "editor", "password": "wrong"})
    browser.post(LOGIN, {"username": "editor", "password": "correct-horse-battery"})
    browser.post("/admin/logout/")
    assert acts("editor") == ["portal.sign_in_failed", "portal.signed_in", "portal.signed_out"]


def test_a_name_nobody_has_is_not_kept_for_it_may_be_a_password():
    Client().post(LOGIN, {"username": "my-secret-password", "password": "x"})
    assert not ModelLogEntry.objects.exists()


def test_a_change_of_roles_names_the_groups():
    desk = make_desk()
    user = make_user("new-one")
    give_role(user, EDITOR, desk.one)
    entry = ModelLogEntry.objects.get(action="portal.roles_changed", object_id=str(user.pk))
    assert desk.one.title in entry.data["groups"][0]


def test_what_was_done_with_pages_and_people_stands_in_one_list(chief):
    notice = make_notice(make_notice_section(make_desk().city))
    log(notice, "wagtail.edit")
    shown = lines(chief)
    assert notice.title in {line[3] for line in shown}
    assert "chief" in {line[3] for line in shown}


def test_the_list_is_narrowed_by_person_verb_day_and_place(chief):
    desk = make_desk()
    one, two = (make_notice(make_notice_section(place)) for place in (desk.one, desk.two))
    for page in (one, two):
        log(page, "wagtail.edit", user=desk.editor.user)
    person = desk.editor.user.pk
    assert len(lines(chief, f"?person={person}&action=wagtail.edit")) == 2
    assert len(lines(chief, f"?person={person}&action=wagtail.edit&place={desk.one.pk}")) == 1
    assert lines(chief, "?until=2001-01-01") == []
    assert lines(chief, "?since=2999-01-01") == []


def test_a_question_that_cannot_be_understood_finds_nothing(chief):
    assert lines(chief, "?since=0000-00-00") == []


def test_who_works_for_one_community_does_not_read_the_record():
    desk = make_desk()
    for person in (desk.editor, desk.publisher):
        assert person.browser.get("/admin/record/").status_code in (302, 403)
        assert person.browser.post("/admin/record/export/").status_code in (302, 403)


def test_a_city_editor_reads_of_pages_but_not_of_accounts():
    desk = make_desk()
    notice = make_notice(make_notice_section(desk.one))
    log(notice, "wagtail.edit", user=desk.editor.user)
    shown = {line[3] for line in lines(desk.city_editor.browser)}
    assert notice.title in shown
    assert "editor" not in shown


def test_what_lies_outside_the_own_reach_is_not_read():
    from portal.desk_audit import Question, tables

    desk = make_desk()
    other = make_notice(make_notice_section(desk.two))
    log(other, "wagtail.edit")
    pages, rows = tables(desk.editor.user, Question())
    assert not pages.filter(page=other.pk).exists()
    assert not rows.filter(content_type__model="user").exists()


def test_the_export_is_text_for_excel_without_formulas_and_is_itself_recorded(chief):
    notice = make_notice(make_notice_section(make_desk().city))
    PageLogEntry.objects.filter(page=notice.pk).delete()
    notice.draft_title = '=HYPERLINK("//evil.example")'
    log(notice, "wagtail.edit")
    answer = chief.post("/admin/record/export/", {"action": "wagtail.edit"})
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    assert "'=HYPERLINK" in text
    assert answer["Content-Disposition"].startswith("attachment")
    assert ModelLogEntry.objects.filter(action="portal.exported").count() == 1


def test_an_export_is_asked_for_by_post_alone(chief):
    assert chief.get("/admin/record/export/").status_code == 405


def test_the_record_asks_the_same_number_of_queries_however_long_it_is(
    chief, django_assert_max_num_queries
):
    notice = make_notice(make_notice_section(make_desk().city))
    for _ in range(60):
        log(notice, "wagtail.edit")
    chief.get("/admin/record/")
    with django_assert_max_num_queries(20):
        chief.get("/admin/record/")


def test_the_record_stands_in_the_menu_of_those_who_may_read_it(chief):
    desk = make_desk()
    assert b"/admin/record/" in chief.get("/admin/").content
    assert b"/admin/record/" not in desk.editor.browser.get("/admin/").content


def test_people_of_other_districts_are_not_named_in_the_question():
    desk = make_desk()
    elsewhere = make_community(make_district(desk.city, "云渡区"), "桐荫巷二社区")
    sync_groups()
    stranger = make_user("somebody-elsewhere")
    give_role(stranger, EDITOR, elsewhere)
    answer = desk.district_supervisor.browser.get("/admin/record/")
    named = set(answer.context["form"].fields["person"].queryset)
    assert stranger not in named
    assert {desk.editor.user, desk.district_supervisor.user, desk.city_editor.user} <= named
