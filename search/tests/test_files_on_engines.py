"""Files are found with their public page and withdrawn with it, alike on every engine.

The index in the database is tried on whichever database the tests run on; the server is a real one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish, restore, withdraw
from portal.publication.models import Publication
from portal.tests.factories import make_city
from portal.tests.uploads import linking, make_file, replaced
from search.conf import engine
from search.query import SearchQuery
from search.rebuild import rebuild

from .server import PATIENT, Server, server

__all__ = ["server"]

pytestmark = pytest.mark.django_db
WORDS = "水管压力测试"


@dataclass
class Index:
    """The engine that answers readers, with everything taken over that waits."""

    server: Server | None

    def files(self, typed: str = WORDS) -> set[int]:
        """The pages of the files that hold what was typed."""
        if self.server:
            self.server.drained()
        answer = engine().search(SearchQuery.typed(typed, size=100))
        expected = "elastic" if self.server else "database"
        assert (answer.engine, answer.from_reserve) == (expected, False)
        assert answer.total == len([hit for hit in answer.hits if hit.tier == 1])
        return {hit.page_id for hit in answer.hits if hit.tier == 1 and hit.key.count(":file")}

    def counted(self) -> int:
        """How many files the choice of kinds offers."""
        if self.server:
            self.server.drained()
        kinds = engine().search(SearchQuery.typed(WORDS)).facets.get("kind", ())
        return sum(count.count for count in kinds if count.value == "file")

    def rebuilt(self) -> None:
        """Made anew from what is public, here and on the server."""
        rebuild()
        if self.server:
            self.server.drained()
            self.server.rebuilt()


@pytest.fixture(params=["database", pytest.param("server", marks=pytest.mark.elasticsearch)])
def index(request: pytest.FixtureRequest) -> Index:
    if request.param == "database":
        return Index(None)
    found: Server = request.getfixturevalue("server")
    found.be(**PATIENT)
    return Index(found)


@pytest.fixture
def section(index: Index) -> Any:
    return make_notice_section(make_city())


def make_plan(text: str = f"附表：{WORDS}记录（演示）") -> Any:
    return make_file(text.encode(), title="检修附表（演示）")


def showing(section: Any, file: Any, slug: str = "water") -> Notice:
    """A public notice that shows a file."""
    notice = make_notice(section, title="检修通知", slug=slug, body=linking(file), live=False)
    publish(notice, by=None)
    return notice


def test_a_file_is_found_and_counted_with_its_page(index: Index, section: Any) -> None:
    notice = showing(section, make_plan())
    assert (index.files(), index.counted()) == ({notice.pk}, 1)


def test_a_file_without_a_public_page_is_not_found(index: Index, section: Any) -> None:
    make_plan("没有页面的" + WORDS)
    make_notice(section, slug="draft", body=linking(make_plan()), live=False).save_revision()
    index.rebuilt()
    assert (index.files(), index.counted()) == (set(), 0)


def withdrawn(notice: Notice) -> None:
    withdraw(notice, by=None, reason="时间有变")


def deleted(notice: Notice) -> None:
    Publication.objects.all().delete()
    Page.objects.get(pk=notice.pk).delete()


def closed(notice: Notice) -> None:
    section = notice.get_parent()
    PageViewRestriction.objects.create(page=section, restriction_type="login")


def expired(notice: Notice) -> None:
    past = timezone.now() - timedelta(minutes=1)
    Notice.objects.filter(pk=notice.pk).update(expire_at=past)
    call_command("run_scheduler", "--once", stdout=StringIO())


def taken_out(notice: Notice) -> None:
    notice.body = linking(make_plan("另一份：泵房钥匙（演示）"))
    publish(notice, by=None)


def guarded(_notice: Notice) -> None:
    collection = make_plan("x").collection
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")


ENDS: list[Callable[[Notice], None]] = [withdrawn, deleted, closed, expired, taken_out, guarded]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_a_file_goes_with_its_page(index: Index, section: Any, end: Any) -> None:
    notice = showing(section, make_plan())
    assert index.files() == {notice.pk}
    end(notice)
    assert (index.files(), index.counted()) == (set(), 0)
    index.rebuilt()
    assert index.files() == set()


def test_a_file_comes_back_with_its_page(index: Index, section: Any) -> None:
    notice = showing(section, make_plan())
    withdrawn(notice)
    assert index.files() == set()
    restore(Notice.objects.get(pk=notice.pk), by=None)
    assert index.files() == {notice.pk}


def test_a_file_of_two_pages_stays_with_the_other_one(index: Index, section: Any) -> None:
    file = make_plan()
    first, second = showing(section, file), showing(section, file, slug="again")
    assert index.files() == {first.pk, second.pk}
    withdrawn(first)
    assert (index.files(), index.counted()) == ({second.pk}, 1)


def test_only_the_version_that_was_published_is_found(index: Index, section: Any) -> None:
    file = make_plan()
    notice = showing(section, file)
    replaced(file, "新表：电梯年检日程（演示）".encode())
    assert (index.files(), index.files("电梯年检日程")) == ({notice.pk}, set())
    publish(Notice.objects.get(pk=notice.pk), by=None)
    assert (index.files(), index.files("电梯年检日程")) == (set(), {notice.pk})


def test_a_rebuild_finds_the_same_files(index: Index, section: Any) -> None:
    notice = showing(section, make_plan())
    index.rebuilt()
    assert (index.files(), index.counted()) == ({notice.pk}, 1)
