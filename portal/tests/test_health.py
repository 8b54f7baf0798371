"""The health page: one word for strangers, every part for those whom the machinery concerns."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.models import SchedulerLease
from portal.tests.desks import make_desk, signed_in
from portal.tests.factories import make_user

pytestmark = pytest.mark.django_db


def beat(*, seconds_ago: int = 1) -> None:
    moment = timezone.now() - timedelta(seconds=seconds_ago)
    SchedulerLease.objects.create(name=SchedulerLease.NAME, holder="one", beat_at=moment)


def waiting_task(*, minutes: int) -> None:
    row = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, priority=0, task_path="none", backend_name="default"
    )
    moment = timezone.now() - timedelta(minutes=minutes)
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=moment)


def parts() -> dict[str, Any]:
    chief = signed_in(make_user("chief", is_superuser=True))
    return chief.get("/health/").json()["parts"]


def test_a_stranger_learns_one_word_only(client: Client) -> None:
    beat()
    assert set(client.get("/health/").json()) == {"ok"}


def test_an_editor_of_one_community_learns_no_more_than_a_stranger() -> None:
    assert set(make_desk().editor.browser.get("/health/").json()) == {"ok"}


def test_an_editor_of_the_city_sees_every_part() -> None:
    found = make_desk().city_editor.browser.get("/health/").json()
    assert {"database", "scheduler", "worker", "search_index"} <= set(found["parts"])


def test_a_silent_scheduler_is_not_well_but_the_portal_still_serves(client: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        beat(seconds_ago=3600)
        answer = client.get("/health/")
        assert (answer.status_code, answer.json()) == (200, {"ok": False})
        assert parts()["scheduler"] == {"ok": False, "silent_seconds": 3600}


def test_a_scheduler_at_work_is_well() -> None:
    beat()
    assert parts()["scheduler"]["ok"] is True


def test_a_scheduler_that_never_ran_is_not_well() -> None:
    assert parts()["scheduler"] == {"ok": False, "silent_seconds": None}


@pytest.mark.parametrize(("minutes", "is_well"), [(1, True), (3, False)])
def test_work_that_waits_longer_than_two_minutes_says_that_no_worker_runs(
    minutes: int, is_well: bool
) -> None:
    waiting_task(minutes=minutes)
    assert parts()["worker"]["ok"] is is_well


def test_without_its_database_the_portal_cannot_serve_and_says_no_more(client: Client) -> None:
    def away(*_words: Any) -> None:
        raise OperationalError("no connection to host secret.example")

    with connection.execute_wrapper(away):
        answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})


def test_the_answer_is_kept_by_nobody(client: Client) -> None:
    assert "no-store" in client.get("/health/")["Cache-Control"]


def test_a_stranger_costs_few_statements(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    beat()
    with django_assert_max_num_queries(8):
        client.get("/health/")


def test_the_command_tells_one_part_and_fails_when_it_is_not_well() -> None:
    beat()
    out = StringIO()
    call_command("health", "--part", "scheduler", stdout=out)
    assert list(json.loads(out.getvalue())) == ["scheduler"]
    SchedulerLease.objects.all().delete()
    with pytest.raises(CommandError, match="scheduler"):
        call_command("health", "--part", "scheduler", stdout=out)


def test_a_part_that_is_asked_for_and_not_there_is_not_well() -> None:
    with pytest.raises(CommandError, match="no_such_part"):
        call_command("health", "--part", "no_such_part", stdout=StringIO())


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/health/").status_code == 405
