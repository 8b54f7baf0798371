"""What a test finds put back is what was built; where tests differ, it is built again."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from portal.models import Topic
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.desks import as_built, make_desk
from portal.tests.remembered import _all_rows, remembered
from portal.tests.sweep_world import given_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def times() -> list[int]:
    """One more for every time that the world was built."""
    return []


@pytest.fixture
def world(times: list[int]) -> Any:
    """A desk with a published notice, remembered."""

    @remembered(as_built)
    def world() -> SimpleNamespace:
        times.append(1)
        desk = make_desk()
        desk.notice = make_notice(make_notice_section(desk.one), title="停水通知")
        return desk

    return world


def test_rows_and_people_are_those_that_were_built(world, times):
    with given_back():
        world().notice.title = "改了"
        built = _all_rows()
    with given_back():
        desk = world()
        assert _all_rows() == built
        assert desk.notice.title == "停水通知"
        assert desk.editor.browser.get("/admin/").status_code == 200
    assert sum(times) == 1


def test_what_is_written_later_has_a_key_of_its_own_though_counters_were_set_back(world, times):
    set_counters_back()
    with given_back():
        world()
    set_counters_back()
    with given_back():
        make_notice_section(world().two)
    assert sum(times) == 1


def set_counters_back() -> None:
    """As the command that moves a portal to PostgreSQL does."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Page, PageLogEntry]):
            cursor.execute(statement)


def test_it_is_built_again_beside_other_rows_and_at_another_time(world, times):
    with given_back():
        world()
    with given_back():
        Topic.objects.create(name="供水", slug="供水")
        world()
    assert sum(times) == 2
    with given_back(), time_machine.travel(timezone.now() + timedelta(days=900)):
        assert world().notice.first_published_at > timezone.now() - timedelta(days=1)
    assert sum(times) == 3
