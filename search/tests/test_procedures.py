"""Office procedures in search: one document each, under every community, gone with the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.matters.local_reading import tell
from portal.matters.models import Material
from portal.matters.tests.factories import make_matter, make_matter_section, make_procedure
from portal.matters.tests.local_factories import make_details
from portal.matters.tests.test_models_sections import Town
from portal.publication.actions import withdraw
from portal.tests.factories import make_city
from portal.tests.query_budget import BUDGET
from search.conf import embedded
from search.documents import build_public_one
from search.evaluation import evaluate, read
from search.models import IndexedDocument
from search.rebuild import rebuild
from search.synonyms import load_synonyms
from search.tests.demo_matters import lay_demo_matters

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def found(client, words, **filters):
    answer = client.get("/search/", {"q": words, "format": "json", **filters}).json()
    return [hit["title"] for hit in answer["results"] if hit["tier"] == 1]


def test_a_procedure_is_one_document_however_many_communities_serve_it(town):
    make_details(town.procedure, town.one)
    make_details(town.procedure, town.two)
    assert len(list(build_public_one(town.procedure))) == 1
    assert IndexedDocument.objects.filter(page_id=town.procedure.pk).count() == 1


def test_it_is_found_under_the_filter_of_each_community_that_serves_it(client, town):
    for place in (town.one, town.two):
        assert found(client, "老年人优待证", community=place.pk) == [town.procedure.title]


def test_the_words_of_a_community_are_found_as_soon_as_they_are_entered(client, town):
    make_details(town.procedure, town.one, place="梧桐楼三层大厅")
    tell(town.procedure.pk)
    assert found(client, "梧桐楼三层", community=town.one.pk) == [town.procedure.title]


def test_the_words_go_with_the_details(client, town):
    row = make_details(town.procedure, town.one, place="梧桐楼三层大厅")
    tell(town.procedure.pk)
    row.delete()
    tell(town.procedure.pk)
    assert found(client, "梧桐楼三层") == []


def test_the_facet_counts_the_procedure_once_in_each_community(client, town):
    facets = client.get("/search/", {"q": "优待证", "format": "json"}).json()["facets"]
    counts = {row["value"]: row["count"] for row in facets["community"]}
    assert counts == {str(town.one.pk): 1, str(town.two.pk): 1}


def test_it_has_a_kind_of_its_own(client, town):
    assert found(client, "优待证", kind="procedure") == [town.procedure.title]


def test_a_withdrawn_procedure_is_found_nowhere(client, town):
    withdraw(town.procedure, by=None, reason="内容有误，已更正后另行发布")
    assert found(client, "老年人优待证") == []


def test_a_community_that_no_longer_serves_is_no_longer_counted(client, town):
    withdraw(town.second, by=None, reason="改由街道统一办理，不再单设")
    assert found(client, "老年人优待证", community=town.two.pk) == []
    assert found(client, "老年人优待证", community=town.one.pk) == [town.procedure.title]


def test_a_procedure_of_one_community_is_found_there_only(client, town):
    own = make_procedure(town.first, title="老年饭桌预约")
    assert found(client, "老年饭桌", community=town.one.pk) == [own.title]
    assert found(client, "老年饭桌", community=town.two.pk) == []


def test_what_must_be_brought_is_found(client, town):
    Material.objects.create(procedure=town.procedure, name="一寸免冠照片")
    town.procedure.save()
    assert found(client, "一寸免冠照片") == [town.procedure.title]


def test_the_name_of_the_matter_is_found(client, town):
    section = make_matter_section(town.city, slug="more")
    page = make_procedure(section, title="办敬老卡", matter=make_matter(name="敬老优待卡申领"))
    assert found(client, "敬老优待卡") == [page.title]


# --- Where it is read -----------------------------------------------------------------------------
def address_of(client, words, path="/search/"):
    answer = client.get(path, {"q": words, "format": "json"}).json()
    return answer["results"][0]["url"]


def test_who_has_chosen_a_community_is_led_to_its_own_address(client, town):
    client.get(f"/communities/?choose={town.one.pk}")
    assert address_of(client, "老年人优待证") == town.first.url + "card/"


def test_the_page_names_the_community_to_which_it_leads(client, town):
    client.get(f"/communities/?choose={town.one.pk}")
    (group,) = client.get("/search/", {"q": "老年人优待证"}).context_data["found"]
    assert (group.url, group.place) == (town.first.url + "card/", "青禾里社区")


def test_who_has_chosen_none_is_led_to_the_citys_page(client, town):
    assert address_of(client, "老年人优待证") == town.procedure.url


def test_a_community_without_services_leads_to_the_citys_page(client, town):
    withdraw(town.first, by=None, reason="改由街道统一办理，不再单设")
    client.get(f"/communities/?choose={town.one.pk}")
    assert address_of(client, "老年人优待证") == town.procedure.url


def test_what_another_community_has_of_its_own_is_read_there(client, town):
    own = make_procedure(town.second, title="老年饭桌预约")
    client.get(f"/communities/?choose={town.one.pk}")
    assert address_of(client, "老年饭桌") == own.url


def test_in_english_it_leads_to_the_english_address(client, town):
    client.get(f"/communities/?choose={town.one.pk}")
    own = f"/en{town.first.url}card/"
    assert address_of(client, "老年人优待证", "/en/search/") == own


def test_ten_such_finds_cost_no_more_than_one(client, town):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get("/search/", {"q": "老年人优待证"})
        return len(seen)

    client.get(f"/communities/?choose={town.one.pk}")
    statements()
    first = statements()
    for number in range(9):
        make_procedure(town.shared, title=f"老年人优待证补领{number}")
    statements()
    assert statements() == first <= BUDGET["search"]


# --- When nothing was found -----------------------------------------------------------------------
def nearest(client, words):
    return [row.page.title for row in client.get("/search/", {"q": words}).context_data["matters"]]


def test_an_empty_answer_offers_the_matters_that_come_near(client, town):
    make_procedure(town.shared, title="居住证办理协助")
    assert nearest(client, "居鲲鹏") == ["居住证办理协助"]


def test_an_empty_answer_offers_the_commonest_when_nothing_comes_near(client, town):
    make_procedure(town.shared, title="灵活就业登记", matter=make_matter(common_order=1))
    assert nearest(client, "鲲鹏") == ["灵活就业登记"]


def test_the_empty_page_leads_to_the_readers_own_community(client, town):
    client.get(f"/communities/?choose={town.one.pk}")
    answer = client.get("/search/", {"q": "优鲲鹏"})
    assert f'href="{town.first.url}card/"' in answer.content.decode()


# --- How good the answers are ---------------------------------------------------------------------
def judged_matters():
    rows = read(Path(settings.BASE_DIR) / "fixtures" / "search_eval.json")
    return [row for row in rows if all(one.matter for one in row.expected)]


def test_at_least_twenty_queries_ask_for_matters():
    assert len(judged_matters()) >= 20


def test_judged_queries_for_matters_are_answered_first():
    lay_demo_matters(make_city())
    load_synonyms(Path(settings.BASE_DIR) / "fixtures" / "synonyms.json")
    rebuild()
    result = evaluate(judged_matters(), embedded())
    worst = [row["query"] for row in result["queries"] if row["mrr"] < 1]
    assert result["skipped"] == []
    assert result["mrr"] >= 0.9, worst
