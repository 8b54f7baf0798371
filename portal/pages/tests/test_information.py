"""Standing pages: one of each kind, citations that lead somewhere, footer, site map."""

from __future__ import annotations

from typing import Any

import pytest

from portal.pages.legal_links import LegalLinks
from portal.pages.models import InfoPage, PublishedItem
from portal.pages.tests.factories import (
    make_directory,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.problems import Refused
from portal.publication.actions import withdraw
from portal.tests.factories import make_city, make_community, make_district, published
from portal.tests.query_budget import BUDGET
from portal.tests.test_query_budget import cost

pytestmark = pytest.mark.django_db
TITLE = "社区服务办法（演示）"
ITEM = {
    "matter": "开放时间",
    "content": "每周的时间",
    "basis": f"《{TITLE}》第二条",
    "holder": "服务中心",
    "time_limit": "变动之前",
    "channel": "本站",
    "audience": "全社会",
}


@pytest.fixture
def city() -> Any:
    return make_city()


def make_info(place: Any, kind: str = "about", *, items: int = 0, **values: Any) -> InfoPage:
    """A live information page below a city or community."""
    values = {"title": f"说明 {kind}", "slug": kind, "body": "<p>说明。</p>", **values}
    page = InfoPage(kind=kind, live=False, **values)
    page.items = [PublishedItem(**ITEM) for _ in range(items)]
    return published(place.add_child(instance=page))


def make_law(place: Any, *, articles: int = 3, title: str = TITLE, **values: Any) -> Any:
    """A regulation of this title with articles, in the library of a place."""
    regulation = make_regulation(make_regulation_section(place), title=title, **values)
    make_version(regulation, articles=articles)
    return regulation


def test_a_place_has_one_page_of_each_kind(city):
    community = make_community(make_district(city))
    make_info(city)
    make_info(community)
    with pytest.raises(Refused) as refusal:
        make_info(city, slug="again")
    assert [problem.code for problem in refusal.value.problems] == ["information.kind_taken"]


def test_a_catalogue_without_matters_cannot_be_public(city):
    with pytest.raises(Refused) as refusal:
        make_info(city, "catalogue")
    assert [problem.code for problem in refusal.value.problems] == ["information.catalogue_empty"]


def test_what_a_page_cites_leads_to_the_article(client, city):
    law = make_law(city, slug="law")
    body = f"<p>见《{TITLE}》第二条、第九条，和《没有的法》第一条。</p>"
    text = client.get(make_info(city, body=body).url).content.decode()
    assert f'<a href="{law.url}article-2/" data-legal-source>《{TITLE}》第二条</a>' in text
    assert f'<a href="{law.url}" data-legal-source>第九条</a>' in text
    assert "《没有的法》第一条" in text


def test_a_link_of_the_editor_stays_and_signs_are_escaped(client, city):
    make_law(city)
    body = f'<p><a href="/x/">《{TITLE}》第二条</a> &lt;b&gt; 《{TITLE}》</p>'
    text = client.get(make_info(city, body=body).url).content.decode()
    assert f">《{TITLE}》第二条</a>" in text
    assert "&lt;b&gt;" in text
    assert text.count("data-legal-source") == 1


def test_a_link_whose_page_is_gone_hides_no_citation_after_it(client, city):
    make_law(city)
    body = f'<p><a linktype="page" id="999999">旧页</a>，见《{TITLE}》第二条</p>'
    assert client.get(make_info(city, body=body).url).content.count(b"data-legal-source") == 1


def test_rules_of_another_community_are_never_meant(city):
    first, second = (make_community(make_district(city)) for _ in range(2))
    make_law(first)
    cited = [f"《{TITLE}》第一条"]
    assert list(LegalLinks.of(cited, community_path=first.path).places(cited[0]))
    assert not list(LegalLinks.of(cited, community_path=second.path).places(cited[0]))
    assert not list(LegalLinks.of(cited).places(cited[0]))


def test_a_law_of_the_state_is_found_without_its_full_name(city):
    make_law(city, title="中华人民共和国演示法")
    text = "《演示法》第一条"
    ((start, end, path),) = LegalLinks.of([text]).places(text)
    assert (start, end) == (0, len(text))
    assert path.endswith("article-1/")


def test_the_footer_shows_the_pages_of_the_city_until_they_are_withdrawn(client, city):
    page = make_info(city, "privacy")
    assert f'href="{page.url}"' in client.get("/").content.decode()
    assert "Privacy" in client.get("/en/").content.decode()
    withdraw(page, by=None, reason="重写")
    assert f'href="{page.url}"' not in client.get("/").content.decode()


def test_each_matter_stands_with_basis_and_place(client, city):
    law = make_law(city)
    page = make_info(city, "catalogue", items=1)
    item = page.items.get()
    item.where = make_notice_section(city)
    item.save()
    text = client.get(page.url).content.decode()
    assert f'href="{law.url}article-2/"' in text
    assert f'href="{item.where.url}"' in text
    assert all(value in text for value in ITEM.values() if not value.startswith("《"))


@pytest.mark.parametrize("count", [1, 40])
def test_an_information_page_costs_the_same_with_few_and_many_matters(client, city, count):
    make_law(city)
    page = make_info(city, "catalogue", items=count, body=f"<p>《{TITLE}》第一条</p>")
    assert cost(client, page.url) <= BUDGET["information"]


def test_the_site_map_begins_with_the_readers_own_community(client, city):
    community = make_community(make_district(city), "青禾里社区")
    other = make_community(make_district(city), "桐荫巷社区")
    make_directory(community, show_in_menus=True)
    make_notice_section(community)
    own = make_info(community)
    about = make_info(city)
    plain = client.get("/site-map/").content.decode()
    assert f'href="{about.url}"' in plain and f'href="{other.url}"' in plain
    assert f'href="{own.url}"' not in plain
    client.cookies["portal_community"] = str(community.pk)
    chosen = client.get("/site-map/").content.decode()
    main = chosen[chosen.index("<main") :]
    assert f'href="{own.url}"' in main
    assert main.index(f'href="{community.url}"') < main.index(f'href="{about.url}"')
    assert f'href="{community.url}notices/feed/"' in main


@pytest.mark.parametrize("count", [1, 30])
def test_the_site_map_costs_the_same_with_few_and_many_communities(client, city, count):
    district = make_district(city)
    for _ in range(count):
        community = make_community(district)
    client.cookies["portal_community"] = str(community.pk)
    assert cost(client, "/site-map/") <= BUDGET["site_map"]
