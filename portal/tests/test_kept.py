"""Kept parts of the frame: put together once, true for every address and after every change."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.models import SiteSettings
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.templatetags import kept
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses():
    """Pages that wear the same frame, and some that do not."""
    city = make_city()
    section = make_notice_section(make_community(make_district(city, slug="d"), slug="c"))
    make_notice_section(city)
    notices = [make_notice(section).url for _ in range(2)]
    asked = ["/search/?q=%3Cb%3E%22&kind=notice", "/d/c/notices/?year=2026", "/en/d/", "/d/x%22y/"]
    return ["/", *notices, *asked, "/zh-hant/d/c/notices/"]


def test_a_kept_part_is_the_same_as_one_that_is_made_anew(client, addresses, monkeypatch):
    for cookies in ({}, {"portal_mode": "elder"}):
        client.cookies.load(cookies)
        kept._parts.clear()
        warm = [[client.get(address).text for address in addresses] for _ in range(2)]
        with monkeypatch.context() as without:
            without.setattr("portal.navigation.Frame.look", property(lambda frame: object()))
            fresh = [client.get(address).text for address in addresses]
        assert warm[0] == warm[1]
        for address, one, other in zip(addresses, warm[1], fresh, strict=True):
            assert one == other, address
            assert "\x02" not in one


def test_what_the_frame_is_made_of_shows_at_the_next_request(client, addresses):
    assert "0000-8800 1999" not in client.get("/").text
    SiteSettings.objects.update(hotline="0000-8800 1999")
    assert "0000-8800 1999" in client.get("/").text


def test_an_address_with_marks_of_html_stays_an_address(addresses):
    text = Client().get('/search/?q="><script>x</script>').text
    assert "<script>x" not in text


def test_the_store_does_not_grow_without_end(client, addresses, monkeypatch):
    monkeypatch.setattr(kept, "MOST_PARTS", 4)
    for address in addresses:
        client.get(address)
    assert len(kept._parts) <= 4


def test_the_sign_of_a_token_among_words_that_were_typed_leaves_the_links_whole(client, addresses):
    text = client.get("/search/", {"q": "a\x02b"}).text
    assert 'href="/en/search/?q=a' in text
    assert "\x02path" not in text
