"""The catalogues of the demo: two versions of one district, one of another, all published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Value
from django.test import override_settings
from django.utils import timezone

from portal.demo.loading import load_demo
from portal.matters.models import Catalogue, Matter, MatterEntry
from portal.matters.standing import with_standing
from portal.matters.taxonomy import FOLDER

AT = timezone.make_aware(datetime(2026, 11, 22, 12, 0))


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """The demo, loaded once by the system."""
    var = override_settings(VAR_DIR=tmp_path_factory.mktemp("var"))
    with var, django_db_blocker.unblock(), transaction.atomic():
        call_command("load_calendar", verbosity=0)
        call_command("load_rule_settings", verbosity=0)
        yield load_demo(at=AT, by=None)
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: Any, db: None) -> Any:
    return loaded


def test_the_demo_has_two_catalogues_of_one_district_and_one_is_in_force(demo: Any) -> None:
    old, new = Catalogue.objects.filter(district__slug="liuwan").order_by("effective_from")
    assert old.effective_to == new.effective_from - timedelta(days=1)
    assert Catalogue.objects.in_force(AT.date()).filter(district__slug="liuwan").get() == new
    assert not Catalogue.objects.filter(filed_on=None).exists()


def test_the_demo_offers_at_least_40_matters_in_10_fields(demo: Any) -> None:
    rows = MatterEntry.objects.in_force(AT.date()).filter(catalogue__district__slug="liuwan")
    offered = rows.filter(status="active")
    assert offered.count() >= 40
    assert offered.values("field").distinct().count() >= 10


def test_the_demo_has_a_superseded_matter_that_says_why_and_where_to_go(demo: Any) -> None:
    matter = Matter.objects.get(code="YL-009")
    district = Catalogue.objects.filter(district__slug="liuwan").first().district
    rows = Matter.objects.filter(pk=matter.pk).annotate(matter=F("pk"))
    said = with_standing(rows, AT.date(), Value(district.path)).get().entry
    assert said["status"] == "superseded"
    assert said["reason"] and said["go_to"] and said["name"]


def test_most_bases_of_the_demo_lead_to_a_text_of_its_library(demo: Any) -> None:
    entry = MatterEntry.objects.filter(matter__code="YL-001").first()
    basis = entry.bases.get()
    assert basis.regulation and basis.seen_version and basis.number == 8


def test_loading_the_demo_again_changes_nothing_of_the_catalogues(demo: Any) -> None:
    before = list(MatterEntry.objects.order_by("pk").values_list("pk", "name"))
    lines = load_demo(at=AT, by=None)
    assert "Catalogues: 0 added, 3 kept." in lines
    assert list(MatterEntry.objects.order_by("pk").values_list("pk", "name")) == before


def test_the_tables_of_the_demo_are_marked_as_a_demonstration() -> None:
    for path in FOLDER.glob("catalogue-*.csv"):
        assert "（演示）" in path.read_text(encoding="utf-8")
