"""Searching inside one regulation: asked from its page, asked again, and left by one link."""

from __future__ import annotations

import re
from typing import Any

import pytest

from portal.pages.tests.factories import make_version
from portal.publication.actions import withdraw
from search.tests.library import make_library

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    return make_library()


def fields_of(page: Any, name: str) -> dict[str, str]:
    """The fields, with their values, of the form in which this field stands."""
    forms = re.findall(r"<form.*?</form>", page.content.decode(), flags=re.DOTALL)
    form = next(one for one in forms if f'id="{name}"' in one)
    inputs = re.findall(r"<input[^>]*>", form)
    return {
        re.search(r'name="(\w+)"', one)[1]: (re.search(r'value="([^"]*)"', one) or ("", ""))[1]
        for one in inputs
    }


def found_in(page: Any) -> set[int]:
    return {group.head.hit.page_id for group in page.context_data["found"]}


def test_the_page_of_a_regulation_asks_inside_itself(client, library):
    page = client.get(library.rules.url)
    asked = fields_of(page, "search-inside")
    assert asked == {"within": str(library.rules.pk), "q": ""}
    found = client.get("/search/", {**asked, "q": "居住登记"})
    assert found_in(found) == {library.rules.pk}
    assert found.context_data["total"] < client.get("/search/?q=居住登记").context_data["total"]


def test_an_earlier_text_offers_no_search_that_would_lead_to_todays(client, library):
    make_version(library.rules, no=2, articles=6)
    for address in (f"{library.rules.url}v1/", f"{library.rules.url}?on=2021-01-01"):
        page = client.get(address)
        assert page.status_code == 200
        assert "search-inside" not in page.content.decode()


def test_other_words_are_asked_inside_the_same_regulation(client, library):
    page = client.get("/search/", {"q": "居住登记", "within": library.rules.pk})
    asked = fields_of(page, "search-band")
    assert asked == {"q": "居住登记", "within": str(library.rules.pk)}
    other = client.get("/search/", {**asked, "q": "身份证件"})
    assert found_in(other) == {library.rules.pk}
    assert other.context_data["chips"][0].label == library.rules.title


def test_the_regulation_is_left_by_its_link_and_then_forgotten(client, library):
    page = client.get("/search/", {"q": "居住登记", "within": library.rules.pk})
    (chip,) = page.context_data["chips"]
    assert "within" not in chip.address
    left = client.get("/search/" + chip.address)
    assert left.context_data["total"] > page.context_data["total"]
    assert fields_of(left, "search-band") == {"q": "居住登记"}


@pytest.mark.parametrize("prefix", ["", "/zh-hant", "/en"])
def test_a_kept_frame_keeps_no_regulation_of_another_visit(client, library, prefix):
    for within in (library.rules.pk, library.old_rules.pk, None):
        asked = {"q": "居住登记"} | ({"within": within} if within else {})
        page = client.get(f"{prefix}/search/", asked)
        assert fields_of(page, "search-band").get("within") == (str(within) if within else None)


def test_what_is_searched_is_named_also_where_nothing_is_found_unless_it_is_not_public(
    client, library
):
    nothing = {"q": "渔船", "within": library.rules.pk}
    (chip,) = client.get("/search/", nothing).context_data["chips"]
    assert chip.label == library.rules.title
    withdraw(library.rules, by=None, reason="时间有变")
    (chip,) = client.get("/search/", nothing).context_data["chips"]
    assert chip.label == "在一部法规内"
