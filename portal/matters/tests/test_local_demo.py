"""The demo of local details: laid once, after the procedures, one of them old."""

from __future__ import annotations

import pytest
from django.utils import timezone

from portal.demo.loading import demo_shelf
from portal.demo.places import load_places
from portal.demo.tree import LaidPages
from portal.matters.demo.local import load_local
from portal.matters.local_reading import old_details
from portal.matters.models import LocalDetails, Matter, MatterSection
from portal.models import City, Community

from .factories import make_matter, make_matter_section, make_procedure
from .local_factories import enter_review_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    """The places of the demo with two procedures of the city."""
    at = timezone.now()
    list(load_places(demo_shelf(at), LaidPages(), at=at, by=None))
    section = make_matter_section(City.objects.get())
    for code in ("YL-001", "YL-004"):
        known = Matter.objects.filter(code=code).first()
        make_procedure(section, matter=known or make_matter(code=code))
    list(load_local(at=at, by=None))
    return at


def test_three_communities_serve_the_procedures_of_the_city(at):
    assert MatterSection.objects.live().filter(depth__gt=3).count() == 3


def test_a_second_load_adds_nothing(at):
    before = LocalDetails.objects.count()
    assert before
    assert list(load_local(at=at, by=None)) == ["Local details: 0 added."]
    assert LocalDetails.objects.count() == before


def test_one_row_is_old_so_that_the_report_shows_it(at):
    enter_review_rule()
    community = Community.objects.get(slug="qingheli")
    assert len(old_details(community, on=timezone.localdate(at))) == 1


def test_the_commonest_have_an_order(at):
    assert Matter.objects.get(code="YL-001").common_order == 1
