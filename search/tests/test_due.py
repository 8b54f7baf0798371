"""The index follows the calendar where a regulation's text changes by the day alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.pages.models import Regulation
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.scheduling import due_items
from portal.signals import content_changed
from portal.tests.factories import make_city
from search.models import IndexedDocument

pytestmark = pytest.mark.django_db


def first_article() -> str:
    return IndexedDocument.objects.get(part="article-1").body


def test_a_version_published_ahead_is_indexed_on_the_day_it_comes_into_force() -> None:
    page = make_regulation(make_regulation_section(make_city()))
    now = timezone.now()
    today = timezone.localdate(now)
    make_version(page, no=1, effective_from=today - timedelta(days=90))
    ahead = make_version(page, no=2, effective_from=today + timedelta(days=3))
    ahead.articles.filter(number=1).update(text="新的文字。")
    content_changed.send(sender=Regulation, queryset=Regulation.objects.filter(pk=page.pk))
    assert first_article() == "社区服务中心办理第1类事项。"
    assert [item for item in due_items(now) if item.key.startswith("search:")] == []
    with time_machine.travel(now + timedelta(days=3)):
        (item,) = [item for item in due_items(timezone.now()) if item.key.startswith("search:")]
        item.run(timezone.now())
        assert first_article() == "新的文字。"
        assert [item for item in due_items(timezone.now()) if item.key.startswith("search:")] == []
