"""The gate asks a procedure whether it is complete, and says all that is missing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from portal.matters.models import Catalogue, Material
from portal.matters.procedure_facts import score_of
from portal.matters.tests.factories import (
    make_catalogue,
    make_entry,
    make_matter,
    make_matter_section,
    make_procedure,
    new_procedure,
)
from portal.models import DeadLink
from portal.problems import Refused
from portal.publication import gate
from portal.tests.factories import make_city, make_district, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_matter_section(make_city())


def test_a_complete_procedure_becomes_public(section):
    assert make_procedure(section).live


def test_a_procedure_without_its_elements_is_refused_with_all_of_them(section):
    page = section.add_child(instance=new_procedure(hours="", consult_phone="", fee_kind=""))
    with pytest.raises(Refused) as refusal:
        published(page)
    assert {problem.field for problem in refusal.value.problems} == {
        "hours", "consult_phone", "fee_kind",
    }  # fmt: skip


def test_a_vague_material_stops_the_publication(section):
    page = new_procedure()
    page.materials.add(Material(name="其他材料"))
    section.add_child(instance=page)
    with pytest.raises(Refused, match="其他材料"):
        published(page)


def test_a_dead_online_link_of_the_last_check_stops_the_next_publication(section):
    page = make_procedure(section, online_url="https://online.example/card/")
    now = timezone.now()
    DeadLink.objects.create(
        page=page, address=page.online_url, why="silent", first_seen_at=now, seen_at=now
    )
    assert [one.code for one in gate.problems_with(page)] == ["procedure.link_dead"]


def test_a_link_that_was_corrected_passes_at_once(section):
    page = make_procedure(section, online_url="https://online.example/card/")
    now = timezone.now()
    DeadLink.objects.create(
        page=page, address=page.online_url, why="silent", first_seen_at=now, seen_at=now
    )
    page.online_url = "https://online.example/new-card/"
    assert gate.problems_with(page) == []


def test_the_score_is_read_from_the_rows_in_memory():
    page = new_procedure(hours="")
    score = score_of(page)
    assert (score["there"], score["total"]) == (17, 18)
    assert [one.field for one in score["missing"]] == ["hours"]


def test_the_preview_says_what_is_missing_while_somebody_writes():
    page = new_procedure(place="", short_version="")
    assert [one.field for one in page.hints_while_writing()] == [
        "place", "short_version", "questions",
    ]  # fmt: skip


def test_a_matter_that_is_in_no_catalogue_is_not_published(section):
    catalogue = make_catalogue(make_district(section.get_parent().specific))
    make_entry(catalogue)
    Catalogue.objects.update(published_at=timezone.now())
    page = section.add_child(instance=new_procedure())
    assert "matter.not_admitted" in [problem.code for problem in page.problems()]


def test_a_matter_of_the_catalogue_in_force_is_published(section):
    catalogue, matter = make_catalogue(make_district(section.get_parent().specific)), make_matter()
    make_entry(catalogue, matter=matter)
    Catalogue.objects.update(published_at=timezone.now())
    page = section.add_child(instance=new_procedure(matter=matter))
    assert page.problems() == []
