"""The index follows the calendar where a regulation's text changes by the day alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.matters.catalogue_actions import publish_catalogue
from portal.matters.models import Catalogue
from portal.matters.tests.factories import make_catalogue, make_entry, make_procedure
from portal.matters.tests.test_models_sections import Town
from portal.pages.models import Regulation
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.scheduling import due_items, run_due
from portal.signals import content_changed
from portal.tests.factories import make_city
from search.due import due_procedures
from search.models import IndexedDocument

pytestmark = pytest.mark.django_db


def first_article() -> str:
    return IndexedDocument.objects.get(part="article-1").body


def test_a_version_published_ahead_is_indexed_on_the_day_it_comes_into_force() -> None:
    page = make_regulation(make_regulation_section(make_city()))
    now = timezone.now()
    today = timezone.localdate(now)
    make_version(page, no=1, effective_from=today - timedelta(days=90))
    ahead = make_version(page, no=2, effective_from=today + timedelta(days=3))
    ahead.articles.filter(number=1).update(text="新的文字。")
    content_changed.send(sender=Regulation, queryset=Regulation.objects.filter(pk=page.pk))
    assert first_article() == "社区服务中心办理第1类事项。"
    assert [item for item in due_items(now) if item.key.startswith("search:")] == []
    with time_machine.travel(now + timedelta(days=3)):
        (item,) = [item for item in due_items(timezone.now()) if item.key.startswith("search:")]
        item.run(timezone.now())
        assert first_article() == "新的文字。"
        assert [item for item in due_items(timezone.now()) if item.key.startswith("search:")] == []


# --- A catalogue begins ---------------------------------------------------------------------------
@pytest.fixture
def town() -> Town:
    """A procedure that the catalogue of today offers, and the one of three days hence ends."""
    town = Town()
    district = town.one.get_parent().specific
    today = timezone.localdate()
    matter = town.procedure.matter
    offering = make_catalogue(district, effective_from=today - timedelta(days=90))
    make_entry(offering, matter=matter)
    publish(offering)
    ending = make_catalogue(district, effective_from=today + timedelta(days=3))
    make_entry(
        ending, matter=matter, status="superseded", reason="改由网上办理", go_to="市民服务网站"
    )
    publish(ending)
    return town


def publish(catalogue: Catalogue) -> None:
    publish_catalogue(catalogue, by=None, at=timezone.now())


def test_a_matter_is_on_offer_in_search_until_the_catalogue_that_ends_it_begins(town: Town) -> None:
    row = IndexedDocument.objects.get(page_id=town.procedure.pk)
    assert (row.status, "改由网上办理" in row.body) == ("in_force", False)
    assert list(due_procedures(timezone.now())) == []


def test_on_the_first_day_of_a_catalogue_search_is_told_what_it_ends(town: Town) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        outcome = run_due(timezone.now())
        assert outcome.done == [town.procedure.title]
    row = IndexedDocument.objects.get(page_id=town.procedure.pk)
    assert row.status == "expired"
    assert row.body.startswith("不再办理 改由网上办理 市民服务网站")


def test_what_search_knows_is_not_due_again(town: Town) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        run_due(timezone.now())
        assert list(due_procedures(timezone.now())) == []


def test_while_nobody_speaks_of_matters_a_round_costs_two_queries(
    town: Town, django_assert_num_queries: Any
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        run_due(timezone.now())
        list(due_procedures(timezone.now()))
        with django_assert_num_queries(2):
            assert list(due_procedures(timezone.now())) == []


def test_a_matter_that_comes_back_is_on_offer_again(town: Town) -> None:
    start = timezone.localdate() + timedelta(days=9)
    again = make_catalogue(town.one.get_parent().specific, effective_from=start)
    make_entry(again, matter=town.procedure.matter)
    publish(again)
    for days in (3, 9):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            run_due(timezone.now())
    row = IndexedDocument.objects.get(page_id=town.procedure.pk)
    assert (row.status, "不再办理" in row.body) == ("in_force", False)


def test_another_reason_is_told_on_the_day_it_holds(town: Town) -> None:
    start = timezone.localdate() + timedelta(days=9)
    other = make_catalogue(town.one.get_parent().specific, effective_from=start)
    make_entry(
        other, matter=town.procedure.matter, status="superseded", reason="已经取消", go_to="不用办"
    )
    publish(other)
    for days in (3, 9):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            run_due(timezone.now())
    assert "已经取消 不用办" in IndexedDocument.objects.get(page_id=town.procedure.pk).body


def test_the_result_says_that_a_matter_is_over(town: Town, client: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        run_due(timezone.now())
        (group,) = client.get("/search/", {"q": "老年人优待证"}).context_data["found"]
        assert group.status_label == "不再办理"


def test_each_procedure_is_due_by_itself(town: Town) -> None:
    other = make_procedure(town.shared, title="另一件事", matter=town.procedure.matter)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        keys = [item.key for item in due_procedures(timezone.now())]
    assert sorted(keys) == sorted(f"search:{page.pk}:over" for page in (town.procedure, other))
