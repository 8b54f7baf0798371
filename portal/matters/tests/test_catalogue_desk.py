"""What the catalogue adds to the desk: drafts that wait for a second person, the way to them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.desk.doors import doors_on_desk
from portal.desk.tallies import counted, kinds_of
from portal.matters import catalogue_desk
from portal.matters.catalogue_actions import problems_with_publisher
from portal.matters.tests.factories import make_catalogue, make_entry
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Any:
    """A district whose next catalogue the city editor has written."""
    desk = make_desk()
    desk.draft = make_catalogue(
        desk.district, effective_from=date(2026, 1, 1), written_by=desk.city_editor.user
    )
    desk.entry = make_entry(desk.draft)
    return desk


def waiting(person: Any) -> int:
    """How many drafts the desk says wait for this person."""
    offers = list(catalogue_desk.catalogue_tallies(person.user))
    return counted(kinds_of(offers)).get(catalogue_desk.WAITING, (0, None))[0]


def test_a_draft_waits_for_who_may_publish_and_has_written_nothing_of_it(desk):
    for person in (desk.district_supervisor, desk.administrator):
        assert waiting(person) == 1
        assert problems_with_publisher(desk.draft, by=person.user) == []
    assert waiting(desk.city_editor) == 0


def test_who_wrote_an_entry_is_no_second_person(desk):
    desk.entry.written_by = desk.district_supervisor.user
    desk.entry.save()
    assert waiting(desk.district_supervisor) == 0


def test_a_draft_that_is_still_empty_or_has_no_first_day_waits_for_nobody(desk):
    type(desk.draft).objects.update(effective_from=None)
    assert waiting(desk.district_supervisor) == 0
    type(desk.draft).objects.update(effective_from=date(2026, 1, 1))
    desk.entry.delete()
    assert waiting(desk.district_supervisor) == 0


def test_a_published_catalogue_waits_for_nobody(desk):
    type(desk.draft).objects.update(published_at=timezone.now())
    assert waiting(desk.district_supervisor) == 0


def test_people_of_a_community_hear_nothing_of_it(desk):
    for person in (desk.editor, desk.publisher, desk.secretary):
        assert list(catalogue_desk.catalogue_tallies(person.user)) == []
        assert "catalogue" not in [one.key for one in doors_on_desk(person.user)]


def test_the_line_leads_to_what_the_draft_changes(desk):
    browser = desk.district_supervisor.browser
    answer = browser.get(reverse("desk_go", args=[catalogue_desk.WAITING]))
    assert answer.url == reverse("catalogues:publish", args=[desk.draft.pk])
    assert browser.get(answer.url).status_code == 200


def test_the_button_leads_to_the_draft_and_without_one_to_all_versions(desk):
    browser = desk.district_supervisor.browser
    go = reverse("desk_go", args=["catalogue"])
    assert browser.get(go).url.endswith(f"?catalogue={desk.draft.pk}")
    type(desk.draft).objects.update(published_at=timezone.now())
    assert browser.get(go).url == reverse("catalogues:index")
