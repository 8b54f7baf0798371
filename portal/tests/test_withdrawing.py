"""Withdrawal in the admin: never without a reason that the public may read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.models import Publication, Verb
from portal.role_table import EDITOR, PUBLISHER
from portal.roles import give_role, sync_groups
from portal.tests.admin_forms import fields_of, messages_of, words_of
from portal.tests.factories import make_city, make_community, make_district, make_user

pytestmark = pytest.mark.django_db

REASON = "时间写错，以新通知为准"


@pytest.fixture
def desk() -> SimpleNamespace:
    """A live section of a community with its editor and its publisher, signed in."""
    community = make_community(make_district(make_city()))
    section = make_notice_section(community)
    sync_groups()
    desk = SimpleNamespace(section=section)
    for role in (EDITOR, PUBLISHER):
        user = make_user(role.key)
        give_role(user, role, community)
        browser = Client()
        browser.force_login(user)
        setattr(desk, role.key, SimpleNamespace(user=user, browser=browser))
    return desk


def address(page: Any) -> str:
    return reverse("wagtailadmin_pages:unpublish", args=[page.pk])


def bulk_address(*pages: Any) -> str:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    return url + "?" + "&".join(f"id={page.pk}" for page in pages)


def is_live(page: Any) -> bool:
    return bool(Notice.objects.get(pk=page.pk).live)


def test_the_form_asks_for_the_reason_and_says_what_happens(desk: Any) -> None:
    response = desk.publisher.browser.get(address(make_notice(desk.section)))
    assert set(fields_of(response)) >= {"reason", "next"}
    assert "撤回理由" in words_of(response)


def test_a_page_is_withdrawn_for_the_reason_that_was_typed(desk: Any) -> None:
    notice = make_notice(desk.section)
    desk.publisher.browser.post(address(notice), {"reason": REASON})
    row = Publication.objects.filter(page=notice).first()
    assert not is_live(notice)
    assert (row.verb, row.reason, row.by) == (Verb.WITHDRAW, REASON, desk.publisher.user)


def test_the_old_address_answers_410_with_number_and_reason(desk: Any) -> None:
    notice = make_notice(desk.section)
    public = notice.get_url()
    desk.publisher.browser.post(address(notice), {"reason": REASON})
    response = Client().get(public)
    assert response.status_code == 410
    assert notice.index_no in response.text and REASON in response.text


@pytest.mark.parametrize("reason", ["", "   ", "长" * 301])
def test_without_a_fitting_reason_the_form_comes_back_and_the_page_stays(
    desk: Any, reason: str
) -> None:
    notice = make_notice(desk.section)
    response = desk.publisher.browser.post(address(notice), {"reason": reason})
    assert "reason" in response.context["form"].errors
    assert is_live(notice)


def test_an_editor_may_not_withdraw(desk: Any) -> None:
    notice = make_notice(desk.section)
    desk.editor.browser.post(address(notice), {"reason": REASON})
    desk.editor.browser.post(bulk_address(notice), {"reason": REASON})
    assert is_live(notice)


def test_a_section_is_withdrawn_alone_or_with_the_pages_below_it(desk: Any) -> None:
    first, second = make_notice(desk.section), make_notice(desk.section)
    values = {"reason": REASON, "include_descendants": "on"}
    desk.publisher.browser.post(address(desk.section), values)
    assert not is_live(first) and not is_live(second)
    rows = Publication.objects.filter(verb=Verb.WITHDRAW)
    assert {row.reason for row in rows} == {REASON} and len(rows) == 3


def test_several_pages_are_withdrawn_for_one_reason(desk: Any) -> None:
    pages = [make_notice(desk.section), make_notice(desk.section)]
    url = bulk_address(*pages)
    assert "reason" in fields_of(desk.publisher.browser.get(url))
    response = desk.publisher.browser.post(url, {"reason": REASON}, follow=True)
    assert [is_live(page) for page in pages] == [False, False]
    assert messages_of(response)[-1] == "已撤回2个页面。"
    rows = Publication.objects.filter(page__in=pages, verb=Verb.WITHDRAW)
    assert {(row.reason, row.by) for row in rows} == {(REASON, desk.publisher.user)}


def test_several_pages_are_not_withdrawn_without_a_reason(desk: Any) -> None:
    pages = [make_notice(desk.section), make_notice(desk.section)]
    desk.publisher.browser.post(bulk_address(*pages), {"reason": ""})
    assert [is_live(page) for page in pages] == [True, True]


def test_the_word_in_the_menus_is_withdraw(desk: Any) -> None:
    notice = make_notice(desk.section)
    edit = desk.publisher.browser.get(reverse("wagtailadmin_pages:edit", args=[notice.pk]))
    listing = desk.publisher.browser.get(reverse("wagtailadmin_explore", args=[desk.section.pk]))
    for response in (edit, listing):
        assert "撤回" in words_of(response)
        assert "取消发布" not in words_of(response)
