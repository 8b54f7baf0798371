"""What the head of each kind of page says, and what search engines are kept away from."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.models import SiteSettings
from portal.pages.tests.factories import (
    make_directory,
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db
BASE = "http://testserver"


class Head(HTMLParser):
    """Reads meta elements by name or property, and links by relation."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        values = dict(attrs)
        if tag == "meta" and "content" in values:
            name = values.get("name") or values.get("property")
            assert name not in self.meta, f"{name} stands twice"
            self.meta[name] = values["content"]
        elif tag == "link":
            self.links.append(values)

    @property
    def canonical(self) -> str:
        found = [link["href"] for link in self.links if link["rel"] == "canonical"]
        assert len(found) <= 1
        return found[0] if found else ""

    @property
    def alternates(self) -> dict[str, str]:
        return {link["hreflang"]: link["href"] for link in self.links if "hreflang" in link}


def head_of(client: Client, address: str, status: int = 200) -> Head:
    response = client.get(address)
    assert response.status_code == status
    return Head(response.content.decode())


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def community(city):
    return make_community(make_district(city))


def test_one_page_has_one_address_in_each_language_without_what_only_tracks(client, city):
    notice = make_notice(make_notice_section(city))
    path = notice.url
    head = head_of(client, f"/en{path}?utm_source=card&from=groupmessage")
    assert head.canonical == f"{BASE}/en{path}"
    assert head.alternates == {
        "zh-Hans": BASE + path,
        "zh-Hant": f"{BASE}/zh-hant{path}",
        "en": f"{BASE}/en{path}",
        "x-default": BASE + path,
    }
    assert "robots" not in head.meta


def test_what_chooses_the_content_of_a_list_stays_in_its_address(client, city):
    section = make_notice_section(city)
    head = head_of(client, section.url + "?page=2&kind=notice&spm=1")
    assert head.canonical == f"{BASE}{section.url}?kind=notice&page=2"
    assert head_of(client, section.url + "?page=1").canonical == BASE + section.url


def test_a_notice_says_its_title_time_source_and_column(client, city):
    notice = make_notice(make_notice_section(city), title="停水通知", summary="周二停水六小时。")
    notice.topics.add("停水")
    notice.save()
    meta = head_of(client, notice.url).meta
    assert meta["ArticleTitle"] == "停水通知"
    assert meta["PubDate"] == f"{timezone.localtime(notice.published_at):%Y-%m-%d %H:%M}"
    assert meta["ContentSource"] == notice.issuer
    assert meta["ColumnName"] == "通知公告"
    assert meta["Keywords"] == "停水"
    assert meta["description"] == meta["Description"] == "周二停水六小时。"
    assert meta["Url"] == BASE + notice.url
    assert meta["og:type"] == "article"
    assert meta["og:title"] == "停水通知"


def test_the_time_of_publication_is_the_servers_even_for_old_material(client, city):
    notice = make_notice(
        make_notice_section(city), is_historical=True, original_date=date(1996, 5, 1)
    )
    meta = head_of(client, notice.url).meta
    assert meta["PubDate"].startswith(f"{timezone.localdate():%Y-%m-%d}")


def test_a_text_without_summary_is_described_by_its_first_words(client, city):
    notice = make_notice(make_notice_section(city), body="<p>请<b>提前</b>储水。</p>" + "水" * 200)
    description = head_of(client, notice.url).meta["description"]
    assert description.startswith("请提前储水。")
    assert len(description) <= 120


def test_a_column_says_its_name_kind_and_keywords_in_the_language_of_the_site(client, city):
    section = make_notice_section(city, introduction="<p>这里是通知。</p>")
    for prefix in ("", "/en"):
        meta = head_of(client, prefix + section.url).meta
        assert meta["ColumnName"] == "通知公告"
        assert meta["ColumnType"] == "通知公告"
        assert meta["ColumnDescription"] == "这里是通知。"
        assert meta["ColumnKeywords"] == "通知公告,临河市（演示）社区门户"
        assert "ArticleTitle" not in meta


def test_regulations_and_articles_are_items_of_their_column(client, city):
    regulation = make_regulation(make_regulation_section(city), title="议事规则")
    make_version(regulation, articles=2)
    whole = head_of(client, regulation.url).meta
    assert whole["ArticleTitle"] == "议事规则"
    assert whole["ColumnName"] == "法规制度"
    article = head_of(client, regulation.url + "article-2/")
    assert article.meta["ArticleTitle"] == "第2条 · 议事规则"
    assert article.meta["description"] == "社区服务中心办理第2类事项。"
    assert article.canonical == f"{BASE}{regulation.url}article-2/"
    fixed = head_of(client, regulation.url + "v1/article-2/")
    assert fixed.canonical == f"{BASE}{regulation.url}v1/article-2/"


def test_every_page_says_whose_site_it_is(client, community):
    SiteSettings.objects.update(identification_code="0000000000")
    pages = [community, make_directory(community), make_notice_section(community)]
    for page in pages:
        meta = head_of(client, page.url).meta
        assert meta["SiteName"] == "临河市（演示）社区门户"
        assert meta["SiteDomain"] == "testserver"
        assert meta["SiteIDCode"] == "0000000000"
        assert meta["og:image"].startswith(BASE)


def test_what_was_not_entered_is_not_said(client, city):
    assert "SiteIDCode" not in head_of(client, "/").meta


def test_a_name_entered_for_the_site_is_used(client, city):
    site = city.get_site()
    site.site_name = "临河社区网（演示）"
    site.save()
    assert head_of(client, "/").meta["SiteName"] == "临河社区网（演示）"


def test_missing_withdrawn_and_found_pages_are_kept_by_no_engine(client, city):
    notice = make_notice(make_notice_section(city))
    withdraw(notice, by=None, reason="内容有误")
    for address, status in (("/nothing/", 404), (notice.url, 410), ("/search/?q=停水", 200)):
        head = head_of(client, address, status)
        assert head.meta["robots"].startswith("noindex")
        assert head.canonical == ""
        assert head.alternates == {}


@pytest.mark.parametrize("reason", ["is_demo", "is_unlisted"])
def test_a_demonstration_and_an_unlisted_installation_are_kept_by_no_engine(client, city, reason):
    SiteSettings.objects.update(**{reason: True})
    head = head_of(client, "/")
    assert head.meta["robots"].startswith("noindex")
    assert head.canonical == ""


def test_a_preview_is_kept_by_no_engine(city):
    notice = make_notice(make_notice_section(city), live=False)
    response = notice.make_preview_request()
    head = Head(response.content.decode())
    assert head.meta["robots"].startswith("noindex")
    assert head.meta["ArticleTitle"] == notice.title
    assert "PubDate" not in head.meta
