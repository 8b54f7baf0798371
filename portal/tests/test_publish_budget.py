"""What a publication asks the database stays within the budget, whoever approves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish
from portal.tests.desks import make_desk
from portal.tests.query_budget import PUBLISH_BUDGET
from portal.tests.uploads import linking, make_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> SimpleNamespace:
    """A desk, and a notice of its first community that names two files."""
    desk = make_desk()
    desk.section = make_notice_section(desk.one)
    links = linking(make_file(), make_file())
    desk.body = f"<p>周二停水六小时，请提前储水。</p>{links}"
    publish(make_notice(desk.section, body=desk.body, live=False), by=None)  # warms what is kept
    return desk


def statements(page: Any, *, by: Any = None) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        publish(page, by=by)
    return [query["sql"] for query in asked.captured_queries]


def test_a_first_publication_stays_within_the_budget(site) -> None:
    notice = make_notice(site.section, body=site.body, live=False)
    assert len(statements(notice)) <= PUBLISH_BUDGET["create"]


def test_a_publication_of_a_changed_page_stays_within_the_budget(site) -> None:
    notice = make_notice(site.section, body=site.body)
    notice.body = f"<p>改到周三。</p>{site.body}"
    assert len(statements(notice)) <= PUBLISH_BUDGET["change"]


def test_a_second_persons_approval_stays_within_the_budget(site) -> None:
    notice = make_notice(site.section, body=site.body)
    notice.body = f"<p>改到周三。</p>{site.body}"
    notice.save_revision(user=site.editor.user)
    asked = statements(type(notice).objects.get(pk=notice.pk), by=site.publisher.user)
    assert len(asked) <= PUBLISH_BUDGET["approve"]


def test_the_versions_of_the_files_are_read_once(site) -> None:
    notice = make_notice(site.section, body=site.body, live=False)
    asked = statements(notice)
    assert sum('FROM "portal_fileversion"' in statement for statement in asked) == 1
