"""The public page of the catalogue: what holds today, narrowed, compared, at a fixed cost."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.matters.catalogue_actions import begin_catalogue, publish_catalogue
from portal.matters.models import (
    EntryBasis,
    Matter,
    MatterEntry,
    MatterField,
    MatterSection,
    Occasion,
    Procedure,
    Window,
)
from portal.matters.taxonomy import load_taxonomy
from portal.matters.tests.factories import make_catalogue, make_entry
from portal.models import Community
from portal.pages.models import Centre
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.preferences import COMMUNITY_COOKIE
from portal.tests.factories import make_city, make_community, make_district, published
from portal.tests.query_budget import BUDGET

pytestmark = pytest.mark.django_db
CITY = "/matters/catalogue/"


def make_section(place: Any) -> MatterSection:
    values = {"title": "办事", "slug": "matters", "live": False}
    return published(place.add_child(instance=MatterSection(**values)))


def publish(catalogue: Any) -> Any:
    return publish_catalogue(catalogue, by=None, at=timezone.now())


@pytest.fixture
def town() -> SimpleNamespace:
    """Two districts, the first with a draft of two entries; sections of city and community."""
    load_taxonomy()
    city = make_city()
    one, two = make_district(city, "柳湾区", slug="liuwan"), make_district(city, "云渡区")
    community = make_community(one, slug="qingheli")
    elsewhere = make_community(two)
    make_section(city)
    make_section(community)
    draft = make_catalogue(one, title="柳湾区目录（演示）")
    field = MatterField.objects.get(key="lead-01")
    first = make_entry(draft, name="医保登记", role="lead", field=field)
    other = make_entry(draft, name="开店咨询", audience="organisation", order=1)
    return SimpleNamespace(city=city, one=one, two=two, community=community, draft=draft,
                           first=first, other=other, elsewhere=elsewhere)  # fmt: skip


def names(client: Client, address: str) -> list[str]:
    return [line.entry.name for line in client.get(address).context["lines"]]


# --- What is shown -------------------------------------------------------------------------------
def test_a_draft_is_not_public(client: Client, town: Any) -> None:
    page = client.get(CITY)
    assert "医保登记" not in page.text and "今天没有正在施行的目录" in page.text
    assert client.get(f"{CITY}v{town.draft.pk}/").status_code == 404


@pytest.mark.parametrize("address", [CITY, "/liuwan/qingheli/matters/catalogue/"])
def test_the_catalogue_in_force_is_read_in_city_and_community(
    client: Client, town: Any, address: str
) -> None:
    publish(town.draft)
    page = client.get(address)
    assert [line.entry.name for line in page.context["lines"]] == ["医保登记", "开店咨询"]
    assert "柳湾区目录（演示）" in page.text


def test_the_catalogue_of_the_own_district_is_shown_first(client: Client, town: Any) -> None:
    publish(town.draft)
    client.cookies[COMMUNITY_COOKIE] = str(town.elsewhere.pk)
    assert names(client, CITY) == []
    assert names(client, f"{CITY}?district=liuwan") == ["医保登记", "开店咨询"]


def test_on_its_first_day_the_next_catalogue_takes_over(client: Client, town: Any) -> None:
    publish(town.draft)
    start = timezone.localdate() + timedelta(days=10)
    after = begin_catalogue(town.one, by=None, entries_from=town.draft, version="next",
                            title="新目录", issued_by="区政府", effective_from=start)  # fmt: skip
    after.entries.filter(name="医保登记").update(
        status="superseded", reason="不再要求", go_to="到区医保中心"
    )
    publish(after)
    assert "到区医保中心" not in client.get(CITY).text
    with time_machine.travel(start, tick=False):
        page = client.get(CITY)
    assert "不再办理" in page.text and "到区医保中心" in page.text
    assert client.get(f"{CITY}v{town.draft.pk}/").status_code == 200


def test_what_an_entry_rests_on_leads_to_the_article(client: Client, town: Any) -> None:
    regulation = make_regulation(make_regulation_section(town.city), title="社区办法")
    make_version(regulation)
    hidden = make_regulation(regulation.get_parent().specific, title="没公开的办法", live=False)
    EntryBasis.objects.create(entry=town.first, regulation=regulation, number=2)
    EntryBasis.objects.create(entry=town.first, regulation=hidden, number=3)
    publish(town.draft)
    page = client.get(CITY).text
    assert f'href="{regulation.url}article-2/"' in page
    assert "没公开的办法" not in page


def test_a_matter_leads_to_its_public_procedure(client: Client, town: Any) -> None:
    section = MatterSection.objects.get(depth=3)
    page = Procedure(title="怎么登记医保", slug="yibao", live=False, matter=town.first.matter)
    section.add_child(instance=page)
    publish(town.draft)
    assert "/matters/yibao/" not in client.get(CITY).text
    Procedure.objects.filter(pk=page.pk).update(live=True)
    assert 'href="/matters/yibao/"' in client.get(CITY).text


# --- The filter ----------------------------------------------------------------------------------
FILTERS = [
    ("field=lead-01", ["医保登记"]),
    ("role=lead", ["医保登记"]),
    ("role=assist", ["开店咨询"]),
    ("serves=person", ["医保登记"]),
    ("event=illness", ["医保登记"]),
    ("group=older-people", ["医保登记"]),
    ("event=illness&group=older-people", ["医保登记"]),
    ("event=birth", []),
    ("field=nonsense&role=x&serves=%00", ["医保登记", "开店咨询"]),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_the_list_is_narrowed_by_what_is_chosen(
    client: Client, town: Any, query: str, expected: list[str]
) -> None:
    slugs = ("illness", "older-people")
    town.first.matter.occasions.set(Occasion.objects.filter(slug__in=slugs))
    publish(town.draft)
    assert names(client, f"{CITY}?{query}") == expected


def test_the_list_is_narrowed_to_what_a_community_does(client: Client, town: Any) -> None:
    publish(town.draft)
    centre = Centre.objects.create(community=town.community, name="中心", address="一号", phone="0")
    window = Window(centre=centre, no="1", name="综合窗口")
    window.save()
    window.matters.add(town.other.matter)
    window.save()
    assert names(client, f"{CITY}?community={town.community.pk}") == ["开店咨询"]


def test_the_whole_list_stands_on_one_page_for_printing(client: Client, town: Any) -> None:
    for _ in range(40):
        make_entry(town.draft)
    publish(town.draft)
    assert len(names(client, CITY)) == 30
    assert len(names(client, f"{CITY}?page=2")) == 12
    assert len(names(client, f"{CITY}?show=all")) == 42


@pytest.mark.parametrize("query", ["page=-1", "page=9999999999", "show=x", "community=%00"])
def test_strange_questions_are_answered_with_a_page(client: Client, town: Any, query: str) -> None:
    publish(town.draft)
    assert client.get(f"{CITY}?{query}").status_code == 200
    assert client.get(f"{CITY}compare/?old=x&new=99&{query}").status_code == 200


# --- The difference ------------------------------------------------------------------------------
def test_two_catalogues_are_compared(client: Client, town: Any) -> None:
    publish(town.draft)
    start = timezone.localdate() + timedelta(days=10)
    after = begin_catalogue(town.one, by=None, entries_from=town.draft, version="next",
                            title="新目录", issued_by="区政府", effective_from=start)  # fmt: skip
    after.entries.filter(name="医保登记").update(role="assist")
    after.entries.filter(name="开店咨询").update(
        status="removed", reason="移交", go_to="到市场监管所"
    )
    make_entry(after, name="全新事项")
    publish(after)
    page = client.get(f"{CITY}compare/?district=liuwan")
    found = page.context["difference"]
    assert [entry.name for entry in found.added] == ["全新事项"]
    assert [one.new.name for one in found.ended] == ["开店咨询"]
    assert page.context["changes"][0][1] == [("承担方式", "综合", "配合")]
    assert "到市场监管所" in page.text


def test_a_draft_is_not_compared(client: Client, town: Any) -> None:
    publish(town.draft)
    draft = make_catalogue(town.one, version="秘密草稿", effective_from=date(2099, 1, 1))
    page = client.get(f"{CITY}compare/?district=liuwan&new={draft.pk}")
    assert "秘密草稿" not in page.text


# --- What it costs -------------------------------------------------------------------------------
def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("matters", "communities"), [(10, 1), (1000, 100)])
def test_the_catalogue_costs_the_same_at_ten_matters_and_at_a_thousand(
    client: Client, town: Any, matters: int, communities: int
) -> None:
    for number in range(communities):
        make_community(town.one, f"社区{number}")
    made = Matter.objects.bulk_create(
        Matter(code=f"M-{number}", name=f"事项{number}") for number in range(matters)
    )
    field = town.first.field
    entries = MatterEntry.objects.bulk_create(
        MatterEntry(catalogue=town.draft, matter=matter, name=matter.name, field=field,
                    role="lead", implementer="中心", audience="person", status="active")
        for matter in made
    )  # fmt: skip
    EntryBasis.objects.bulk_create(EntryBasis(entry=one, title="办法", number=1) for one in entries)
    type(town.draft).objects.filter(pk=town.draft.pk).update(published_at=timezone.now())
    last = Community.objects.order_by("-pk").first()
    asked = f"?field=lead-01&role=lead&event=birth&group=families&community={last.pk}"
    for query in ("", "?page=2", "?show=all", asked, f"?community={last.pk}"):
        assert cost(client, CITY + query) <= BUDGET["catalogue"], query
    assert cost(client, "/liuwan/qingheli/matters/catalogue/") <= BUDGET["catalogue"]
    assert cost(client, f"{CITY}v{town.draft.pk}/") <= BUDGET["catalogue"]
    assert cost(client, f"{CITY}compare/") <= BUDGET["catalogue_compare"]
