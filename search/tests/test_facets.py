"""Choices beside the results: every value can be reached, the common ones without a fold."""

from __future__ import annotations

from typing import Any

import pytest

from portal.navigation import frame_of
from portal.pages.tests.factories import make_regulation, make_version
from portal.publication.actions import publish
from search.page import MOST_VALUES, VALUES_SHOWN, facets_of
from search.query import FacetCount, SearchQuery, SearchResult
from search.rebuild import rebuild
from search.tests.library import make_library

pytestmark = pytest.mark.django_db
WORDS = "处置"


@pytest.fixture
def library():
    return make_library()


def facet_of(response: Any, name: str) -> Any:
    return next(one for one in response.context_data["facets"] if one["name"] == name)


@pytest.fixture
def many_issuers(library):
    """Thirty-one offices; the first has made two texts."""
    section = library.rules.get_parent()
    for number in range(32):
        office, slug = f"第{max(number, 1)}办公室", f"office-{number}"
        rule = make_regulation(section, title="停水处置办法", slug=slug, issuer=office)
        make_version(rule, articles=1)
        publish(rule, by=None)
    rebuild()
    return library


def test_every_value_of_a_facet_can_be_ticked_the_rarer_ones_in_a_fold(client, many_issuers):
    page = client.get("/search/", {"q": WORDS})
    issuers = facet_of(page, "issuer")
    assert (len(issuers["values"]), len(issuers["rest"])) == (VALUES_SHOWN, 23)
    assert issuers["values"][0].value == "第1办公室"
    text = page.content.decode()
    for number in range(1, 32):
        assert f'<input type="checkbox" name="issuer" value="第{number}办公室">' in text
    assert '<details class="facets__rest">' in text and "其余23项" in text
    told = client.get("/search/", {"q": WORDS, "format": "json"}).json()["facets"]["issuer"]
    assert len(told) == 31


def test_a_rare_issuer_narrows_the_list_and_its_choice_stays_in_sight(client, many_issuers):
    everything = facet_of(client.get("/search/", {"q": WORDS}), "issuer")
    rare = everything["rest"][-1]
    page = client.get("/search/", {"q": WORDS, "issuer": rare.value})
    assert {group.head.plain_title for group in page.context_data["found"]} == {"停水处置办法"}
    assert page.context_data["total"] == rare.count
    assert page.context_data["chips"][0].label == rare.value
    issuers = facet_of(page, "issuer")
    assert [value.value for value in issuers["values"] if value.chosen] == [rare.value]
    assert issuers["is_open"] and rare.value not in {one.value for one in issuers["rest"]}
    both = client.get("/search/", {"q": WORDS, "issuer": [rare.value, "第1办公室"]})
    assert both.context_data["total"] > rare.count


def test_a_facet_with_very_many_values_offers_the_commonest(client, library):
    counts = [FacetCount(f"主题{number}", 900 - number) for number in range(900)]
    counts[899] = counts[899]._replace(chosen=True)
    result = SearchResult(SearchQuery(), facets={"topic": tuple(counts)})
    (topics,) = facets_of(result, frame_of(client.get("/search/").wsgi_request))
    assert topics["values"][-1].value == "主题899"
    assert len(topics["values"]) + len(topics["rest"]) == MOST_VALUES + 1
    assert topics["is_cut"] and topics["is_open"]
