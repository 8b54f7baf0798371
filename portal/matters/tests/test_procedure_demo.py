"""The demo's procedures: twenty complete texts, laid once, all of them through the gate."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from portal.demo.files import Shelf
from portal.demo.tree import LaidPages
from portal.matters.demo.procedures import load_procedures, read_procedures
from portal.matters.models import Matter, MatterSection, Procedure
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db
FILES = sorted((Path(settings.BASE_DIR) / "fixtures/matters/procedures").glob("*.txt"))


def test_there_are_at_least_twenty():
    assert len(FILES) >= 20


def test_all_are_public_and_complete_and_a_second_load_adds_none():
    city = make_city()
    now = timezone.now()
    assert list(load_procedures(at=now, by=None)) == [f"Procedures: {len(FILES)} added, 0 kept."]
    pages = Procedure.objects.live()
    assert pages.count() == len(FILES)
    assert MatterSection.objects.child_of(city).count() == 1
    wanting = {page.slug: page.problems() for page in pages if page.problems()}
    assert wanting == {}
    assert list(load_procedures(at=now, by=None)) == [f"Procedures: 0 added, {len(FILES)} kept."]


def test_a_matter_that_is_there_already_keeps_its_name():
    make_city()
    Matter.objects.create(code="YL-001", name="医保登记")
    list(load_procedures(at=timezone.now(), by=None))
    assert Matter.objects.get(code="YL-001").name == "医保登记"


def test_a_bad_line_is_named_with_its_file(tmp_path):
    text = FILES[0].read_text(encoding="utf-8").replace("fee_kind: ", "fee_kind: maybe-")
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "bad.txt").write_text(text, encoding="utf-8")
    shelf = Shelf(tmp_path, timezone.localdate())
    read_procedures(shelf)
    assert any("maybe-" in str(problem) for problem in shelf.problems)


def test_without_a_city_nothing_is_laid():
    list(load_procedures(at=timezone.now(), by=None))
    assert len(LaidPages()) == 0
