"""What search tells the health page, from rows alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from search import health, watch
from search.models import IndexEvent, IndexState

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(settings: Any) -> None:
    """There is a search server, at an address where nobody is: nobody may ask it."""
    settings.SEARCH = {"URL": "http://192.0.2.1:9200", "USER": "u", "PASSWORD": "secret"}
    watch.seen()


def waiting(*, seconds: int = 0, parked: bool = False) -> None:
    noted_at = timezone.now() - timedelta(seconds=seconds)
    IndexEvent.objects.create(object_key="1:main", seq=1, noted_at=noted_at, parked=parked)


def test_without_a_server_the_index_alone_is_told() -> None:
    assert [part.name for part in health.parts()] == ["search_index"]


def test_an_index_of_another_analysis_is_not_well() -> None:
    IndexState.objects.update_or_create(pk=1, defaults={"schema": "other", "documents": 1})
    assert [part.ok for part in health.parts()] == [False]


def test_a_server_and_the_way_there_are_told_beside_it(outside: None) -> None:
    names = [part.name for part in health.parts()]
    assert names == ["search_index", "search_server", "search_drain"]


def test_a_worker_that_could_not_reach_the_server_makes_it_not_well(outside: None) -> None:
    watch.failed("no connection")
    assert not health.server().ok


def test_a_server_that_took_changes_over_again_is_well(outside: None) -> None:
    watch.failed("no connection")
    watch.drained()
    assert health.server().ok


def test_a_change_that_waits_a_moment_is_well(outside: None) -> None:
    waiting(seconds=5)
    assert health.drain().ok


def test_a_change_that_waits_for_more_than_a_minute_is_not_well(outside: None) -> None:
    waiting(seconds=90)
    assert not health.drain().ok


def test_a_refused_document_is_not_well(outside: None) -> None:
    waiting(parked=True)
    assert (health.drain().ok, health.drain().facts["parked"]) == (False, 1)


def test_a_worker_that_never_came_is_not_well(settings: Any) -> None:
    settings.SEARCH = {"URL": "http://192.0.2.1:9200"}
    assert not health.drain().ok


def test_no_part_holds_an_address_or_a_secret(outside: None) -> None:
    told = str(list(health.parts()))
    assert "192.0.2.1" not in told
    assert "secret" not in told
