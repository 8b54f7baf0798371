"""Where matters stand: catalogues of several districts, their edges, admissions, each place."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import F, Value
from django.utils import timezone

from portal.matters.choices import ENDED, MatterStatus
from portal.matters.models import AdmissionRequest, Catalogue, Matter, Procedure
from portal.matters.procedure_rules import Standing, standing_of
from portal.matters.section_reading import offered_in
from portal.matters.standing import still_offered, with_standing
from portal.matters.tests.factories import (
    make_catalogue,
    make_entry,
    make_matter,
    make_matter_section,
    make_procedure,
)
from portal.tests.factories import make_city, make_community, make_district
from portal.tests.query_budget import BUDGET
from portal.tests.test_query_budget import cost

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(0, 100, 10)]
SAID = ("active", "suspended", "superseded", "removed")


def enter(district: Any, matter: Matter, status: str = "active", **values: Any) -> Catalogue:
    """A published catalogue of the district that says this of the matter."""
    words = {name: values.pop(name) for name in ("reason", "go_to") if name in values}
    catalogue = make_catalogue(district, **{"effective_from": START, **values})
    make_entry(catalogue, matter=matter, status=status, has_basis=False, **words)
    Catalogue.objects.filter(pk=catalogue.pk).update(published_at=timezone.now())
    return catalogue


@pytest.fixture
def town() -> SimpleNamespace:
    """A procedure of the city, read in communities of two districts."""
    city = make_city()
    one, two = make_district(city, "柳湾区"), make_district(city, "云渡区")
    sections = [make_matter_section(make_community(place)) for place in (one, two)]
    matter = make_matter(name="养犬登记")
    page = make_procedure(make_matter_section(city), slug="dog", matter=matter)
    return SimpleNamespace(one=one, two=two, sections=sections, matter=matter, page=page)


def state_at(client: Any, url: str) -> Standing:
    return client.get(url).context["standing"]


# --- What is said of one matter -------------------------------------------------------------------
def test_under_a_communitys_address_its_own_district_counts(client, town):
    enter(town.one, town.matter)
    enter(town.two, town.matter, "superseded", reason="本区改由街道办理。", go_to="找街道。")
    urls = [section.url + "dog/" for section in town.sections]
    assert [state_at(client, url) for url in urls] == [Standing.OFFERED, Standing.ENDED]
    assert "本区改由街道办理。" in client.get(urls[1]).text


def test_in_the_city_what_one_district_offers_is_on_offer(client, town):
    enter(town.one, town.matter)
    enter(town.two, town.matter, "superseded", reason="取消", go_to="找街道。")
    assert state_at(client, town.page.url) == Standing.OFFERED


def test_a_district_that_never_spoke_of_it_follows_the_others(client, town):
    enter(town.one, town.matter, "superseded", reason="取消", go_to="找街道。")
    assert state_at(client, town.sections[1].url + "dog/") == Standing.ENDED


def test_the_list_of_a_community_leaves_out_what_is_over_in_its_district(town):
    enter(town.one, town.matter)
    enter(town.two, town.matter, "removed", reason="取消", go_to="找街道。")
    places = [None, *(section.community_id for section in town.sections)]
    found = [offered_in(place, on=timezone.localdate()).count() for place in places]
    assert found == [1, 1, 0]


def test_what_was_superseded_keeps_its_reason_when_the_next_catalogue_is_silent(client, town):
    yesterday = timezone.localdate() - timedelta(days=1)
    enter(town.one, town.matter, "superseded", reason="不再要求", effective_to=yesterday)
    enter(town.one, make_matter(), effective_from=timezone.localdate())
    assert "不再要求" in client.get(town.page.url).text


def test_a_reason_for_a_pause_is_not_given_as_the_reason_why_it_is_over(client, town):
    yesterday = timezone.localdate() - timedelta(days=1)
    enter(town.one, town.matter, "suspended", reason="系统升级", effective_to=yesterday)
    answer = client.get(town.page.url)
    assert answer.context["standing"] == Standing.ENDED
    assert "系统升级" not in answer.text


def test_a_page_with_the_standing_of_its_district_costs_no_more(client, town):
    enter(town.two, town.matter, "superseded", reason="取消", go_to="找街道。")
    assert cost(client, town.sections[1].url + "dog/") <= BUDGET["shared_procedure"]
    assert cost(client, town.page.url) <= BUDGET["procedure"]


def test_a_communitys_own_page_follows_its_district(client, town):
    enter(town.two, town.matter)
    enter(town.one, town.matter, "removed", reason="取消", go_to="找街道。")
    own = [make_procedure(place, slug="own", matter=town.matter) for place in town.sections]
    assert [state_at(client, page.url) for page in own] == [Standing.ENDED, Standing.OFFERED]


# --- The same on paper ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Said:
    """What a catalogue (or an admission, which has no first day) says; `where` it is said."""

    where: str
    first: date
    last: date | None
    status: str


def on_paper(statements: list[Said], on: date, place: str) -> str | None:
    """The rule in words of everyday: who is near counts, offers before pauses before ends."""
    begun = [one for one in statements if one.first <= on]
    near = [one for one in begun if place and place.startswith(one.where)] or begun
    now = [one for one in near if one.last is None or on <= one.last]
    for status in ("active", "suspended"):
        if status in [one.status for one in now]:
            return status
    latest = sorted(now or near, key=lambda one: one.first)[-1:]
    if not latest:
        return None
    ended = latest[0].status if latest[0].status in ENDED else None
    return ended or str(MatterStatus.REMOVED)


def lay_catalogues(dice: random.Random, district: Any, matters: list[Matter]) -> dict[int, Said]:
    """Two catalogues of a district that meet, or with a gap, and what each says."""
    edges = sorted(dice.sample(DAYS, 4))
    spans = [(edges[0], edges[1] - timedelta(days=1)), (edges[2], dice.choice([None, edges[3]]))]
    said: dict[int, list[Said]] = {matter.pk: [] for matter in matters}
    for first, last in spans:
        catalogue = make_catalogue(district, effective_from=first, effective_to=last)
        for matter in dice.sample(matters, 9):
            status = dice.choice(SAID)
            make_entry(catalogue, matter=matter, status=status, has_basis=False)
            said[matter.pk].append(Said(district.path, first, last, status))
        Catalogue.objects.filter(pk=catalogue.pk).update(published_at=timezone.now())
    return said


def admit(dice: random.Random, place: Any, matter: Matter) -> Said:
    """Work admitted at a place, running on or ended, not revoked."""
    last = dice.choice([None, *DAYS])
    request = AdmissionRequest.objects.create(
        place=place, district_id=place.get_ancestors(inclusive=True)[2].pk, matter=matter,
        department="局（演示）", matter_name="事", basis="据", content="事", ends_on=last,
    )  # fmt: skip
    AdmissionRequest.objects.filter(pk=request.pk).update(state="admitted")
    make_entry(None, admission=request, matter=matter, has_basis=False)
    return Said(place.path, date.min, last, "active")


@pytest.mark.parametrize("seed", range(6))
def test_on_every_edge_and_in_every_place_the_statement_says_what_the_rule_says(seed):
    dice = random.Random(seed)
    city = make_city()
    districts = [make_district(city) for _ in range(2)]
    communities = [make_community(district) for district in districts]
    matters = [make_matter() for _ in range(12)]
    said: dict[int, list[Said]] = {matter.pk: [] for matter in matters}
    for district in districts:
        for key, found in lay_catalogues(dice, district, matters).items():
            said[key] += found
    for place in (*communities, districts[0]):
        matter = dice.choice(matters)
        said[matter.pk].append(admit(dice, place, matter))
    rows = Matter.objects.filter(pk__in=said).annotate(matter=F("pk"))
    for day in {one + timedelta(days=step) for one in DAYS for step in (-1, 0, 1)}:
        for place in (None, *communities):
            path = place.path if place else ""
            asked = with_standing(rows, day, Value(path) if place else None)
            answer = {row.pk: (row.entry or {}).get("status") for row in asked}
            paper = {key: on_paper(found, day, path) for key, found in said.items()}
            listed = still_offered(rows, day, place and place.pk).values_list("pk", flat=True)
            assert answer == paper
            assert set(listed) == {key for key, status in paper.items() if status not in ENDED}


def test_what_nobody_named_stands_nowhere(town):
    [page] = with_standing(Procedure.objects.filter(pk=town.page.pk), START)
    assert (page.entry, standing_of(None)) == (None, Standing.OFFERED)
