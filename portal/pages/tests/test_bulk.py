"""Notices written in bulk are what the desk would have made of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError
from wagtail.models import Page

from portal.pages.models import Notice
from portal.pages.tests.bulk import Text, add_notices
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.models import Publication
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


def test_notices_in_bulk_stand_in_a_sound_tree_with_revision_and_publication(client):
    community = make_community(make_district(make_city()))
    section = make_notice_section(community)
    single = make_notice(section)
    texts = [Text(f"bulk-{n}", f"通知{n}", date(2026, 1, 1 + n)) for n in range(3)]
    keys = add_notices(section, texts)
    last = Notice.objects.get(pk=keys[-1])
    assert not any(Page.find_problems())
    assert [page.pk for page in section.get_children()] == [single.pk, *keys]
    assert (last.title, last.in_community_id, last.depth) == ("通知2", community.pk, single.depth)
    revised = last.latest_revision.as_object()
    assert (revised.title, revised.body, revised.index_no) == (last.title, last.body, last.index_no)
    assert set(last.latest_revision.content) == set(single.latest_revision.content)
    assert Publication.objects.filter(page=last, index_no=last.index_no).count() == 1
    assert client.get(last.url).status_code == 200


def test_a_batch_that_fails_leaves_nothing():
    section = make_notice_section(make_city())
    twice = [Text("same", "通知", date(2026, 1, 1), body=None)] * 2
    with pytest.raises(IntegrityError):
        add_notices(section, twice)
    assert not Notice.objects.exists()
    assert not any(Page.find_problems())
