"""The budget of queries holds in every language and mode, with an own community and a banner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.pages.tests.factories import (
    make_directory,
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.tests.factories import make_city, make_community, make_district
from portal.tests.query_budget import BUDGET
from portal.tests.test_query_budget import cost

pytestmark = pytest.mark.django_db

MODES = {
    "standard": {},
    "elder": {"portal_mode": "elder"},
    "dark": {"portal_theme": "dark", "portal_language": "en"},
}


@pytest.fixture
def addresses():
    """One address of each kind of page, with its line of the budget and its answer."""
    city = make_city()
    community = make_community(make_district(city, slug="liuwan"), slug="qingheli")
    make_notice(make_notice_section(city), title="全市通知")
    section = make_notice_section(community)
    notice = make_notice(section)
    now = timezone.now()
    make_notice(
        section,
        kind="emergency",
        title="演示：今晚有暴雨",
        severity=2,
        what_to_do="请不要去河边。",
        emergency_phone="0000-8800 1122",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1),
    )
    directory = make_directory(community)
    regulations = make_regulation_section(city)
    regulation = make_regulation(regulations)
    make_version(regulation, effective_from=now.date() - timedelta(days=9))
    return community.pk, {
        "/": ("home", 200),
        community.url: ("home", 200),
        "/notices/": ("notice_section", 200),
        section.url: ("notice_section", 200),
        notice.url: ("notice", 200),
        regulations.url: ("regulation_section", 200),
        regulation.url: ("regulation", 200),
        f"{regulation.url}article-2/": ("article", 200),
        directory.url: ("directory", 200),
        "/liuwan/qingheli/nothing/": ("not_found", 404),
        "/search/?q=停水": ("search", 200),
        "/communities/?q=河": ("communities", 200),
    }


@pytest.mark.parametrize("prefix", ["", "/zh-hant", "/en"])
@pytest.mark.parametrize("mode", MODES)
def test_no_language_mode_or_choice_costs_a_query(client, addresses, prefix, mode):
    community, pages = addresses
    client.cookies.load({"portal_community": str(community), **MODES[mode]})
    over = {
        path: spent
        for path, (kind, status) in pages.items()
        if (spent := cost(client, prefix + path, status=status)) > BUDGET[kind]
    }
    assert over == {}
    assert "演示：今晚有暴雨" in client.get(f"{prefix}/").text
