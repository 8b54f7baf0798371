"""A query as a feed and as JSON: public facts only, and nothing fetched twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from portal.publication.actions import withdraw
from search.models import IndexedDocument
from search.tests.library import make_library

pytestmark = pytest.mark.django_db
NAME = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def library():
    return make_library()


def feed_of(client: Any, words: str, **values: Any) -> Any:
    return client.get("/search/", {"q": words, "format": "atom", **values})


def links(response: Any) -> list[str]:
    root = ElementTree.fromstring(response.content)
    return [one.find(f"{NAME}link").get("href") for one in root.findall(f"{NAME}entry")]


def test_a_query_is_a_feed_of_titles_and_addresses_without_texts(client, library):
    response = feed_of(client, "停水")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    (link,) = links(response)
    assert link.endswith(library.water.url)
    text = response.content.decode()
    assert "青禾里停水通知" in text and "周二" not in text and "机密" not in text


def test_an_entry_without_a_day_has_that_of_its_page(client, library):
    IndexedDocument.objects.update(published=None)
    moment = library.water.last_published_at
    root = ElementTree.fromstring(feed_of(client, "停水").content)
    for path in (f"{NAME}updated", f"{NAME}entry/{NAME}updated"):
        assert datetime.fromisoformat(root.findtext(path)) == moment


def test_a_withdrawn_page_leaves_the_feed(client, library):
    withdraw(library.water, by=None, reason="时间有变")
    assert links(feed_of(client, "停水")) == []


@pytest.mark.parametrize("form", ["atom", "json"])
def test_who_has_the_present_answer_is_told_so(client, library, form):
    asked = {"q": "停水", "format": form}
    first = client.get("/search/", asked)
    again = client.get("/search/", asked, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    withdraw(library.water, by=None, reason="时间有变")
    changed = client.get("/search/", asked, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_no_answer_of_search_is_a_way_for_robots(client, library):
    for form in ("", "json", "atom"):
        answer = client.get("/search/", {"q": "停水", "format": form})
        assert answer["X-Robots-Tag"] == "noindex, nofollow", form


def test_the_page_names_its_feed_with_all_choices(client, library):
    text = client.get("/search/", {"q": "停水", "kind": "notice"}).content.decode()
    assert 'type="application/atom+xml"' in text
    assert "kind=notice&amp;format=atom" in text


def test_a_feed_of_nonsense_is_empty_and_no_error(client, library):
    for words in ("", chr(34), "%", "a" * 5_000, chr(0)):
        response = feed_of(client, words, sort="x", page="9" * 30)
        assert (response.status_code, links(response)) == (200, [])


def test_a_feed_leads_people_to_the_page_of_the_same_search(client, library):
    root = ElementTree.fromstring(feed_of(client, "停水", kind="notice").content)
    ways = {one.get("rel"): one.get("href") for one in root.findall(f"{NAME}link")}
    address = "/search/?q=%E5%81%9C%E6%B0%B4&kind=notice&sort=date"
    assert ways["alternate"].endswith(address)
    assert "format=atom" in ways["self"]


def test_a_feed_of_choices_alone_is_called_by_a_whole_word(client, library):
    root = ElementTree.fromstring(feed_of(client, "", kind="notice").content)
    assert root.findtext(f"{NAME}title") == "搜索"


@pytest.mark.parametrize("form", ["atom", "json"])
@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"since": "2026-13-01"}, "since"),
        ({"on": "x" * 90}, "on"),
        ({"until": "0000-00-00"}, "until"),
        ({"since": "2026-02-02", "until": "2026-01-01"}, "until"),
    ],
)
def test_a_date_that_cannot_be_used_is_refused_by_the_name_of_its_field(
    client, library, form, asked, field
):
    response = client.get("/search/", {"q": "停水", "format": form, **asked})
    assert response.status_code == 400
    assert field in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_what_is_wrong_with_a_date_is_said_in_the_readers_words(client, library):
    asked = {"q": "停水", "since": "2026-13-01"}
    said = "这不是日期。请写年月日，例如 2026-05-01。"
    told = client.get("/search/", {**asked, "format": "json"}).json()
    assert told == {"mistakes": {"since": said}}
    text = feed_of(client, "停水", since="2026-13-01").content.decode()
    assert text == f"since：{said}\n"
