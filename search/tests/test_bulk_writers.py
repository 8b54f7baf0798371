"""Bulk work that meets at the index: each comes to its end, and all of it is found."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal.pages.importing import read_text, store
from portal.pages.models import Notice
from portal.pages.tests.bulk import Text, add_notices
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation_section,
)
from portal.publication.actions import publish, withdraw
from portal.tests.factories import make_city, make_community, make_district
from search import vocabulary
from search.conf import embedded
from search.documents import build, public_ids
from search.models import IndexedDocument
from search.rebuild import rebuild

ROUNDS, PAGES = 4, 250

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite lets one write at a time: `IMMEDIATE`"
    ),
]
Work = Callable[[], Any]


def at_once(*works: Work) -> None:
    """Let all begin together, each with a connection of its own; what one raises is raised."""
    together = Barrier(len(works))

    def run(work: Work) -> None:
        try:
            together.wait(10)
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        list(threads.map(run, works))


def several(work: Work) -> Work:
    """The same work a few times."""

    def repeated() -> None:
        for _ in range(ROUNDS):
            work()

    return repeated


@pytest.fixture
def city() -> Any:
    """A city with a section full of notices."""
    found = make_city()
    day, section = timezone.localdate(), make_notice_section(found)
    texts = (Text(f"n{n}", f"第{n}号停水通知之{n * 7 % 90}", day) for n in range(PAGES))
    embedded().write(build(add_notices(section, texts)))
    return found


def assert_index_is_what_is_public() -> None:
    """Every public page that is searched has entries, and nothing else has."""
    indexed = dict(IndexedDocument.objects.values_list("key", "folded"))
    rebuild()
    assert dict(IndexedDocument.objects.values_list("key", "folded")) == indexed
    assert {entry.key for entry in build(public_ids())} == set(indexed)


def importing(section: Any, place: int) -> Work:
    """Files of several regulations each, one transaction a file."""

    def work() -> None:
        for turn in range(ROUNDS):
            text = "".join(
                f"演示市{place}{turn}{part}号公约\n第一条 楼道不放杂物。\n第二条 车停棚内。\n\n"
                for part in "甲乙丙"
            )
            report = read_text(text, name=f"{place}-{turn}.txt", section=section)
            assert not store(report, section=section, by=None, at=timezone.now()).problems

    return work


def publishing(notices: list[Notice]) -> Work:
    """One after another with titles of their own, each in its transaction."""

    def work() -> None:
        for notice in notices:
            publish(notice, by=None)

    return work


def publishing_at_once(notices: list[Notice]) -> Work:
    """All in one transaction."""

    def work() -> None:
        with transaction.atomic():
            publishing(notices)()

    return work


def drafts(section: Any, word: str) -> list[Notice]:
    """Notices that wait."""
    return [
        make_notice(section, title=f"{word}{n * 13 % 17}号检修", slug=f"{word}{n}", live=False)
        for n in range(8)
    ]


def test_two_rebuilds_at_once(city: Any) -> None:
    at_once(rebuild, rebuild)
    assert_index_is_what_is_public()


def test_rebuilds_beside_publications(city: Any) -> None:
    section = make_notice_section(make_community(make_district(city)))
    first, second = drafts(section, "a"), drafts(section, "b")
    at_once(several(rebuild), publishing(first), publishing_at_once(second))
    assert_index_is_what_is_public()


def test_a_rebuild_from_nothing_beside_publications_and_a_rebuild_in_place(city: Any) -> None:
    section = make_notice_section(make_community(make_district(city)))
    at_once(lambda: rebuild(fresh=True), rebuild, publishing_at_once(drafts(section, "a")))
    assert_index_is_what_is_public()


def test_imports_beside_a_rebuild(city: Any) -> None:
    section = make_regulation_section(city)
    at_once(several(rebuild), importing(section, 1), importing(section, 2))
    assert_index_is_what_is_public()


def test_a_move_of_many_pages_beside_a_rebuild_and_withdrawals(city: Any) -> None:
    district = make_district(city)
    here, there = make_community(district), make_community(district)
    section = make_notice_section(here, slug="own")
    day = timezone.localdate()
    add_notices(section, [Text(f"m{n}", f"燃气检修第{n}号", day) for n in range(PAGES)])
    notices = list(Notice.objects.child_of(section)[:8])

    def move() -> None:
        section.refresh_from_db()
        section.move(there, pos="last-child")

    def withdrawals() -> None:
        for notice in notices:
            withdraw(notice, by=None, reason="时间有变")

    at_once(several(rebuild), move, withdrawals)
    assert_index_is_what_is_public()


def test_the_words_of_readers_are_gathered_twice_at_once_beside_publications(city: Any) -> None:
    section = make_notice_section(make_community(make_district(city)))
    gathering = several(vocabulary.rebuild)
    at_once(gathering, gathering, publishing_at_once(drafts(section, "a")))
    assert_index_is_what_is_public()
