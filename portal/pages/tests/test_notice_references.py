"""Notices that cite a regulation: found when the notice or the regulation is written."""

from __future__ import annotations

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.pages.actions import publish_version
from portal.pages.models import NoticeReference
from portal.pages.notice_references import citing_notices
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community(make_district(make_city()))


@pytest.fixture
def notices(community):
    return make_notice_section(community)


@pytest.fixture
def rules(community):
    page = make_regulation(make_regulation_section(community), title="议事协商规则（演示）")
    make_version(page)
    return page


def cited(notice):
    rows = NoticeReference.objects.filter(notice=notice).order_by("number")
    return [(row.target_id, row.target_title, row.number) for row in rows]


def test_a_notice_cites_what_stands_in_book_marks(notices, rules):
    notice = make_notice(notices, body="<p>依照《议事协商规则（演示）》第九条和《邻里公约》。</p>")
    assert set(cited(notice)) == {
        (None, "邻里公约", None),
        (rules.pk, "议事协商规则（演示）", 9),
    }
    assert list(citing_notices(rules)) == [notice]


def test_what_a_notice_no_longer_says_it_no_longer_cites(notices, rules):
    notice = make_notice(notices, body="<p>依照《议事协商规则（演示）》。</p>")
    notice.body = "<p>照常开会。</p>"
    notice.save()
    assert cited(notice) == []


def test_a_notice_waits_for_a_regulation_that_comes_later(community, notices):
    notice = make_notice(notices, body="<p>依照《邻里公约（演示）》。</p>")
    section = make_regulation_section(community)
    pact = make_regulation(section, title="邻里公约（演示）", live=False)
    publish_version(make_version(pact, state="draft"), by=None, at=timezone.now())
    assert cited(notice) == [(pact.pk, "邻里公约（演示）", None)]


@pytest.mark.parametrize("state", ["draft", "withdrawn", "guarded"])
def test_a_notice_that_is_not_public_is_not_counted(notices, rules, state):
    body = "<p>依照《议事协商规则（演示）》。</p>"
    notice = make_notice(notices, body=body, live=state != "draft")
    if state == "withdrawn":
        withdraw(notice, by=None, reason="核对")
    elif state == "guarded":
        PageViewRestriction.objects.create(page=notice.page_ptr, restriction_type="login")
    assert list(citing_notices(rules)) == []
    assert not rules.published_versions[0].notices_citing


def test_the_regulation_counts_its_notices_and_leads_to_them(client, notices, rules):
    for _ in range(2):
        make_notice(notices, body="<p>《议事协商规则（演示）》第一条、第二条。</p>")
    page = client.get(rules.url).content.decode()
    assert "2篇通知公告" in page
    listed = client.get(rules.url + "cited-by/?of=notices").content.decode()
    assert listed.count("停水通知") >= 2
