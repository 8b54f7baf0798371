"""The scheduler: due items go live once and in order, a poisoned one stops nobody."""

import os
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail import hooks

from portal.models import ScheduleFailure, SchedulerLease
from portal.publication.actions import approve
from portal.publication.models import Publication, Verb
from portal.scheduling import DueItem, Scheduler, carry_out, due_items, is_dead_here, run_due
from portal.signals import DUE_ITEMS
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db

INTERVAL = timedelta(seconds=15)


@pytest.fixture
def district():
    return make_district(make_city())


def make_due(district, *, hours_ago: float, ends_hours_ago: float | None = None, **values):
    """A draft community whose approved publication was due some hours ago."""
    now = timezone.now()
    page = make_community(district, **values)
    page.withdrawal_reason = "演示"
    page.unpublish()
    page.go_live_at = now - timedelta(hours=hours_ago)
    if ends_hours_ago is not None:
        page.expire_at = now - timedelta(hours=ends_hours_ago)
    planned(page)
    Publication.objects.filter(page_id=page.pk).delete()
    return page


def planned(page, **options):
    """An approved revision of the page with its date."""
    revision = page.save_revision(approved_go_live_at=page.go_live_at, **options)
    approve(revision, page=page, by=None)


def poison(page):
    """Lets the due revision lack a figure without which the gate refuses it."""
    page.population = None
    planned(page, clean=False)
    page.revisions.exclude(pk=page.latest_revision_id).update(approved_go_live_at=None)


def is_live(page) -> bool:
    page.refresh_from_db()
    return page.live


def test_due_publication_goes_live_once_by_the_system(district):
    page = make_due(district, hours_ago=1)
    run_due(timezone.now())
    assert run_due(timezone.now()).done == []
    rows = Publication.objects.filter(page_id=page.pk)
    assert is_live(page)
    assert [(row.verb, row.by) for row in rows] == [(Verb.PUBLISH, None)]


def test_publication_due_in_the_future_waits(district):
    page = make_due(district, hours_ago=-1)
    assert run_due(timezone.now()).done == []
    assert not is_live(page)


def test_missed_items_go_live_in_the_order_of_their_dates(district):
    titles = {2: "乙社区", 3: "甲社区", 1: "丙社区"}
    for hours, title in titles.items():
        make_due(district, hours_ago=hours, title=title)
    assert run_due(timezone.now()).done == ["甲社区", "乙社区", "丙社区"]


def test_expired_page_is_taken_down_and_leaves_a_trace(district):
    page = make_community(district)
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    run_due(timezone.now())
    assert not is_live(page)
    assert Publication.objects.filter(page_id=page.pk).first().verb == Verb.EXPIRE


def test_item_whose_whole_time_was_missed_is_published_and_taken_down_in_one_round(district):
    page = make_due(district, hours_ago=3, ends_hours_ago=1)
    run_due(timezone.now())
    rows = Publication.objects.filter(page_id=page.pk).order_by("pk")
    assert [row.verb for row in rows] == [Verb.PUBLISH, Verb.EXPIRE]
    assert not is_live(page)


def test_poisoned_item_stops_no_other_and_keeps_its_error(district):
    poisoned = make_due(district, hours_ago=3)
    poison(poisoned)
    healthy = make_due(district, hours_ago=2)
    outcome = run_due(timezone.now())
    failure = ScheduleFailure.objects.get()
    assert is_live(healthy)
    assert not is_live(poisoned)
    assert outcome.failed == [failure.label]
    assert "Refused" in failure.message


def test_poisoned_item_is_tried_again_later_and_later(district):
    poison(make_due(district, hours_ago=3))
    now = timezone.now()
    run_due(now)
    assert run_due(now + timedelta(seconds=30)).failed == []
    run_due(now + timedelta(minutes=2))
    failure = ScheduleFailure.objects.get()
    assert failure.attempts == 2
    assert failure.next_try_at == now + timedelta(minutes=4)


def test_mended_item_goes_live_and_its_failure_is_forgotten(district):
    page = make_due(district, hours_ago=3)
    poison(page)
    run_due(timezone.now())
    page.population = 5200
    planned(page)
    page.revisions.exclude(pk=page.latest_revision_id).update(approved_go_live_at=None)
    run_due(timezone.now() + timedelta(minutes=5))
    assert is_live(page)


def test_repeated_failure_is_forgotten_once_the_same_item_succeeds():
    now = timezone.now()
    broken = [True]

    def run(_now):
        if broken:
            raise RuntimeError("磁盘已满")

    item = DueItem(key="demo:1", due_at=now, label="演示", run=run)
    carry_out(item, now)
    broken.clear()
    assert carry_out(item, now)
    assert not ScheduleFailure.objects.exists()


