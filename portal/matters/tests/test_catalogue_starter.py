"""What a catalogue begins with: fields, occasions, and the services of a station as drafts."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter

import pytest

from portal.matters.catalogue_import import Mode, read, store
from portal.matters.models import MatterField, Occasion
from portal.matters.sheet_columns import bases_in
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
    assert 95 <= catalogue.entries.filter(matter__code__startswith="ZD-").count() <= 110
    over = catalogue.entries.exclude(status="draft")
    assert {row.status for row in over} == {"superseded"}
    for word in ("养犬证明", "健在证明", "死亡证明", "残疾证明", "婚育"):
        assert over.filter(name__contains=word).exists()
    assert not over.filter(reason="").exists() and not over.filter(go_to="").exists()


ARTICLES = {
    "贵阳市社区管理暂行办法": {11},
    "贵阳市社区工作条例": {11, 12, 13, 14},
    "四平市社区管理办法": {*range(15, 29), 30},
    "北京市社区服务站建设管理办法": {10, 13},
    "北京市社区管理办法（试行）": {10, 25},
}
"""The articles that give a centre duties; letters and visits (四平 article 29) are no matter."""
NUMERALS = {
    *(f"三（{number}）" for number in "二三四五"),
    *(f"四（{number}）" for number in "一二三四五六七八九"),
    *(f"五（{number}）" for number in "一二三四五六七"),
}
"""The same of the opinion of Guangzhou, which has numerals for articles."""


def starter_rows() -> list[dict[str, str]]:
    with STARTER.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_article_that_gives_duties_has_a_starter_row():
    named: dict[str, set[int | None]] = {}
    for row in starter_rows():
        for basis in bases_in(row["法律依据"]) or []:
            named.setdefault(basis.title, set()).add(basis.number)
    assert {title: numbers - named.get(title, set()) for title, numbers in ARTICLES.items()} == {
        title: set() for title in ARTICLES
    }
    opinion = "广州市关于加强社区居民委员会建设的意见 "
    assert {title.removeprefix(opinion) for title in named if opinion in title} >= NUMERALS


def test_every_statutory_local_and_station_field_has_a_starter_row_of_its_role():
    fields = json.loads(TAXONOMY.read_text(encoding="utf-8"))["fields"]
    roles = {"lead": "综合", "coordinate": "协调", "assist": "配合", "convenience": "便民"}
    rows = {(row["领域"], row["承担方式"]) for row in starter_rows()}
    assert {(row["name"], roles[row["role"]]) for row in fields} <= rows


def test_help_with_correction_and_drugs_is_described_and_names_nobody():
    rows = [row for row in starter_rows() if re.search("矫正|禁毒|帮教", row["事项名称"])]
    assert rows and {row["状态"] for row in rows} == {"草稿"}
