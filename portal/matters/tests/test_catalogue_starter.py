"""What a catalogue begins with: fields, occasions, and the services of a station as drafts."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from portal.matters.catalogue_import import Mode, read, store
from portal.matters.models import MatterField, Occasion
from portal.matters.taxonomy import STARTER, TAXONOMY, load_taxonomy
from portal.matters.tests.factories import make_catalogue
from portal.tests.factories import make_city, make_district


@pytest.mark.django_db
def test_the_41_statutory_fields_are_16_to_lead_6_to_coordinate_and_19_to_assist() -> None:
    load_taxonomy()
    rows = MatterField.objects.filter(source="statutory").values_list("role", flat=True)
    assert Counter(rows) == {"lead": 16, "coordinate": 6, "assist": 19}
    assert set(MatterField.objects.values_list("source", flat=True)) == {
        "statutory", "siping", "guangzhou", "station",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_second_load_adds_nothing_and_leaves_what_staff_have_edited() -> None:
    first = load_taxonomy()
    MatterField.objects.filter(key="lead-01").update(name="改过的名")
    Occasion.objects.filter(slug="birth").update(name="改过的事件")
    second = load_taxonomy()
    assert (second.added, second.kept) == (0, first.added)
    assert MatterField.objects.get(key="lead-01").name == "改过的名"


def test_every_field_names_its_basis_and_no_two_have_one_name() -> None:
    rows = json.loads(TAXONOMY.read_text(encoding="utf-8"))["fields"]
    assert all(row["basis"] for row in rows)
    assert len({row["name"] for row in rows}) == len(rows)


@pytest.mark.django_db
def test_the_starter_rows_are_drafts_and_certificates_of_2020_are_superseded() -> None:
    load_taxonomy()
    catalogue = make_catalogue(make_district(make_city()))
    sheet = read(STARTER, name=STARTER.name)
    assert sheet.problems == []
    store(catalogue, sheet, mode=Mode.APPEND, by=None)
    assert 95 <= catalogue.entries.count() <= 110
    over = catalogue.entries.exclude(status="draft")
    assert {row.status for row in over} == {"superseded"}
    for word in ("养犬证明", "健在证明", "死亡证明", "残疾证明", "婚育"):
        assert over.filter(name__contains=word).exists()
    assert not over.filter(reason="").exists() and not over.filter(go_to="").exists()
