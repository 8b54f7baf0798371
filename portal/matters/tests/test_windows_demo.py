"""The demo's windows: three communities, each with what a resident asks for."""

from __future__ import annotations

import pytest
from django.utils import timezone

from portal.demo.loading import load_demo
from portal.matters.facility_rules import problems_with_supervision
from portal.matters.models import Duty, Post, RuleSlot, ServiceFacility, Window
from portal.pages.models import Centre

pytestmark = pytest.mark.django_db


def test_three_communities_have_windows_posts_roster_and_facilities_and_a_second_load_adds_none():
    load_demo(at=timezone.now(), by=None)
    centres = Centre.objects.filter(windows__isnull=False).distinct()
    assert (centres.count(), Window.objects.count()) == (3, 6)
    assert not Window.objects.filter(matters__isnull=True).exists()
    assert Duty.objects.values("community").distinct().count() == 3
    assert ServiceFacility.objects.filter(is_active=False).count() == 1
    assert set(RuleSlot.objects.values_list("kind", flat=True)) == {"first_asked", "time_limit"}
    assert Post.objects.filter(kind="special").count() == 2
    lines = load_demo(at=timezone.now(), by=None)
    assert [line for line in lines if line.startswith("Windows")] == ["Windows: 0 added, 3 kept."]


def test_the_demo_market_and_outlet_say_all_that_their_kind_demands():
    load_demo(at=timezone.now(), by=None)
    rows = ServiceFacility.objects.filter(kind__in=("market", "outlet"))
    assert rows.count() == 2
    for row in rows:
        values = {field.name: getattr(row, field.name) for field in row._meta.fields}
        assert problems_with_supervision(row.kind, values, today=timezone.localdate()) == []
