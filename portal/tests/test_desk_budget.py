"""The first screen costs the same at ten pages and at a thousand: at most twenty-two statements.

Counted is what a visit asks of the database; the savepoints that a test's own transaction adds when
the session is kept are not.
"""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, Revision

from portal.desk.screen import screen_for
from portal.models import DeadLink, ScheduleFailure
from portal.pages.models import Notice
from portal.pages.tests.bulk import Text, add_notices
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.models import Publication
from portal.tests.desks import make_desk

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 22
SHORT, LONG = 10, 1000


@pytest.fixture
def desk() -> SimpleNamespace:
    """A community with something for every part of the screen."""
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    now = timezone.now()
    for by in (desk.editor.user, desk.publisher.user):
        page = make_notice(desk.section, live=False, title=f"{by} 写的")
        page.save_revision(user=by)
        page.get_workflow().start(page, by)
        ScheduleFailure.objects.note(
            f"publish:{page.pk}", label="坏的", message="Refused: 缺。", due_at=now, at=now,
            page=page.pk,
        )  # fmt: skip
        DeadLink.objects.create(
            page=page, address="/x/", why="missing", first_seen_at=now, seen_at=now
        )
    return desk


def fill(desk: Any, count: int) -> None:
    """So many notices: written, changed, published, planned, ending, by one person or the other."""
    texts = [Text(f"n-{count}-{n}", f"通知{n}", date(2026, 1, 5)) for n in range(count)]
    keys = add_notices(desk.section, texts)
    people = [desk.editor.user.pk, desk.publisher.user.pk]
    for place, by in enumerate(people):
        own = keys[place::2]
        Revision.objects.filter(object_id__in=[str(key) for key in own]).update(user=by)
        Publication.objects.filter(page__in=own).update(by=by)
        Page.objects.filter(pk__in=own[::2]).update(
            has_unpublished_changes=True, latest_revision_created_at=timezone.now()
        )
        Page.objects.filter(pk__in=own[1::2]).update(expire_at=timezone.now() + timedelta(days=3))
    Notice.objects.filter(pk__in=keys[::3]).update(
        kind="publicity", publicity_to=timezone.localdate() + timedelta(days=2)
    )


def statements(browser: Any) -> int:
    browser.get("/admin/")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/admin/").status_code == 200
    return sum("SAVEPOINT" not in row["sql"] for row in asked)


@pytest.mark.parametrize("who", ["editor", "publisher", "city_editor"])
def test_the_desk_costs_the_same_at_ten_pages_and_at_a_thousand(desk, who):
    browser = getattr(desk, who).browser
    fill(desk, SHORT)
    few = statements(browser)
    fill(desk, LONG)
    many = statements(browser)
    assert few == many
    assert many <= MOST_STATEMENTS, f"{who}: {many} statements"


def test_the_desk_of_the_administrator_costs_no_more(desk, admin_client):
    fill(desk, LONG)
    assert statements(admin_client) <= MOST_STATEMENTS


def test_no_part_of_the_screen_grows_without_end(desk):
    fill(desk, LONG)
    screen = screen_for(desk.editor.user)
    parts = (screen.waiting, screen.late, screen.soon, screen.mine, screen.others)
    assert [len(part) <= 20 for part in parts] == [True] * 5
    assert screen.is_more
