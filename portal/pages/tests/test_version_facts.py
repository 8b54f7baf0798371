"""What is found in a text when it is published: its terms, and what it changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from portal.pages.actions import publish_version
from portal.pages.tests.factories import make_regulation, make_regulation_section, make_version
from portal.pages.version_actions import begin_version
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def regulation():
    return make_regulation(make_regulation_section(make_city()))


def published(version, **texts):
    for name, text in texts.items():
        version.articles.filter(slug=name.replace("_", "-")).update(text=text)
    return publish_version(version, by=None, at=timezone.now())


def changes(version):
    return dict(version.articles.exclude(change="").values_list("slug", "change"))


def test_terms_are_written_with_the_address_of_their_article(regulation):
    version = make_version(regulation, state="draft")
    published(version, article_2="本办法所称社区，是指居民委员会辖区。")
    version.refresh_from_db()
    assert version.terms == [{"word": "社区", "slug": "article-2", "start": 5, "end": 7}]


def test_a_first_version_changes_nothing(regulation):
    assert changes(published(make_version(regulation, state="draft"))) == {}


def test_articles_with_other_words_and_new_ones_are_marked(regulation):
    old = make_version(regulation, articles=3, effective_from=date(2020, 1, 1))
    new = make_version(regulation, no=2, articles=4, state="draft", effective_from=date(2021, 1, 1))
    published(new, article_2=old.articles.get(number=2).text.replace("办理", "受理"),
              article_4="居民会议每年至少召开一次，讨论重大事项。")  # fmt: skip
    assert changes(new) == {"article-2": "changed", "article-4": "added"}


def test_an_article_that_only_moved_is_not_marked(regulation):
    make_version(regulation, articles=1, effective_from=date(2020, 1, 1))
    new = make_version(regulation, no=2, articles=2, state="draft", effective_from=date(2021, 1, 1))
    published(new, article_1="居民会议每年至少召开一次。", article_2="社区服务中心办理第1类事项。")
    assert changes(new) == {"article-1": "added"}


def test_a_draft_begun_with_a_text_does_not_keep_the_marks_of_that_text(regulation):
    make_version(regulation, articles=2, effective_from=date(2020, 1, 1))
    second = make_version(
        regulation, no=2, articles=2, state="draft", effective_from=date(2021, 1, 1)
    )
    published(second, article_1="社区服务中心受理第1类事项。")
    assert changes(second) == {"article-1": "changed"}
    third = begin_version(
        regulation, by=None, change_note="改日期", text_from=second,
        effective_from=date(2022, 1, 1),
    )  # fmt: skip
    published(third)
    assert changes(third) == {}
