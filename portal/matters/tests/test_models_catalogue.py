"""Rows of the catalogue: what the database itself refuses, and what holds on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.matters.models import Catalogue, Matter, MatterEntry
from portal.matters.tests.factories import make_catalogue, make_entry, make_matter
from portal.tests.factories import make_city, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Any:
    return make_district(make_city())


def refused(make: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_a_version_stands_once_in_a_district(district: Any) -> None:
    make_catalogue(district, version="2026")
    refused(lambda: make_catalogue(district, version="2026"))


def test_a_catalogue_does_not_end_before_it_begins(district: Any) -> None:
    days = {"effective_from": date(2026, 2, 1), "effective_to": date(2026, 1, 31)}
    refused(lambda: make_catalogue(district, **days))


def test_what_is_published_has_a_first_day(district: Any) -> None:
    values = {"effective_from": None, "published_at": timezone.now()}
    refused(lambda: make_catalogue(district, **values))


def test_a_code_belongs_to_one_matter() -> None:
    make_matter(code="YL-1")
    refused(lambda: Matter.objects.create(code="YL-1", name="别的"))


def test_a_matter_stands_once_in_a_catalogue(district: Any) -> None:
    catalogue = make_catalogue(district)
    entry = make_entry(catalogue)
    refused(lambda: make_entry(catalogue, matter=entry.matter))


def test_an_entry_rests_on_a_catalogue_or_on_an_admission(district: Any) -> None:
    entry = make_entry(make_catalogue(district))
    refused(lambda: MatterEntry.objects.filter(pk=entry.pk).update(catalogue=None))


def test_both_ends_of_the_days_belong_to_the_catalogue(district: Any) -> None:
    days = {"effective_from": date(2026, 1, 1), "effective_to": date(2026, 1, 31)}
    make_catalogue(district, **days, published_at=timezone.now())
    make_catalogue(district)
    asked = [date(2025, 12, 31), *days.values(), date(2026, 2, 1)]
    assert [Catalogue.objects.in_force(day).count() for day in asked] == [0, 1, 1, 0]


def test_a_matter_in_force_is_one_of_a_catalogue_in_force(district: Any) -> None:
    catalogue = make_catalogue(district)
    make_entry(catalogue)
    assert not MatterEntry.objects.in_force(date(2026, 1, 1)).exists()
    Catalogue.objects.filter(pk=catalogue.pk).update(published_at=timezone.now())
    assert MatterEntry.objects.in_force(date(2026, 1, 1)).count() == 1
