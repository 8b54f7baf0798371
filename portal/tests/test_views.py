"""How addresses are answered: depth, languages, drafts, guards, moves, withdrawals."""

from __future__ import annotations

from datetime import date

import pytest
from wagtail.models import PageViewRestriction, Site

from portal.models import City
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.publication.actions import publish, withdraw
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def notice(city):
    return make_notice(make_notice_section(make_community(make_district(city))))


def test_a_live_page_is_served_in_each_language_of_the_interface(client, notice):
    addresses = [prefix + notice.url for prefix in ("", "/zh-hant", "/en")]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]


def test_a_draft_answers_like_an_address_that_never_was(client, city):
    draft = make_notice(make_notice_section(city), live=False)
    assert client.get(f"/notices/{draft.slug}/").status_code == 404
    assert client.get("/notices/never/").status_code == 404


def test_a_guarded_ancestor_sends_readers_to_the_login(client, city, notice):
    guard = notice.in_community
    PageViewRestriction.objects.create(page=guard, restriction_type="login")
    assert client.get(notice.url).status_code == 302


def test_an_alias_shows_its_source_and_obeys_the_guard_of_its_source(client, city, notice):
    alias = notice.create_alias(parent=make_notice_section(city), update_slug="copy")
    assert client.get(alias.url).status_code == 200
    PageViewRestriction.objects.create(page=notice.page_ptr, restriction_type="login")
    assert client.get(alias.url).status_code == 302


def test_a_moved_page_leads_on_from_its_old_address(
    client, city, notice, django_capture_on_commit_callbacks
):
    old = notice.url
    target = make_notice_section(city)
    with django_capture_on_commit_callbacks(execute=True):
        notice.move(target, pos="last-child")
    response = client.get(old)
    notice.refresh_from_db()
    assert response.status_code == 301
    assert client.get(notice.url).status_code == 200
    assert notice.in_community is None


@pytest.fixture
def moved_regulation(city, django_capture_on_commit_callbacks):
    """Old and new address of a regulation with articles that was moved to another section."""
    page = make_regulation(make_regulation_section(city))
    make_version(page, articles=2)
    old = page.get_url()
    target = make_regulation_section(make_community(make_district(city)))
    with django_capture_on_commit_callbacks(execute=True):
        page.move(target, pos="last-child")
    page.refresh_from_db()
    return old, page.get_url()


@pytest.mark.parametrize("prefix", ["", "/en", "/zh-hant"])
@pytest.mark.parametrize("below", ["", "article-2/", "v1/article-2/"])
def test_every_address_of_a_moved_regulation_leads_on(client, moved_regulation, prefix, below):
    old, new = moved_regulation
    response = client.get(f"{prefix}{old}{below}", follow=True)
    assert response.redirect_chain == [(f"{prefix}{new}{below}", 301)]
    assert response.status_code == 200


def test_an_address_below_a_moved_page_that_never_was_is_not_found(client, moved_regulation):
    old, _new = moved_regulation
    assert client.get(f"{old}article-99/", follow=True).status_code == 404


def test_a_withdrawn_page_answers_410_with_number_day_and_reason(client, notice):
    address = notice.url
    withdraw(notice, by=None, reason="停水改期，另行通知")
    response = client.get(address)
    text = response.content.decode()
    assert response.status_code == 410
    assert notice.index_no in text
    assert "停水改期，另行通知" in text


def test_a_page_published_again_after_withdrawal_is_served(client, notice):
    withdraw(notice, by=None, reason="核对")
    notice.refresh_from_db()
    publish(notice, by=None)
    assert client.get(notice.url).status_code == 200


def test_a_second_site_is_found_by_its_host_name(client, city, notice):
    district = notice.in_community.get_parent()
    Site.objects.create(hostname="other.example", root_page=district)
    below = notice.url_path.removeprefix(district.url_path)
    assert client.get("/" + below, headers={"host": "other.example"}).status_code == 200
    assert client.get("/" + below).status_code == 404


@pytest.mark.parametrize(
    "path", ["/%00/", "/..%2f/", "/" + "a" * 3000 + "/", "/x" * 500 + "/", "/;.html"]
)
def test_strange_addresses_are_not_found_and_never_an_error(client, city, path):
    assert client.get(path).status_code in (301, 302, 400, 404)


def test_an_article_has_an_address_today_and_one_that_never_moves(client, city):
    regulation = make_regulation(make_regulation_section(city))
    make_version(regulation, no=1)
    assert client.get(regulation.url + "article-2/").status_code == 200
    assert client.get(regulation.url + "v1/article-2/").status_code == 200
    assert client.get(regulation.url + "v2/article-2/").status_code == 404
    assert client.get(regulation.url + "article-99/").status_code == 404


def test_a_text_that_does_not_hold_today_does_not_wear_the_state_of_today(client, city):
    page = make_regulation(make_regulation_section(city), validity="in_force")
    make_version(page, no=1, effective_from=date(2020, 1, 1), effective_to=date(2021, 12, 31))
    make_version(page, no=2, effective_from=date(2022, 1, 1))
    banners = {
        address: "现行有效" in client.get(page.get_url() + address).text
        for address in ("", "v2/", "v1/", "v1/article-1/", "?on=2020-06-01", "?on=2010-01-01")
    }
    assert [address for address, is_valid in banners.items() if is_valid] == ["", "v2/"]


def test_a_citation_is_copied_with_the_address_of_the_version_that_it_names(client, city):
    page = make_regulation(make_regulation_section(city))
    make_version(page, no=1)
    response = client.get(f"{page.get_url()}article-2/")
    fixed = next(row.text for row in response.context["citations"] if row.key == "fixed")
    assert fixed.endswith(f"{page.get_url()}v1/article-2/")
    assert fixed in response.text


def test_a_draft_version_has_no_public_address(client, city):
    regulation = make_regulation(make_regulation_section(city))
    make_version(regulation, no=1)
    make_version(regulation, no=2, state="draft")
    assert client.get(regulation.url + "v2/").status_code == 404
    assert client.get(regulation.url + "v2/article-1/").status_code == 404
