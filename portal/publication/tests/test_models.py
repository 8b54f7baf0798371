"""The register of publications: rows are added and say in words what happened."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from portal.publication.models import IndexNumberCounter, Publication, Verb
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db


def test_the_newest_act_comes_first_and_names_the_item():
    page = make_city()
    for year in (2031, 2033, 2032):
        Publication.objects.create(
            page=page,
            index_no="YS/2031-00001",
            verb=Verb.PUBLISH,
            at=datetime(year, 1, 1, tzinfo=UTC),
        )
    rows = list(Publication.objects.filter(index_no="YS/2031-00001"))
    assert [row.at.year for row in rows] == [2033, 2032, 2031]
    assert str(rows[0]).startswith("YS/2031-00001")


def test_there_is_one_counter_for_a_unit_and_a_year():
    IndexNumberCounter.objects.create(unit_code="YS", year=2031)
    with pytest.raises(IntegrityError), transaction.atomic():
        IndexNumberCounter.objects.create(unit_code="YS", year=2031)
