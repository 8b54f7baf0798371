"""Unfinished work of the demo: the desks of its editor and publisher have something on them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from portal.demo.tree import LaidPages
from portal.desk.screen import screen_for
from portal.pages.demo.desk_work import lay_work
from portal.pages.models import Notice
from portal.pages.tests.factories import make_notice_section
from portal.role_table import EDITOR, PUBLISHER
from portal.roles import give_role, sync_groups
from portal.tests.factories import make_city, make_community, make_district, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> SimpleNamespace:
    """The demo's community with its two accounts."""
    community = make_community(make_district(make_city()), slug="qingheli")
    section = make_notice_section(community)
    LaidPages().remember(section, address="liuwan/qingheli/notices", by=None)
    sync_groups()
    people = SimpleNamespace()
    for role in (EDITOR, PUBLISHER):
        user = make_user(f"qingheli-{role.key}")
        give_role(user, role, community)
        setattr(people, role.key, user)
    lay_work(at=timezone.now())
    return people


def test_the_editor_finds_a_draft_and_what_waits_for_approval(people):
    screen = screen_for(people.editor)
    assert [line.tag for line in screen.waiting] == ["草稿"]
    assert [line.tag for line in screen.mine] == ["等审批"]


def test_the_publisher_finds_an_approval_and_what_is_planned(people):
    screen = screen_for(people.publisher)
    assert [line.tag for line in screen.waiting] == ["等您审批"]
    assert len(screen.soon) == 1


def test_a_second_load_adds_nothing(people):
    lay_work(at=timezone.now())
    assert Notice.objects.count() == 3


def test_nothing_of_it_is_public(people):
    assert not Notice.objects.filter(live=True).exists()
