"""Those who write the index and the outbox at once in PostgreSQL: in turn, and never in a knot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish, withdraw
from portal.tests.factories import make_city
from search import outbox
from search.conf import embedded
from search.engines import store
from search.events import forgive
from search.models import IndexedDocument, IndexEvent
from search.reconcile import Difference, mend

from .engine_contract import entry

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite lets one write at a time: `IMMEDIATE`"
    ),
]


Work = Callable[[], object]


@contextmanager
def another() -> Iterator[Callable[[Work], Future[None]]]:
    """Begins works on a connection of their own, of which the end is waited for."""

    def run(work: Work) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        begun: list[Future[None]] = []

        def begin(work: Work) -> Future[None]:
            begun.append(thread.submit(run, work))
            return begun[-1]

        yield begin
        for one in begun:
            one.result(30)


def somebody_waits() -> None:
    """Until another connection waits for its turn."""
    waits = (
        "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
        "WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted"
    )
    deadline = monotonic() + 10
    while monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(waits)
            if cursor.fetchone():
                return
        sleep(0.02)
    pytest.fail("nobody waits")


def test_what_is_withdrawn_meanwhile_does_not_come_back_with_its_topic() -> None:
    notice = make_notice(make_notice_section(make_city()), title="燃气检修")
    notice.topics.add("医保")
    publish(notice, by=None)
    topic = notice.topics.get()

    def rename() -> None:
        topic.name = "医疗保险"
        topic.save()

    with another() as begin, transaction.atomic():
        withdraw(notice, by=None, reason="内容有误")
        begin(rename)
        somebody_waits()
    assert not IndexedDocument.objects.filter(page=notice.pk).exists()


def test_what_is_closed_meanwhile_does_not_come_back_with_a_publication() -> None:
    section = make_notice_section(make_city())
    notice = make_notice(section, title="燃气检修")

    def correct() -> None:
        own = Notice.objects.get(pk=notice.pk)
        own.title = "供暖检修"
        publish(own, by=None)

    with another() as begin, transaction.atomic():
        PageViewRestriction.objects.create(page=section, restriction_type="login")
        begin(correct)
        somebody_waits()
    assert not IndexedDocument.objects.filter(page=notice.pk).exists()


@pytest.fixture
def two_wait(settings: Any) -> None:
    """Two entries in the outbox, in the table in another order than by their keys."""
    settings.SEARCH = {"URL": "http://127.0.0.1:9"}
    for number in (2, 1):
        embedded().write([entry(number, f"停水{number}")])
    for key in ("2:main", "1:main"):
        IndexEvent.objects.filter(object_key=key).update(next_try_at=timezone.now())


@pytest.mark.usefixtures("two_wait")
def test_forgiving_waits_for_no_publication() -> None:
    with another() as begin, transaction.atomic():
        outbox.note({"1:main": 50})
        begin(forgive).result(30)
        outbox.note({"2:main": 50})
    assert not IndexEvent.objects.filter(object_key="2:main", next_try_at__isnull=False).exists()


@pytest.mark.usefixtures("two_wait")
def test_mending_takes_its_turn_before_any_row() -> None:
    with another() as begin, transaction.atomic():
        store.take_turn()
        begin(lambda: mend([Difference("1:main", 1, 0), Difference("2:main", 1, 0)]))
        somebody_waits()
        embedded().delete(keys=["1:main"])
    assert IndexedDocument.objects.filter(key="2:main").exists()