def test_failed_item_leaves_nothing_half_done(district):
    page = make_community(district)

    def run(_now):
        type(page).objects.filter(pk=page.pk).update(title="改了一半")
        raise RuntimeError

    carry_out(DueItem("demo:2", timezone.now(), "演示", run), timezone.now())
    page.refresh_from_db()
    assert page.title != "改了一半"


def test_fault_of_one_package_does_not_hide_the_items_of_others(district):
    page = make_due(district, hours_ago=1)

    def faulty(now):
        raise RuntimeError("演示")

    with hooks.register_temporarily(DUE_ITEMS, faulty):
        run_due(timezone.now())
    assert is_live(page)


def test_package_offers_due_items_by_the_hook():
    now = timezone.now()
    item = DueItem("demo:3", now, "公示期满（演示）", lambda at: None)
    with hooks.register_temporarily(DUE_ITEMS, lambda at: [item]):
        assert due_items(now) == [item]
        assert run_due(now).done == ["公示期满（演示）"]


def test_second_scheduler_stands_by_and_says_so_once():
    lines: list[str] = []
    first = Scheduler(say=lambda line: None, interval=INTERVAL)
    second = Scheduler(say=lines.append, interval=INTERVAL)
    assert first.round() is not None
    assert second.round() is None
    assert second.round() is None
    assert len(lines) == 1


def test_second_scheduler_takes_over_when_the_first_ends():
    first = Scheduler(say=lambda line: None, interval=INTERVAL)
    second = Scheduler(say=lambda line: None, interval=INTERVAL)
    first.round()
    first.give_back()
    assert second.round() is not None
    assert first.round() is None


def test_silent_holder_on_another_machine_loses_the_lease_after_its_time():
    now = timezone.now()
    SchedulerLease.objects.create(
        name=SchedulerLease.NAME, holder="elsewhere/1/a", beat_at=now - timedelta(seconds=50)
    )
    scheduler = Scheduler(say=lambda line: None, interval=INTERVAL)
    assert scheduler.round() is None
    SchedulerLease.objects.update(beat_at=now - timedelta(seconds=90))
    assert scheduler.round() is not None


def test_killed_holder_on_this_machine_is_replaced_at_once():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    holder = f"{socket.gethostname()[:60]}/{process.pid}/a"
    SchedulerLease.objects.create(name=SchedulerLease.NAME, holder=holder, beat_at=timezone.now())
    scheduler = Scheduler(say=lambda line: None, interval=INTERVAL)
    alive_answer = scheduler.round()
    process.kill()
    process.wait()
    assert alive_answer is None
    assert scheduler.round() is not None


def test_only_a_process_of_this_machine_can_be_known_to_be_dead():
    assert not is_dead_here("")
    assert not is_dead_here("elsewhere/1/a")
    assert not is_dead_here(f"{socket.gethostname()[:60]}/{os.getpid()}/a")


def test_scheduler_that_loses_its_lease_stops_between_two_items(district):
    pages = [make_due(district, hours_ago=hours) for hours in (3, 2)]
    answers = iter([True, False])
    run_due(timezone.now(), keep_going=lambda: next(answers))
    assert [is_live(page) for page in pages] == [True, False]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_item_carried_out_by_two_processes_at_once_goes_live_once():
    page = make_due(make_district(make_city()), hours_ago=1)
    now = timezone.now()
    (item,) = due_items(now)
    barrier = threading.Barrier(4)

    def work():
        barrier.wait()
        carry_out(item, now)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Publication.objects.filter(page_id=page.pk).count() == 1
    assert not ScheduleFailure.objects.exists()


def test_command_with_once_reports_failures_by_its_exit_status(district):
    poison(make_due(district, hours_ago=3))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("run_scheduler", "--once", stdout=out)
    assert "1 failed" in out.getvalue()


def test_command_with_once_gives_the_lease_back():
    call_command("run_scheduler", "--once", stdout=StringIO())
    assert SchedulerLease.objects.get().holder == ""


def test_a_failure_remembers_its_page_so_that_its_editors_see_it(district):
    page = make_due(district, hours_ago=1)
    poison(page)
    run_due(timezone.now())
    failure = ScheduleFailure.objects.get()
    assert failure.page_id == page.pk
    assert failure.is_refusal
    assert failure.refusal


def test_a_failure_of_the_machine_is_no_refusal():
    def run(now):
        raise RuntimeError("演示")

    now = timezone.now()
    assert not carry_out(DueItem("x:1", now, "演示", run), now)
    failure = ScheduleFailure.objects.get()
    assert not failure.is_refusal
    assert failure.refusal == ""
