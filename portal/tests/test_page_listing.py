"""The list of pages at the desk: who stands in its filters, and that sparing changes no answer."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models.pages import PagePermissionTester

from portal.pages.models import NoticeReference
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    return desk


def test_filters_name_no_people_of_another_community(desk):
    elsewhere = make_notice(make_notice_section(desk.two))
    elsewhere.save_revision(user=desk.city_editor.user, log_action=True)
    own = make_notice(desk.section)
    own.save_revision(user=desk.editor.user, log_action=True)
    answer = desk.editor.browser.get(reverse("wagtailadmin_explore", args=[desk.section.pk]))
    people = answer.context["filters"].form.fields["edited_by"].queryset
    assert list(people) == [desk.editor.user]


def test_pages_of_another_community_are_not_found_below_the_city(desk):
    make_notice(make_notice_section(desk.two), title="桐荫巷的通知")
    address = reverse("wagtailadmin_explore", args=[desk.one.pk])
    answer = desk.editor.browser.get(f"{address}?q=桐荫巷&search_all=1")
    assert "桐荫巷的通知" not in answer.content.decode()


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("of", ["section", "notice", "full section"])
def test_the_sparing_tester_answers_as_wagtails_own(desk, of, live):
    notice = make_notice(desk.section, live=live)
    desk.section.refresh_from_db()
    page = {"section": desk.one.get_children().first().specific, "notice": notice}.get(
        of, desk.section
    )
    for person in (desk.editor, desk.publisher, desk.city_editor):
        ours = page.permissions_for_user(person.user)
        stock = PagePermissionTester(person.user, page)
        for ask in ("can_delete", "can_move", "can_edit", "can_unpublish"):
            assert getattr(ours, ask)() == getattr(stock, ask)(), (person.user, ask)


def test_the_chooser_offers_parents_that_were_read_with_the_rows(desk):
    notice = make_notice(desk.section)
    address = reverse("wagtailadmin_choose_page_child", args=[desk.section.pk])
    answer = desk.editor.browser.get(address)
    assert f'data-parent-id=\\"{desk.section.pk}\\"' in answer.content.decode()
    assert notice.title in answer.json()["html"]


def test_citations_follow_the_public_text_and_not_the_draft(desk):
    notice = make_notice(desk.section, body="<p>依据《社区议事规则》办理。</p>")
    cited = NoticeReference.objects.filter(notice=notice).values_list("target_title", flat=True)
    notice.body = "<p>依据《物业管理条例》办理。</p>"
    notice.save_revision()
    assert [*cited] == ["社区议事规则"]
    publish(notice, by=None)
    assert [*cited.all()] == ["物业管理条例"]
