"""The search page as residents and programs ask it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.models import SiteSettings
from portal.pages.models import Centre
from portal.publication.actions import withdraw
from portal.tests.admin_forms import fields_of
from portal.tests.query_budget import BUDGET
from search import query_log
from search.models import IndexedDocument, QueryLog
from search.rebuild import rebuild
from search.tests.library import make_library

pytestmark = pytest.mark.django_db

TYPED = [
    '"', '""', '"a', 'a" OR b', "'", "(", "*", "NEAR(a b,2)", "title:x", "{a b}:c", "^a", "-",
    "", " ", "\t", "\u3000", "\x00", "a\x00b", "\uffff", "\u0301", "\ufdd0", "词 " * 200,
    "的" * 3_300, '"' * 5_000, "a:" * 2_000, "%", "_", "\\", "第999999999999999999条", "《》", "😀",
    "<script>alert(1)</script>", "{{7*7}}", "${x}", "%s%n", "第十九条", "停水",
]  # fmt: skip
PARAMETERS = [
    "page=-1", "page=0", "page=100000000000000000000", "page=%D9%A3", "page=1e9", "page=10001",
    "size=1000000", "kind=password", "order=password", "sort=password", "password=1", "year=abcd",
    "year=99999999", "community=x", "community=99999999999999999999", "within=-1", "status=secret",
    "within=99999999999999999999", "since=0000-00-00", "since=2026-99-01", "until=x",
    "since=2027-01-01&until=2020-01-01", "format=xml", "typed=9", "topic=%00", "topic=" + "a" * 500,
    "&".join(f"topic=t{n}" for n in range(50)), "&".join(f"f{n}=1" for n in range(50)),
    "live=0", "page__live=0", "facet=password",
]  # fmt: skip


@pytest.fixture
def library():
    return make_library()


def asked(client: Any, words: str, **parameters: Any) -> Any:
    """The answer for programs."""
    return client.get("/search/", {"q": words, "format": "json", **parameters}).json()


def test_nothing_typed_or_asked_makes_an_error(client, library):
    addresses = [f"/search/?q={quote(words)}" for words in TYPED]
    addresses += [f"/search/?q={quote('停水')}&{one}" for one in PARAMETERS]
    addresses += [f"/search/?q={raw}" for raw in ("%ff%fe", "%25E7%25A4%25BE", "a" * 8_000, "%")]
    for address in addresses:
        unusable = "since=" in address or "until=" in address
        assert client.get(address).status_code == 200, address[:200]
        told = client.get(f"{address}&format=json").status_code
        assert told == (400 if unusable else 200), address[:200]


def test_suggestions_answer_everything_that_can_be_typed(client, library):
    for words in TYPED:
        for form in ("", "opensearch"):
            answer = client.get("/search/suggest/", {"q": words, "form": form})
            assert answer.status_code == 200, words[:80]


def test_only_reading_is_allowed(client, library):
    assert client.post("/search/?q=a").status_code == 405
    assert client.post("/search/suggest/?q=a").status_code == 405
    assert client.head("/search/?q=a").status_code == 200


def test_the_page_and_the_json_count_alike(client, library):
    for words in ("停水", "居住登记", "社区", "没有这样的词", "第二条"):
        page = client.get("/search/", {"q": words})
        answer = asked(client, words)
        assert page.context_data["total"] == answer["total"], words
        assert sum(row["tier"] == 1 for row in answer["results"]) == answer["total"], words
        facets = {
            facet["name"]: [(value.value, value.count) for value in facet["values"]]
            for facet in page.context_data["facets"]
        }
        plain = {
            name: [(value["value"], value["count"]) for value in values]
            for name, values in answer["facets"].items()
        }
        assert facets == plain, words


def test_json_has_the_promised_keys(client, library):
    answer = asked(client, "停水")
    assert {"total", "results", "facets", "did_you_mean"} <= set(answer)
    assert answer["results"][0] == {
        "title": "青禾里停水通知",
        "url": library.water.url,
        "kind": "notice",
        "excerpt": "周二<mark>停水</mark>",
        "tier": 1,
    }


@pytest.mark.parametrize("prefix", ["", "/zh-hant", "/en"])
def test_every_language_of_the_interface_finds_the_same(client, library, prefix):
    address = f"{prefix}{library.water.url}"
    page = client.get(f"{prefix}/search/", {"q": "停水"})
    assert page.context_data["total"] == 1
    assert f'href="{address}"' in page.content.decode()


def test_drafts_withdrawn_and_guarded_pages_are_never_shown(client, library):
    for words in ("停水", "机密草稿"):
        assert all("机密" not in row["title"] for row in asked(client, words)["results"])
    assert "机密" not in client.get("/search/", {"q": "停水"}).content.decode()
    PageViewRestriction.objects.create(
        page=library.community, restriction_type=PageViewRestriction.LOGIN
    )
    assert asked(client, "停水")["total"] == 0
    PageViewRestriction.objects.all().delete()
    withdraw(library.water, by=None, reason="时间有变")
    assert asked(client, "停水")["total"] == 0


def test_a_stale_entry_shows_nothing_of_a_page_that_is_gone(client, library):
    type(library.water).objects.filter(pk=library.water.pk).update(live=False)
    assert IndexedDocument.objects.filter(page=library.water).exists()
    assert asked(client, "停水")["results"] == []
    assert "青禾里停水" not in client.get("/search/", {"q": "停水"}).content.decode()


def test_what_was_typed_and_what_was_found_is_escaped(client, library):
    page = client.get("/search/", {"q": "<b>加装电梯</b>"}).content.decode()
    assert "<b>加装" not in page
    assert "&lt;b&gt;加装电梯&lt;/b&gt;" in page.replace("<mark>", "").replace("</mark>", "")


def test_a_regulation_gathers_its_articles_and_leads_to_all_of_them(client, library):
    page = client.get("/search/", {"q": "居住登记", "kind": "article"})
    group = next(one for one in page.context_data["found"] if one.url == library.rules.url)
    assert (len(group.parts), group.finds) == (4, 6)
    text = page.content.decode()
    assert f'href="{library.rules.url}article-1/"' in text
    everything = client.get("/search/" + group.all_address)
    assert everything.context_data["total"] == 6
    assert {one.head.hit.page_id for one in everything.context_data["found"]} == {library.rules.pk}


def test_a_cited_article_comes_first_and_is_not_counted_without_its_words(client, library):
    answer = asked(client, "临河市居住登记办法第2条")
    assert answer["results"][0]["url"] == f"{library.rules.url}article-2/"
    assert (answer["total"], answer["did_you_mean"]) == (0, None)
    page = client.get("/search/", {"q": "临河市居住登记办法第2条"})
    assert [one.url for one in page.context_data["cited"]] == [library.rules.url]


def test_a_number_alone_lists_every_such_article_those_in_force_first(client, library):
    urls = [row["url"] for row in asked(client, "第二条")["results"]]
    assert urls[:2] == [f"{library.rules.url}article-2/", f"{library.old_rules.url}article-2/"]


def test_without_javascript_the_search_box_is_a_plain_field(client, library):
    assert "combobox" not in client.get("/search/", {"q": "停水"}).content.decode()


def test_a_choice_after_a_correction_narrows_what_is_shown(client, library):
    page = client.get("/search/", {"q": "居住登计"})
    sent = fields_of(page, "search-choices")
    assert sent["meant"] == "居住登记"
    (facet,) = [one for one in page.context_data["facets"] if one["name"] == "kind"]
    choice = facet["values"][0]
    narrowed = client.get("/search/", {**sent, "q": "居住登计", "kind": choice.value})
    assert narrowed.context_data["total"] == choice.count


def test_a_misspelt_query_shows_what_was_meant_and_a_way_back(client, library):
    answer = asked(client, "居住登计")
    assert (answer["total"], answer["did_you_mean"]) == (0, "居住登记")
    assert {row["tier"] for row in answer["results"]} == {2}
    page = client.get("/search/", {"q": "居住登计"})
    assert "<strong>居住登记</strong>" in page.content.decode()
    back = client.get("/search/" + page.context_data["typed_address"])
    assert back.context_data["answer"].meant == ""


@pytest.mark.parametrize("typed", ["“居住登记”", '"居住登记"', "「居住登记」"])
def test_words_in_quotation_marks_are_found_without_them(client, library, typed):
    answer = asked(client, typed)
    assert (answer["total"], answer["did_you_mean"]) == (0, "居住登记")
    assert answer["results"]


def test_a_query_that_finds_something_is_not_corrected(client, library):
    assert asked(client, "居住")["did_you_mean"] is None


def test_filters_add_up_and_each_can_be_taken_back(client, library):
    everything = asked(client, "居住登记")["total"]
    notices = asked(client, "居住登记", kind="notice")["total"]
    assert 0 < notices < everything
    page = client.get("/search/", {"q": "居住登记", "kind": "notice", "year": "1999"})
    assert page.context_data["total"] == 0
    addresses = [chip.address for chip in page.context_data["chips"]]
    assert any("kind=notice" not in address and "year=1999" in address for address in addresses)


def test_a_text_is_found_by_the_day_on_which_it_was_in_force(client, library):
    assert asked(client, "居住登记", on="2019-12-31")["total"] == 0
    assert asked(client, "居住登记", on="2020-01-01")["total"] > 0
    library.rules.versions.update(effective_to=date(2021, 5, 1))
    rebuild()
    assert asked(client, "居住登记", on="2021-05-01")["total"] > 0
    assert asked(client, "居住登记", on="2021-05-02")["total"] == 0


def test_a_bad_date_is_said_and_nothing_else_is_lost(client, library):
    page = client.get("/search/", {"q": "停水", "since": "昨天", "kind": "notice", "number": "临"})
    text = page.content.decode()
    assert 'value="昨天"' in text
    assert 'href="#search-since"' in text and 'role="alert"' in text
    assert 'name="number" value="临" maxlength="80"' in text
    assert page.context_data["now"].filters == {"kind": ("notice",)}


def test_a_document_number_without_any_sign_of_one_is_said_to_be_none(client, library):
    page = client.get("/search/", {"q": "停水", "number": "〔〕"})
    text = page.content.decode()
    assert 'href="#search-number"' in text and "这不是文号的一部分" in text
    assert 'name="number" value="〔〕"' in text
    assert page.context_data["total"] == 1
    refused = client.get("/search/", {"q": "停水", "number": "%", "format": "json"})
    assert (refused.status_code, list(refused.json()["mistakes"])) == (400, ["number"])


def test_the_feed_of_a_misspelt_query_is_that_of_what_was_meant(client, library):
    text = client.get("/search/", {"q": "居住登计"}).content.decode()
    feeds = re.findall(r'href="([^"]*)&amp;format=atom"', text)
    assert len(feeds) == 2
    assert set(feeds) == {f"?q={quote('居住登记')}"}


def test_every_bound_can_be_taken_back_by_a_link_above_the_results(client, library):
    bounds = {"since": "2020-01-01", "number": "临", "on": "2024-01-01", "within": library.rules.pk}
    chips = client.get("/search/", {"q": "居住登记", **bounds}).context_data["chips"]
    for name in bounds:
        assert any(f"{name}=" not in chip.address for chip in chips), name
    assert len(chips) == len(bounds)


def test_the_filter_form_keeps_the_regulation_inside_which_is_searched(client, library):
    page = client.get("/search/", {"q": "居住登记", "within": library.rules.pk})
    hidden = f'<input type="hidden" name="within" value="{library.rules.pk}">'
    assert hidden in page.content.decode()


def test_one_link_switches_between_the_own_community_and_the_whole_city(client, library):
    assert client.get("/search/", {"q": "停水"}).context_data["places"] == []
    client.cookies["portal_community"] = str(library.community.pk)
    here, city = client.get("/search/", {"q": "登记"}).context_data["places"]
    assert (here.is_current, city.is_current) == (False, True)
    assert f"community={library.community.pk}" in here.address
    there = client.get("/search/" + here.address).context_data["places"]
    assert [place.is_current for place in there] == [True, False]


def test_links_that_narrow_an_answer_are_no_way_for_robots(client, library):
    text = client.get("/search/", {"q": "居住登记", "kind": "notice"}).content.decode()
    assert 'content="noindex' in text and 'rel="canonical"' not in text
    assert '<li><a rel="nofollow" href="?q=' in text


def test_a_notice_in_force_is_found_on_a_day_since_it_was_published(client, library):
    def found(day: date) -> list[str]:
        asked = {"kind": "notice", "status": "in_force", "on": day.isoformat(), "format": "json"}
        return [row["title"] for row in client.get("/search/", asked).json()["results"]]

    published = IndexedDocument.objects.get(page=library.water).published
    assert library.water.title in found(timezone.localdate())
    assert library.water.title not in found(published - timedelta(days=1))


def test_an_empty_answer_helps(client, library):
    SiteSettings.objects.update(hotline="0000-8800 1000")
    page = client.get("/search/", {"q": "zzzz"}).content.decode()
    assert "0000-8800 1000" in page
    assert "?topic=%E5%81%9C%E6%B0%B4" in page
    assert "?topic=%E5%81%9C%E6%B0%B4" in client.get("/search/").content.decode()


def test_an_empty_answer_offers_near_titles_and_a_search_without_the_choices(client, library):
    page = client.get("/search/", {"q": "青禾", "year": "1999"}).content.decode()
    assert "%E9%9D%92%E7%A6%BE%E9%87%8C%E5%81%9C%E6%B0%B4%E9%80%9A%E7%9F%A5" in page
    assert 'href="?q=%E9%9D%92%E7%A6%BE"' in page


def test_an_empty_answer_tells_the_hours_of_the_own_centre(client, library):
    Centre.objects.create(community=library.community, name="青禾里服务中心（演示）")
    client.cookies["portal_community"] = str(library.community.pk)
    client.get("/search/", {"q": "zzzz"})
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/search/", {"q": "zzzz"}).content.decode()
    assert "青禾里服务中心（演示）" in page
    assert len(queries) <= BUDGET["search"], [len(queries)] + [
        query["sql"][:90] for query in queries
    ]


def test_the_search_page_stays_in_its_budget(client, library):
    for words in ("居住登记", "第二条", "停水 居住", "怎么办居住登记要带什么"):
        for address in (f"/search/?q={words}", f"/search/?q={words}&sort=date&kind=article"):
            client.get("/search/")
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            assert len(queries) <= BUDGET["search"], [query["sql"][:90] for query in queries]
            counting = [query for query in queries if "GROUP BY facet" in query["sql"]]
            assert len(counting) == 1


def test_a_corrected_answer_and_an_empty_one_stay_in_the_budget_too(client, library):
    for words in ("居住登计", "“居住登记”", "zzzz qqqq"):
        client.get("/search/", {"q": words})
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/", {"q": words})
        assert len(queries) <= BUDGET["search"], [query["sql"][:90] for query in queries]


def test_suggestions_hold_only_words_of_public_texts(client, library):
    assert "停水" in client.get("/search/suggest/", {"q": "停"}).json()
    assert "青禾里停水通知" in client.get("/search/suggest/", {"q": "青禾"}).json()
    withdraw(library.water, by=None, reason="时间有变")
    assert client.get("/search/suggest/", {"q": "青禾里停"}).json() == []
    pair = client.get("/search/suggest/", {"q": "居住", "form": "opensearch"}).json()
    assert pair[0] == "居住" and "居住登记改在社区办理" in pair[1]


def test_browsers_are_told_how_to_ask(client, library):
    answer = client.get("/search/opensearch.xml")
    assert answer["Content-Type"] == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(answer.content)
    templates = [url.get("template") for url in root if url.tag.endswith("Url")]
    assert "http://testserver/search/?q={searchTerms}" in templates
    assert 'rel="search"' in client.get("/search/").content.decode()
    assert '/en/search/opensearch.xml"' in client.get("/en/search/").content.decode()


def test_queries_are_counted_by_day_without_numbers_of_persons(client, library):
    query_log.forget()
    for words in ("停水", "停水", "停水 13800000000", "没有的"):
        client.get("/search/", {"q": words})
    assert QueryLog.objects.count() == 0
    query_log.write()
    rows = {row.folded: (row.times, row.total) for row in QueryLog.objects.all()}
    assert rows == {"停水": (3, 0), "没有的": (1, 0)}
