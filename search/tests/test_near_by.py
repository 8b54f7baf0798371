"""Windows and convenience services in search: parts of the section that shows them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from portal.matters.models import Window
from portal.matters.place_news import sections_showing, tell
from portal.matters.tests.factories import (
    make_centre,
    make_facility,
    make_matter,
    make_matter_section,
    make_window,
)
from portal.pages.models import Centre
from portal.pages.tests.test_directory_viewsets import sent
from portal.publication.actions import withdraw
from portal.tests.desks import make_desk
from portal.tests.factories import make_city, make_community, make_district
from search.conf import embedded
from search.documents import build_public_one
from search.evaluation import Expected, Judged, evaluate, read
from search.models import IndexedDocument, IndexEvent
from search.tests.test_procedures import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> SimpleNamespace:
    """A community with services, a centre with a window, and a facility; nobody at a town."""
    city = make_city()
    district = make_district(city)
    one, two = make_community(district, "青禾里社区"), make_community(district, "桐荫巷社区")
    return furnished(SimpleNamespace(city=city, one=one, two=two))


@pytest.fixture
def desk() -> SimpleNamespace:
    """The same with people who write."""
    return furnished(make_desk())


def furnished(town: SimpleNamespace) -> SimpleNamespace:
    town.section = make_matter_section(town.one)
    town.centre = make_centre(town.one, name="青禾里社区服务中心（演示）")
    town.window = make_window(town.centre, no="3", name="民政救助窗", low_counter=True)
    town.facility = make_facility(town.one, kind="repair", name="老郑修理铺（演示）")
    tell(*sections_showing(town.window))
    return town


def results(client, words, **filters):
    return client.get("/search/", {"q": words, "format": "json", **filters}).json()["results"]


# --- What is found --------------------------------------------------------------------------------
def test_a_window_is_found_where_it_is_read(client, town):
    (hit,) = results(client, "民政救助窗")
    place = f"windows/#window-{town.window.pk}"
    assert (hit["kind"], hit["url"]) == ("window", town.section.url + place)
    assert f'id="window-{town.window.pk}"' in client.get(hit["url"]).content.decode()


def test_a_facility_is_found_where_it_is_read(client, town):
    (hit,) = results(client, "老郑修理铺")
    place = f"facilities/#facility-{town.facility.pk}"
    assert (hit["kind"], hit["url"]) == ("facility", town.section.url + place)
    assert f'id="facility-{town.facility.pk}"' in client.get(hit["url"]).content.decode()


def test_it_is_named_with_its_community(client, town):
    (hit,) = results(client, "老郑修理铺")
    assert hit["title"] == f"{town.one.title} 办事 老郑修理铺（演示）"


@pytest.mark.parametrize("words", ["維修", "repair shop", "wheelchair", "輪椅", "手语"])
def test_the_kind_is_found_in_both_languages_and_scripts(client, town, words):
    Window.objects.filter(pk=town.window.pk).update(sign_language=True)
    tell(town.section.pk)
    assert len(results(client, words)) == 1


def test_other_words_for_a_thing_find_it_and_are_not_read_out(client, town):
    (window,) = results(client, "wheelchair")
    (facility,) = results(client, "repair shop")
    assert "低位柜台" in window["excerpt"]
    assert "wheelchair" not in window["excerpt"] and "counter" not in window["excerpt"]
    assert "repair shop" not in facility["excerpt"] and "配钥匙" not in facility["excerpt"]


def test_the_matters_of_a_window_lead_to_it(client, town):
    town.window.matters.add(make_matter(name="敬老优待卡申领"))
    town.window.save()
    tell(town.section.pk)
    assert [hit["kind"] for hit in results(client, "敬老优待卡申领")] == ["window"]


def test_each_kind_is_a_choice_with_its_count(client, town):
    answer = client.get("/search/", {"q": town.one.title, "format": "json"}).json()
    counts = {row["value"]: row["count"] for row in answer["facets"]["kind"]}
    assert (counts["window"], counts["facility"]) == (1, 1)


def test_one_community_does_not_find_what_is_in_another(client, town):
    assert len(results(client, "民政救助窗", community=town.one.pk)) == 1
    assert results(client, "民政救助窗", community=town.two.pk) == []


def test_a_shared_window_is_found_under_each_community_it_serves(client, town):
    town.centre.shared_by.add(town.two)
    town.centre.save()
    tell(town.section.pk)
    for place in (town.one, town.two):
        assert len(results(client, "民政救助窗", community=place.pk)) == 1


# --- How it looks ---------------------------------------------------------------------------------
def test_what_was_found_stands_below_its_page_with_its_kind(client, town):
    page = BeautifulSoup(client.get("/search/?q=民政救助窗").content, "html.parser")
    result = page.select_one("article.result")
    link = result.select_one(".result__articles a")
    assert link.get_text() == "3号窗口 民政救助窗"
    assert result.select_one(".tag").get_text() == "服务窗口"
    assert "服务窗口" in link.find_parent("li").get_text()


def test_further_finds_are_offered_as_those_of_a_page(client, town):
    for number in range(6):
        make_facility(town.one, kind="shop", name=f"巷口便利店{number}")
    tell(town.section.pk)
    words = client.get("/search/?q=巷口便利店").content.decode()
    assert "查看本页全部结果" in words


# --- Only what is public, and only while it is ---------------------------------------------------
def test_a_withdrawn_facility_is_found_no_more(client, desk):
    sent(
        desk.editor, "facilities", desk.facility.pk,
        is_active="", ended_on="2026-01-01", ended_reason="店面拆除",
    )  # fmt: skip
    assert results(client, "老郑修理铺") == []


def test_a_facility_is_found_as_soon_as_it_is_entered(client, desk):
    values = {"kind": "shop", "name": "东门小超市", "provider": "演示商店", "address": "东门"}
    sent(desk.editor, "facilities", **values, hours="每天", fee="明码标价")
    assert [hit["kind"] for hit in results(client, "东门小超市")] == ["facility"]


def test_a_window_is_found_by_its_new_name(client, desk):
    sent(desk.editor, "windows", desk.window.pk, name="帮扶一站窗")
    assert len(results(client, "帮扶一站窗")) == 1
    assert results(client, "民政救助窗") == []


@pytest.mark.parametrize(("screen", "words"), [("windows", "民政救助窗"), ("facilities", "老郑")])
def test_a_deleted_row_is_found_no_more(client, desk, screen, words):
    row = desk.window if screen == "windows" else desk.facility
    desk.editor.browser.post(reverse(f"{screen}:delete", args=[row.pk]))
    assert results(client, words) == []


def test_a_new_name_of_a_matter_is_found_at_the_window(client, desk):
    matter = make_matter(name="旧名称事项")
    desk.window.matters.add(matter)
    desk.window.save()
    sent(desk.city_editor, "matters", matter.pk, name="全新名称事项")
    assert [hit["kind"] for hit in results(client, "全新名称事项")] == ["window"]


def test_a_centre_that_moves_is_found_with_its_windows_at_the_new_place(client, desk):
    sent(desk.editor, "centres", desk.centre.pk, address="银杏路九十九号")
    assert "window" in {hit["kind"] for hit in results(client, "银杏路九十九号")}
    sent(desk.city_editor, "centres", desk.centre.pk, community=desk.two.pk)
    assert "window" not in {hit["kind"] for hit in results(client, "银杏路九十九号")}


def test_windows_go_with_their_centre(client, desk):
    sent(desk.editor, "centres", desk.centre.pk, address="银杏路九十九号")
    answer = desk.city_editor.browser.post(reverse("centres:delete", args=[desk.centre.pk]))
    assert answer.status_code == 302
    assert not Centre.objects.exists()
    assert "window" not in {hit["kind"] for hit in results(client, "银杏路九十九号")}


def test_they_go_with_their_section(client, town):
    withdraw(town.section, by=None, reason="改由街道统一办理，不再单设")
    assert found(client, "民政救助窗") == []


def test_they_are_hidden_behind_a_restriction(client, town):
    PageViewRestriction.objects.create(page=town.section, restriction_type="login")
    assert found(client, "老郑修理铺") == []


def test_a_change_waits_for_the_search_server_in_the_outbox(settings, desk):
    settings.SEARCH = {"URL": "http://127.0.0.1:9"}
    sent(desk.editor, "facilities", desk.facility.pk, name="新名修理铺")
    key = f"{desk.section.pk}:facility-{desk.facility.pk}"
    assert IndexEvent.objects.filter(object_key=key).exists()


# --- At the size of a city ------------------------------------------------------------------------
def test_twenty_windows_cost_no_more_than_one(town):
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            list(build_public_one(town.section))
        return len(seen)

    statements()
    first = statements()
    for _ in range(19):
        make_window(town.centre).matters.add(make_matter())
    assert statements() == first
    assert IndexedDocument.objects.filter(page_id=town.section.pk).count() == 3


# --- How good the answers are ---------------------------------------------------------------------
def test_at_least_ten_judged_queries_ask_for_windows_and_facilities():
    rows = read(Path(settings.BASE_DIR) / "fixtures" / "search_eval.json")
    assert len([row for row in rows if all(one.near_by for one in row.expected)]) >= 10


def test_an_answer_with_the_facility_expected_first_is_judged_best(town):
    (result,) = evaluate([wanting("老郑修理铺（演示）")], embedded())["queries"]
    assert result["ndcg_at_10"] == 1


def test_a_facility_that_is_not_there_is_not_judged(town):
    assert evaluate([wanting("没有的铺子")], embedded())["skipped"] == ["修理铺"]


def wanting(heading: str) -> Judged:
    return Judged("修理铺", "exact", (Expected(grade=2, near_by=heading),))
