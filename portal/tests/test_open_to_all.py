"""What is guarded or not live shows its title nowhere: lists, menus, home pages, breadcrumbs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page, PageViewRestriction

from portal.models import City
from portal.pages.models import Notice, NoticeSection
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
)
from portal.publication.actions import withdraw
from portal.tests.desks import make_desk
from portal.tests.factories import make_city, make_community, make_district, published

pytestmark = pytest.mark.django_db

SECRET = "不公开的标题"


@pytest.fixture
def city() -> City:
    return make_city()


def guard(page: Page) -> PageViewRestriction:
    """Only people who signed in may read the page and what stands below it."""
    return PageViewRestriction.objects.create(page_id=page.pk, restriction_type="login")


def chooser(person: Any, part: str, **asked: str) -> str:
    """What the page chooser shows to a person who looks for a notice."""
    asked["page_type"] = "pages.notice"
    answer = person.browser.get(f"/admin/choose-page/{part}", asked)
    is_json = answer["Content-Type"] == "application/json"
    return str(answer.json()["html"]) if is_json else answer.content.decode()


def tells(client: Client, *pages: Any) -> list[bool]:
    """Whether each of the pages, which must be served, tells the secret title."""
    answers = [client.get(page.url) for page in pages]
    assert {answer.status_code for answer in answers} == {200}
    return [SECRET in answer.content.decode() for answer in answers]


def test_a_guarded_item_stands_in_no_list_and_on_no_home_page(client, city):
    notices, rules = make_notice_section(city), make_regulation_section(city)
    items = [make_notice(notices, title=SECRET), make_regulation(rules, title=SECRET)]
    assert tells(client, city, notices, rules) == [True, True, True]
    for item in items:
        guard(item)
    assert tells(client, city, notices, rules) == [False, False, False]


def test_what_stands_below_a_guarded_section_is_not_listed_in_a_community(client, city):
    community = make_community(make_district(city))
    section, own = make_notice_section(city), make_notice_section(community)
    make_notice(section, title=SECRET)
    assert tells(client, community, own) == [True, True]
    guard(section)
    assert tells(client, community, own) == [False, False]


def test_the_mirror_of_a_guarded_notice_is_not_listed(client, city):
    section = make_notice_section(make_community(make_district(city)))
    notice = make_notice(make_notice_section(city), title=SECRET)
    guard(notice)
    notice.create_alias(parent=section)
    assert tells(client, section) == [False]


@pytest.mark.parametrize("place", ["section", "community"])
def test_a_guarded_page_leaves_the_menus_at_once_and_comes_back_without_its_guard(
    client, city, place
):
    community = make_community(make_district(city), SECRET if place == "community" else "社区")
    section = make_regulation_section(city)
    row = guard(section if place == "section" else community)
    frame = client.get("/").context["frame"]
    assert (len(frame.words), len(frame.communities)) == ((0, 1) if place == "section" else (1, 0))
    row.delete()
    frame = client.get("/").context["frame"]
    assert (len(frame.words), len(frame.communities)) == (1, 1)


def test_a_notice_does_not_name_the_guarded_notice_it_answers_or_is_answered_by(client, city):
    section = make_notice_section(city)
    before = make_notice(section, title=SECRET)
    answer = make_notice(section, answers=before)
    assert tells(client, answer) == [True]
    guard(before)
    assert tells(client, answer) == [False]
    asked = make_notice(section)
    result = make_notice(section, title=SECRET, answers=asked)
    assert tells(client, asked) == [True]
    guard(result)
    assert tells(client, asked) == [False]


def test_a_withdrawn_page_below_a_guard_answers_like_an_address_that_never_was(client, city):
    section = make_notice_section(city)
    notice = make_notice(section, title=SECRET)
    withdraw(notice, by=None, reason="核对")
    assert client.get(notice.url).status_code == 410
    guard(section)
    answer = client.get(notice.url)
    assert answer.status_code == 404
    assert SECRET not in answer.content.decode()


def test_breadcrumbs_and_the_list_of_communities_leave_out_a_parent_that_is_not_live(client, city):
    district = make_district(city, SECRET)
    community = make_community(district)
    notice = make_notice(make_notice_section(community))
    assert tells(client, city, notice) == [True, True]
    withdraw(district, by=None, reason="核对")
    assert tells(client, city, notice) == [False, False]


def test_a_page_below_a_section_that_was_never_public_does_not_name_it(client, city):
    section = city.add_child(instance=NoticeSection(title=SECRET, slug="n", live=False))
    assert tells(client, make_notice(section)) == [False]


def test_a_mirror_that_becomes_an_item_of_its_own_gets_its_own_number(city):
    notice = make_notice(make_notice_section(city))
    section = make_notice_section(make_community(make_district(city)))
    mirror = notice.create_alias(parent=section)
    ConvertAliasPageAction(mirror.specific).execute()
    stored = Notice.objects.get(pk=mirror.pk)
    assert stored.live and stored.index_no and stored.index_no != notice.index_no
    assert published(stored).index_no == stored.index_no


def test_the_page_chooser_leaves_out_what_another_community_has_not_published():
    desk = make_desk()
    theirs, own = make_notice_section(desk.two), make_notice_section(desk.one)
    make_notice(theirs, title=SECRET, live=False)
    make_notice(theirs, title="邻社区的公告")
    make_notice(own, title="本社区的草稿", live=False)
    listed = chooser(desk.editor, f"{theirs.pk}/")
    assert SECRET not in listed and "邻社区的公告" in listed
    assert SECRET not in chooser(desk.editor, "search/", q="不公开")
    assert "本社区的草稿" in chooser(desk.editor, f"{own.pk}/")
    assert SECRET in chooser(desk.city_editor, f"{theirs.pk}/")


@pytest.mark.parametrize("asked", ["year=10000", "year=9999999", "year=0", "year=x"])
def test_a_year_that_no_date_can_have_is_no_choice(client, city, asked):
    section = make_notice_section(city)
    make_notice(section)
    answer = client.get(f"{section.url}?{asked}")
    assert answer.status_code == 200
    assert len(answer.context["listing"].rows) == 1


def test_what_is_past_its_date_is_gone_although_no_scheduler_has_come_by(
    client: Client, city: City
) -> None:
    section = make_notice_section(city)
    notice = make_notice(section, title=SECRET)
    Notice.objects.filter(pk=notice.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    answer = client.get(notice.url)
    assert answer.status_code == 410
    assert notice.index_no in answer.content.decode()
    assert tells(client, section, city) == [False, False]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is told in SQLite's words")
def test_a_list_never_reads_all_pages_to_find_guards(city):
    make_notice(make_notice_section(city))
    statement, values = Notice.objects.open_to_all().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        steps = [row[3] for row in cursor.fetchall()]
    inner = [step for step in steps if step.startswith("SCAN") and " wagtailcore_page " not in step]
    assert [step for step in inner if "autoindex_wagtailcore_page" in step] == []
