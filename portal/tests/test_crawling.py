"""What robots are told, and which addresses stand in the map of the site."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction

from portal import sitemap
from portal.models import SiteSettings
from portal.pages.models import Regulation, RegulationVersion
from portal.pages.tests.bulk import Text, add_notices
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.publication.actions import withdraw
from portal.publication.models import Publication
from portal.tests.factories import make_city
from portal.tests.query_budget import BUDGET

pytestmark = pytest.mark.django_db
BASE = "http://testserver"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def city():
    return make_city()


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def map_at(client: Any, address: str = "/sitemap.xml") -> ElementTree.Element:
    return ElementTree.fromstring(text_of(client.get(address)))


def rows_of(client: Any, address: str = "/sitemap.xml") -> dict[str, str | None]:
    """Address and last change of each entry of a map."""
    return {
        row.findtext(f"{MAP}loc") or "": row.findtext(f"{MAP}lastmod")
        for row in map_at(client, address).iter(f"{MAP}url")
    }


def searches_in_all_languages() -> set[str]:
    """The address of the search in each language."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(reverse("search:search"))
    assert len(found) == len(settings.LANGUAGES)
    return found


def test_robots_may_read_all_but_desk_search_and_switches(client, city):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /" not in lines
    assert {"Disallow: /admin/", "Disallow: /en/search/", "Disallow: /display/"} <= set(lines)
    assert {f"Disallow: {address}" for address in searches_in_all_languages()} <= set(lines)
    assert f"Sitemap: {BASE}/sitemap.xml" in lines


@pytest.mark.parametrize("reason", ["is_demo", "is_unlisted"])
def test_a_hidden_installation_lets_no_robot_in_and_has_no_map(client, city, reason):
    SiteSettings.objects.update(**{reason: True})
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    assert client.get("/sitemap.xml").status_code == 404
    assert client.get("/sitemap-pages-0.xml").status_code == 404


def test_the_map_names_each_page_in_each_language_with_the_others(client, city):
    notice = make_notice(make_notice_section(city), slug="ting-shui")
    rows = rows_of(client)
    addresses = [BASE + prefix + notice.url for prefix in ("", "/zh-hant", "/en")]
    assert set(addresses) <= rows.keys()
    entry = next(
        row for row in map_at(client).iter(f"{MAP}url") if row.findtext(f"{MAP}loc") == addresses[2]
    )
    others = {link.get("hreflang"): link.get("href") for link in entry.iter(f"{XHTML}link")}
    assert others == dict(zip(("zh-Hans", "zh-Hant", "en"), addresses, strict=True))


def test_only_what_is_open_to_all_stands_in_the_map(client, city):
    section = make_notice_section(city)
    draft, gone, guarded, past = (make_notice(section, live=i > 0) for i in range(4))
    withdraw(gone, by=None, reason="内容有误")
    PageViewRestriction.objects.create(page=guarded, restriction_type="login")
    type(past).objects.filter(pk=past.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert {BASE + page.url for page in (draft, gone, guarded, past)} & rows_of(client).keys() == (
        set()
    )


def test_articles_have_entries_of_their_own_as_long_as_their_text_is_open(client, city):
    section = make_regulation_section(city)
    regulation, hidden = make_regulation(section), make_regulation(section, live=False)
    make_version(regulation, no=1, articles=3)
    make_version(hidden, articles=1)
    make_version(regulation, no=2, articles=9, state="draft")
    articles = {row for row in rows_of(client) if "/article-" in row}
    assert len(articles) == 3 * 3
    assert f"{BASE}/en{regulation.url}article-3/" in articles


def test_the_date_of_a_text_is_that_of_its_last_publication_and_lists_have_none(client, city):
    section = make_notice_section(city)
    notice = make_notice(section)
    last = timezone.now() + timedelta(days=2)
    Publication.objects.create(page_id=notice.pk, title=notice.title, verb="publish", at=last)
    Publication.objects.create(
        page_id=notice.pk, title=notice.title, verb="withdraw", at=last + timedelta(days=1)
    )
    rows = rows_of(client)
    written = timezone.localtime(last).isoformat(timespec="seconds")
    assert rows[BASE + notice.url] == written
    assert rows[BASE + section.url] is None
    assert rows[BASE + "/"] is None


def test_a_large_map_is_split_and_its_parts_hold_everything_once(client, city, monkeypatch):
    section = make_notice_section(city)
    add_notices(section, [Text(f"n-{i}", f"通知 {i}", date(2026, 1, 1)) for i in range(40)])
    whole = rows_of(client)
    monkeypatch.setattr(sitemap, "ROWS_IN_BLOCK", 16)
    files = [row.text for row in map_at(client).iter(f"{MAP}loc")]
    assert len(files) >= 4
    found = [row for file in files for row in rows_of(client, str(file).removeprefix(BASE))]
    assert sorted(found) == sorted(whole)
    assert all(len(rows_of(client, str(file).removeprefix(BASE))) <= 48 for file in files)


def test_a_part_that_does_not_exist_is_not_found(client, city):
    assert client.get("/sitemap-pages-999.xml").status_code == 404
    assert client.get("/sitemap-nothing-0.xml").status_code == 404


def test_the_map_costs_the_same_queries_at_ten_and_at_a_thousand_pages(client, city):
    section = make_notice_section(city)
    costs = []
    for round_, count in enumerate((10, 1000)):
        day = date(2026, 1, 1)
        add_notices(section, [Text(f"{round_}-{i}", f"通知 {i}", day) for i in range(count)])
        rows_of(client)
        with CaptureQueriesContext(connection) as queries:
            rows_of(client)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= BUDGET["sitemap"]


DATES = [None, date(2020, 1, 1), date(2026, 6, 1), date(2999, 1, 1)]


def test_the_statement_chooses_the_version_that_readers_meet_first(city):
    section, today = make_regulation_section(city), timezone.localdate()
    for first, second, end in product(DATES, DATES, (None, date(2026, 7, 1))):
        if first and end and end < first:
            continue
        regulation = make_regulation(section)
        make_version(regulation, no=1, articles=0, effective_from=first, effective_to=end)
        make_version(regulation, no=2, articles=0, effective_from=second)
        make_version(regulation, no=3, articles=0, state="draft", effective_from=today)
    chosen = set(RegulationVersion.objects.shown(today).values_list("pk", flat=True))
    expected = {row.shown_version.pk for row in Regulation.objects.all()}
    assert chosen == expected
    assert RegulationVersion.objects.count() > len(expected) > 20


def test_the_small_mark_stands_at_its_old_address(client, city):
    response = client.get("/favicon.ico")
    assert response["Content-Type"] == "image/x-icon"
    assert text_bytes(response)[:4] == b"\x00\x00\x01\x00"


def text_bytes(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_whom_to_tell_about_a_weakness_is_said_only_when_set(client, city, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.PORTAL = {**settings.PORTAL, "SECURITY_CONTACT": "mailto:a@portal.example"}
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert "Contact: mailto:a@portal.example" in lines
    assert any(line.startswith("Expires: ") for line in lines)
