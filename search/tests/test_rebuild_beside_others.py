"""A rebuild of the embedded index while others write: nothing is lost, nothing comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from portal.pages.models import Notice, NoticeSection
from portal.pages.tests.bulk import Text, add_notices
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.publication.actions import publish, withdraw
from portal.tests.factories import make_city
from search.conf import embedded
from search.models import IndexedDocument, Vocabulary
from search.query import SearchQuery
from search.rebuild import PAGES_A_STEP, rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> NoticeSection:
    """A section with more notices than a rebuild takes in one step."""
    found = make_notice_section(make_city())
    day = timezone.localdate()
    add_notices(found, [Text(f"n{n}", f"停水第{n}号", day) for n in range(PAGES_A_STEP + 5)])
    return found


def found(typed: str) -> set[int]:
    """The pages that hold what was typed."""
    result = embedded().search(SearchQuery.typed(typed, size=100))
    return {hit.page_id for hit in result.hits if hit.tier == 1}


def in_the_middle(act: Callable[[], Any]) -> None:
    """A rebuild, and something that happens after its first step."""
    steps: list[int] = []

    def progress(done: int, _of: int) -> None:
        if not steps:
            act()
        steps.append(done)

    rebuild(progress=progress)
    assert len(steps) > 1


def test_what_is_published_during_a_rebuild_stays(section: NoticeSection) -> None:
    notice = make_notice(section, title="燃气检修", live=False)
    in_the_middle(lambda: publish(notice, by=None))
    assert found("燃气") == {notice.pk}


def test_what_is_withdrawn_during_a_rebuild_does_not_come_back(section: NoticeSection) -> None:
    notice = make_notice(section, title="燃气检修")
    in_the_middle(lambda: withdraw(notice, by=None, reason="时间有变"))
    assert not IndexedDocument.objects.filter(page=notice).exists()


def test_what_was_never_public_goes_at_the_end(section: NoticeSection) -> None:
    notice = make_notice(section, title="燃气检修")
    Notice.objects.filter(pk=notice.pk).update(live=False)
    rebuild()
    assert not IndexedDocument.objects.filter(page=notice).exists()


def test_words_that_were_learnt_during_a_rebuild_stay(section: NoticeSection) -> None:
    notice = make_notice(section, title="燃气检修", live=False)
    in_the_middle(lambda: publish(notice, by=None))
    assert Vocabulary.objects.filter(folded="燃气检修").exists()
