"""Display, language and own community: chosen by links, kept in cookies, never on another host."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.utils.encoding import iri_to_uri
from django.utils.html import escape

from portal.models import CommunityName
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    district = make_district(make_city(), slug="liuwan")
    make_community(district, "桐荫巷社区", slug="tongyin")
    row = make_community(district, "青禾里社区", slug="qingheli")
    CommunityName.objects.create(community=row, name="河畔新苑", kind="estate")
    CommunityName.objects.create(community=row, name="青禾路", kind="street")
    return row


@pytest.mark.parametrize(
    ("asked", "cookie", "value"),
    [
        ("theme=dark", "portal_theme", "dark"),
        ("theme=light", "portal_theme", "light"),
        ("theme=auto", "portal_theme", ""),
        ("mode=elder", "portal_mode", "elder"),
        ("mode=standard", "portal_mode", ""),
        ("language=en", "portal_language", "en"),
    ],
)
def test_a_choice_is_kept_for_a_year_in_a_cookie_of_this_site(client, asked, cookie, value):
    response = client.get(f"/display/?{asked}&back=/notices/")
    kept = response.cookies[cookie]
    assert kept.value == value
    assert (kept["samesite"], kept["path"]) == ("Lax", "/")
    assert kept["max-age"] == (365 * 24 * 3600 if value else 0)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("asked", ["theme=pink", "mode=", "language=de", "choose=1", ""])
def test_an_unknown_choice_changes_nothing(client, asked):
    assert not client.get(f"/display/?{asked}").cookies


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/search/?q=%E5%81%9C%E6%B0%B4", "/search/?q=%E5%81%9C%E6%B0%B4"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("notices/", "/"),
        ("", "/"),
    ],
)
def test_a_choice_leads_back_on_the_same_host_only(client, back, leads_to):
    assert client.get(f"/display/?mode=elder&back={quote(back)}")["Location"] == leads_to


@pytest.mark.parametrize(
    ("back", "language", "leads_to"),
    [
        ("/en/search/?q=a", "zh-hant", "/zh-hant/search/?q=a"),
        ("/en//evil.example/", "zh-hans", "/evil.example/"),
        ("/zh-hant/", "zh-hans", "/"),
        ("/%E8%B7%AF/", "en", "/en/%E8%B7%AF/"),
    ],
)
def test_a_chosen_language_leads_back_to_the_same_page_in_it(client, back, language, leads_to):
    response = client.get("/display/", {"language": language, "back": back})
    assert response["Location"] == leads_to


def test_the_page_wears_what_was_chosen(client, community):
    client.cookies.load({"portal_theme": "dark", "portal_mode": "elder"})
    text = client.get("/").text
    assert 'data-theme="dark"' in text
    assert 'data-mode="elder"' in text
    assert "退出大字版" in text


def test_a_theme_that_nobody_knows_is_not_written_into_the_page(client, community):
    client.cookies.load({"portal_theme": '"><script>', "portal_mode": "x"})
    text = client.get("/").text
    assert "data-theme" not in text
    assert 'data-mode="standard"' in text


def test_caches_learn_that_a_page_depends_on_cookies_and_languages(client, community):
    varied = client.get("/")["Vary"]
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in varied.split(",")}


def test_choosing_a_community_leads_to_its_home_and_is_remembered(client, community):
    response = client.get(f"/communities/?choose={community.pk}")
    assert response["Location"] == community.url
    text = client.get("/").text
    assert f'<span class="chooser__name">{community.title}</span>' in text


def test_forgetting_the_community_takes_its_cookie_away(client, community):
    client.get(f"/communities/?choose={community.pk}")
    response = client.get("/communities/?forget&back=/communities/")
    assert response["Location"] == "/communities/"
    assert response.cookies["portal_community"]["max-age"] == 0
    assert "忘掉我的社区" not in client.get("/communities/").text


@pytest.mark.parametrize("value", ["999999", "x", "-1", "9" * 40, "²"])
def test_a_community_that_is_not_there_counts_for_nothing(client, community, value):
    assert client.get("/communities/", {"choose": value}).status_code == 200
    client.cookies["portal_community"] = value
    assert client.get("/").context["frame"].chosen is None


@pytest.mark.parametrize("asked", ["青禾", "河畔", "河畔新苑", "青禾 路", "青禾裡", "QINGHELI"])
def test_a_community_is_found_by_name_street_and_estate_in_both_scripts(client, community, asked):
    rows = client.get("/communities/", {"q": asked}).context["found"]
    assert [row["name"] for row in rows] == [community.title]


def test_a_name_nobody_knows_says_so_and_shows_the_way_back(client, community):
    response = client.get("/communities/", {"q": "<b>没有"})
    assert response.context["found"] == []
    assert "&lt;b&gt;没有" in response.text
    assert 'class="empty"' in response.text


def test_a_draft_community_is_never_offered(client, community):
    withdraw(community, by=None, reason="撤并")
    assert client.get("/communities/?q=河畔").context["found"] == []


def test_many_communities_stand_on_their_own_page_only(client):
    city = make_city()
    for number in range(2):
        district = make_district(city, f"第{number}区", slug=f"d{number}")
        for place in range(8):
            make_community(district, f"第{number}区第{place}社区", slug=f"c{place}")
    assert client.get("/d0/").text.count("/communities/?choose=") == 0
    assert client.get("/d0/c1/").text.count("/communities/?choose=") == 8
    assert client.get("/communities/").text.count("/communities/?choose=") == 16


def test_the_list_of_communities_costs_two_queries(client, community, django_assert_num_queries):
    client.get("/communities/")
    with django_assert_num_queries(2):
        client.get("/communities/?q=河畔")


@pytest.mark.parametrize(
    ("path", "asks", "offered"),
    [
        ("/", "en-US,en;q=0.9", "en"),
        ("/", "zh-TW", "zh-hant"),
        ("/", "zh-HK,zh;q=0.8", "zh-hant"),
        ("/", "zh-CN,en;q=0.5", None),
        ("/", "fr,de;q=0.5", None),
        ("/", "fr,en;q=0.5", "en"),
        ("/", "", None),
        ("/en/", "en-GB", None),
        ("/en/", "zh", "zh-hans"),
    ],
)
def test_a_browser_of_another_language_is_offered_it_and_never_sent_there(
    client, community, path, asks, offered
):
    response = client.get(path, headers={"accept-language": asks})
    assert response.status_code == 200
    sentence = {
        "en": "Read this page in English",
        "zh-hant": "用繁體中文看這一頁",
        "zh-hans": "用简体中文看这一页",
    }
    shown = [code for code, words in sentence.items() if words in response.text]
    assert shown == ([offered] if offered else [])


def test_who_says_no_is_not_offered_the_language_again(client, community):
    headers = {"accept-language": "en"}
    client.get("/display/?language=zh-hans&back=/", headers=headers)
    assert "Read this page in" not in client.get("/", headers=headers).text


@pytest.mark.parametrize("path", ["/", "/liuwan/qingheli/", "/search/?q=a&kind=b", "/nothing/路/"])
def test_every_page_leads_to_itself_in_the_other_languages(community, path):
    text = Client().get("/en" + path).text
    quoted = escape(iri_to_uri(path))
    assert f'href="{quoted}" hreflang="zh-Hans"' in text
    assert f'href="/zh-hant{quoted}" hreflang="zh-Hant"' in text


def test_who_came_from_a_page_to_choose_gets_back_to_it(client, community):
    text = client.get("/communities/?q=青禾&back=/services/card/%3Fsituation%3D2").text
    link = f"/communities/?choose={community.pk}&amp;back=/services/card/%3Fsituation%3D2"
    assert link in text
    assert client.get(link.replace("&amp;", "&"))["Location"] == "/services/card/?situation=2"
