"""The index follows the content inside the same transaction, whichever way the content changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from portal.pages.models import Notice, NoticeSection, Regulation
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.publication.actions import publish, withdraw
from portal.publication.models import Publication
from portal.signals import content_changed
from portal.tests.desks import as_built, make_desk
from portal.tests.factories import make_city, make_community, make_district
from portal.tests.remembered import remembered
from portal.tests.sweep_world import given_back
from search.conf import embedded
from search.models import IndexedDocument, IndexState, SynonymGroup
from search.query import SearchQuery
from search.rebuild import rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> NoticeSection:
    return make_notice_section(make_city())


def found(typed: str, **values: Any) -> set[int]:
    """Pages of tier 1."""
    result = embedded().search(SearchQuery.typed(typed, size=100, **values))
    return {hit.page_id for hit in result.hits if hit.tier == 1}


def test_a_published_notice_is_found_at_once_by_title_text_and_topic(
    section: NoticeSection,
) -> None:
    notice = make_notice(section, title="燃气检修", body="<p>周三<b>停</b>气</p><p>两小时</p>")
    notice.topics.add("燃气安全")
    publish(notice, by=None)
    assert found("燃气检修") == found("停气") == {notice.pk}
    assert found("停气两小时") == set()
    assert found("", filters={"topic": ("燃气安全",)}) == {notice.pk}


def test_a_world_of_tests_that_is_put_back_is_found() -> None:
    @remembered(as_built)
    def world() -> SimpleNamespace:
        desk = make_desk()
        desk.notice = make_notice(make_notice_section(desk.one), title="燃气检修")
        return desk

    for _ in range(2):
        with given_back():
            notice = world().notice
            assert found("燃气检修") == {notice.pk}


def test_a_draft_is_never_found(section: NoticeSection) -> None:
    notice = make_notice(section, title="燃气检修", live=False)
    assert found("燃气") == set()
    publish(notice, by=None)
    notice.title = "供暖检修"
    notice.save_revision()
    assert (found("燃气"), found("供暖")) == ({notice.pk}, set())


def test_a_withdrawn_notice_is_not_found(section: NoticeSection) -> None:
    notice = make_notice(section, title="燃气检修")
    withdraw(notice, by=None, reason="内容有误")
    assert found("燃气") == set()


def test_a_publication_that_is_rolled_back_is_not_found(section: NoticeSection) -> None:
    with transaction.atomic():
        make_notice(section, title="燃气检修")
        transaction.set_rollback(True)
    assert found("燃气") == set()


def test_a_restriction_hides_the_subtree_until_it_is_lifted(section: NoticeSection) -> None:
    notice = make_notice(section, title="燃气检修")
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert found("燃气") == set()
    later = make_notice(section, title="燃气通知")
    assert found("燃气") == set()
    restriction.delete()
    assert found("燃气") == {notice.pk, later.pk}


def test_a_moved_section_takes_its_notices_to_the_other_community(section: NoticeSection) -> None:
    district = make_district(Page.objects.get(pk=section.pk).get_parent().specific)
    first, second = make_community(district), make_community(district)
    moved = make_notice_section(first, slug="own")
    notice = make_notice(moved, title="燃气检修")
    assert found("燃气", filters={"community": (str(first.pk),)}) == {notice.pk}
    moved.move(second, pos="last-child")
    assert found("燃气", filters={"community": (str(first.pk),)}) == set()
    assert found("燃气", filters={"community": (str(second.pk),)}) == {notice.pk}


def test_a_deleted_page_and_what_is_below_it_are_not_found(section: NoticeSection) -> None:
    notice = make_notice(section, title="燃气检修")
    Publication.objects.all().delete()
    Page.objects.get(pk=section.pk).delete()
    assert found("燃气") == set()
    assert not IndexedDocument.objects.filter(page_id__in=[section.pk, notice.pk]).exists()


def test_rows_changed_behind_the_pages_are_told_by_a_signal(section: NoticeSection) -> None:
    notice = make_notice(section, title="燃气检修")
    changed = Notice.objects.filter(pk=notice.pk)
    changed.update(title="供暖检修")
    content_changed.send(sender=Notice, queryset=changed)
    assert (found("燃气"), found("供暖")) == (set(), {notice.pk})


def test_a_renamed_topic_is_found_under_its_new_name(section: NoticeSection) -> None:
    notice = make_notice(section)
    notice.topics.add("医保")
    publish(notice, by=None)
    topic = notice.topics.get()
    topic.name = "医疗保险"
    topic.save()
    assert found("", filters={"topic": ("医疗保险",)}) == {notice.pk}


def test_a_page_is_not_found_under_a_topic_that_was_deleted(section: NoticeSection) -> None:
    notice = make_notice(section)
    notice.topics.add("医保", "养老")
    publish(notice, by=None)
    notice.topics.get(name="医保").delete()
    assert found("", filters={"topic": ("医保",)}) == set()
    assert found("", filters={"topic": ("养老",)}) == {notice.pk}


def test_a_notice_past_its_expiry_is_not_found_even_before_it_is_taken_down(
    section: NoticeSection,
) -> None:
    notice, lasting = make_notice(section, title="燃气检修"), make_notice(section, title="燃气通知")
    now = timezone.now()
    Notice.objects.filter(pk=notice.pk).update(expire_at=now - timedelta(minutes=1))
    Notice.objects.filter(pk=lasting.pk).update(expire_at=now + timedelta(days=1))
    content_changed.send(sender=Notice, queryset=Notice.objects.all())
    assert found("燃气") == {lasting.pk}
    IndexedDocument.objects.filter(page=lasting.pk).update(expires=now)
    assert found("燃气") == set()


def test_a_regulation_is_found_article_by_article_in_the_version_in_force() -> None:
    page = make_regulation(make_regulation_section(make_city()), title="议事规则")
    old = make_version(page, no=1, articles=3)
    new = make_version(page, no=2, articles=2)
    new.articles.filter(number=1).update(text="现行文字。")
    old.articles.filter(number=1).update(text="从前文字。")
    content_changed.send(sender=Regulation, queryset=Regulation.objects.filter(pk=page.pk))
    parts = IndexedDocument.objects.filter(page=page.pk).order_by("part")
    assert [row.part for row in parts] == ["article-1", "article-2", "main"]
    assert (found("现行文字"), found("从前文字")) == ({page.pk}, set())
    first = parts.get(part="article-1")
    assert (first.title, first.heading, first.path) == ("议事规则", "第1条", "article-1/")


def test_a_regulation_is_in_force_in_any_version_and_its_articles_in_the_one_shown() -> None:
    page = make_regulation(make_regulation_section(make_city()), title="议事规则")
    day = date(2023, 1, 1)
    make_version(page, no=1, effective_from=date(2020, 1, 1), effective_to=day - timedelta(days=1))
    make_version(page, no=2, articles=1, effective_from=day)
    content_changed.send(sender=Regulation, queryset=Regulation.objects.filter(pk=page.pk))

    def parts(on: date) -> set[str]:
        hits = embedded().search(SearchQuery.typed("议事规则", on=on)).hits
        return {hit.key.partition(":")[2] for hit in hits}

    assert parts(date(2019, 12, 31)) == set()
    assert parts(date(2020, 1, 1)) == parts(day - timedelta(days=1)) == {"main"}
    assert parts(day) == {"main", "article-1"}


def test_a_synonym_is_used_as_soon_as_it_is_saved(section: NoticeSection) -> None:
    notice = make_notice(section, title="志愿服务招募")

    def related() -> list[int]:
        return [hit.page_id for hit in embedded().search(SearchQuery.typed("义工")).hits]

    assert related() == []
    group = SynonymGroup.objects.create(words="义工 = 志愿服务")
    assert related() == [notice.pk]
    group.delete()
    assert related() == []


def test_saving_a_page_unchanged_moves_nothing(section: NoticeSection) -> None:
    notice = make_notice(section)
    before = IndexState.objects.get().generation
    content_changed.send(sender=Notice, queryset=Notice.objects.filter(pk=notice.pk))
    assert IndexState.objects.get().generation == before


@pytest.mark.parametrize("fresh", [False, True])
def test_a_rebuild_makes_the_same_index_as_the_changes_did(
    section: NoticeSection, fresh: bool
) -> None:
    for number in range(5):
        make_notice(section, title=f"燃气检修{number}")
    rows = IndexedDocument.objects.order_by("key")
    before = list(rows.values_list("key", "folded"))
    report = rebuild(fresh=fresh)
    assert report.errors == {}
    assert list(rows.values_list("key", "folded")) == before
    assert len(found("燃气检修")) == 5


def test_a_page_that_cannot_be_read_is_reported_and_the_others_go_on(
    section: NoticeSection, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = make_notice(section, title="燃气甲"), make_notice(section, title="燃气乙")
    monkeypatch.setattr(Notice, "broken", lambda self: 1 // (self.pk - bad.pk), raising=False)
    declared = replace(Notice.search_document, doc_number="broken")
    monkeypatch.setattr(Notice, "search_document", declared)
    report = rebuild()
    assert list(report.errors) == [bad.pk]
    assert found("燃气") == {good.pk}
