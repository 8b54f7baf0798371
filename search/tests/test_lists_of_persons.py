"""A list of persons is found while it is up and never after, with or without a scheduler."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice_section, make_personal_list
from portal.publication.actions import publish
from portal.scheduling import run_due
from portal.tests.factories import make_city, make_community, make_district
from search.models import IndexedDocument

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2025, 9, 12, 2, tzinfo=UTC)
AFTER = datetime(2025, 9, 22, 16, tzinfo=UTC)
"""Midnight in Shanghai after the last day of the list."""


@pytest.fixture
def page() -> Notice:
    section = make_notice_section(make_community(make_district(make_city())))
    with time_machine.travel(FRIDAY, tick=False):
        return make_personal_list(
            section, publicity_to=date(2025, 9, 19), takedown_on=date(2025, 9, 22)
        )


def words(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def entry_of(page: Any) -> IndexedDocument:
    return IndexedDocument.objects.get(page=page)


def test_a_word_of_the_list_is_found_before_its_end_and_never_after_it(page, client):
    query = "/search/?q=张*梅"
    with time_machine.travel(AFTER - timedelta(minutes=1), tick=False):
        assert page.url in words(client, query)
    with time_machine.travel(AFTER, tick=False):
        assert page.url not in words(client, query), "the date alone must do"
        run_due(timezone.now())
        assert page.url not in words(client, query)
        assert page.url in words(client, f"/search/?q={page.title}")
    entry = entry_of(page)
    assert "张" not in entry.body + entry.heading + entry.folded
    assert entry.expires is None


def test_an_index_built_anew_after_the_end_never_sees_the_list(page):
    with time_machine.travel(AFTER, tick=False):
        call_command("search_rebuild", verbosity=0)
    assert "张" not in entry_of(page).folded
    assert entry_of(page).title == page.title


def test_a_list_whose_time_was_lengthened_is_found_again_until_its_new_end(page):
    with time_machine.travel(AFTER, tick=False):
        run_due(timezone.now())
        again = Notice.objects.get(pk=page.pk)
        again.publicity_to = again.takedown_on = date(2025, 9, 26)
        publish(again, by=None)
        assert "张" in entry_of(page).body
    with time_machine.travel(AFTER + timedelta(days=5), tick=False):
        run_due(timezone.now())
    assert "张" not in entry_of(page).body
