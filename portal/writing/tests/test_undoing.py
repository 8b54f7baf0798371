"""The way back is shown beside what was done, and a plan is said in one sentence."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.admin_forms import fields_of
from portal.tests.desks import make_desk
from portal.writing.undoing import what_will_happen

NOW = timezone.make_aware(datetime(2026, 11, 28, 9))
LATER, LATEST = NOW + timedelta(hours=2), NOW + timedelta(days=3)


@pytest.mark.parametrize(
    ("goes", "ends", "words"),
    [
        (None, None, ""),
        (NOW - timedelta(days=1), None, ""),
        (LATER, None, "另一人审核通过后，由系统在2026-11-28 11:00公开。"),
        (None, LATEST, "由系统在2026-12-01 09:00撤下。"),
        (
            LATER,
            LATEST,
            "另一人审核通过后，由系统在2026-11-28 11:00公开，在2026-12-01 09:00撤下。",
        ),
    ],
)
def test_plan_of_a_page_is_said_with_its_moments(goes, ends, words):
    page = SimpleNamespace(go_live_at=goes, expire_at=ends)
    assert what_will_happen(page, now=NOW) == words


@pytest.mark.django_db
def test_after_a_save_the_version_before_it_is_one_click_away():
    desk = make_desk()
    notice = make_notice(make_notice_section(desk.one), live=False)
    before = notice.save_revision(user=desk.editor.user)
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    values = fields_of(desk.editor.browser.get(url), "page-edit-form")
    page = desk.editor.browser.post(url, {**values, "title": "停水改期"}, follow=True)
    back = reverse("wagtailadmin_pages:revisions_revert", args=[notice.pk, before.pk])
    assert BeautifulSoup(page.content, "html.parser").find("a", href=back) is not None
    form = fields_of(desk.editor.browser.get(back), "page-edit-form")
    desk.editor.browser.post(back, form)
    assert type(notice).objects.get(pk=notice.pk).get_latest_revision_as_object().title == (
        notice.title
    )
