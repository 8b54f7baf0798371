"""What is offered while typing, or as near, stands in a public text of today; a title as such."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.pages.models import Article
from portal.pages.tests.factories import (
    make_notice,
    make_notice_section,
    make_regulation,
    make_regulation_section,
    make_version,
)
from portal.publication.actions import publish, withdraw
from portal.tests.factories import make_city
from search.conf import engine
from search.engines.standing import Offer, standing
from search.engines.store import write
from search.models import IndexedDocument, Vocabulary
from search.rebuild import rebuild
from search.suggestions import common_topics, near_titles, near_words
from search.tests.engine_contract import entry

pytestmark = pytest.mark.django_db

WITHDRAWN = {
    "clinic closed": ("Clinic closed on 5 May", "Correction: on 5 May no clinic is closed"),
    "体检": ("体检 改期 通知", "关于体检的通知，时间不改期"),
}
"""What is typed, the title that is withdrawn, and the title of a text that holds its words."""


@pytest.fixture
def section():
    return make_notice_section(make_city())


@pytest.mark.parametrize("typed", WITHDRAWN)
def test_a_withdrawn_title_is_offered_no_more_though_another_text_holds_its_words(section, typed):
    title, other = WITHDRAWN[typed]
    wrong = publish(make_notice(section, title=title, slug="wrong"), by=None)
    right = publish(make_notice(section, title="x", slug="right"), by=None)
    publish_anew(right, title=other)
    rebuild()
    assert title in engine().complete(typed) and title in near_titles(title)
    withdraw(wrong, by=None, reason="有误")
    assert title not in engine().complete(typed)
    assert title not in near_titles(title)
    assert other in near_titles(title)


def publish_anew(notice: Any, *, title: str) -> None:
    notice.title = title
    publish(notice, by=None)


def test_a_title_that_another_text_bears_too_is_still_offered(section):
    notices = [make_notice(section, title="停水 通知", slug=slug) for slug in ("a", "b")]
    first, _ = [publish(notice, by=None) for notice in notices]
    rebuild()
    withdraw(first, by=None, reason="有误")
    assert engine().complete("停水") == ("停水 通知",)


def test_a_title_is_known_again_however_it_is_written():
    write([entry(1, "ＣＬＩＮＩＣ　開放"), entry(2, "很" * 70)])
    assert standing([Offer("Clinic 开放", "clinic 开放", "title")]) == {"Clinic 开放"}
    assert standing([Offer("Clinic", "clinic", "title")]) == set()
    assert standing([Offer("很" * 60, "很" * 60, "title")]) == set()


@pytest.mark.parametrize("source", ["title", "heading", "term", "synonym", "topic"])
def test_nothing_is_offered_that_only_a_text_past_its_date_holds(source):
    soon = timezone.now() + timedelta(days=1)
    gone = timezone.now() - timedelta(seconds=1)
    Vocabulary.objects.create(word="停水 通知", folded="停水 通知", source=source, weight=9)
    text = {"title": "停水 通知", "heading": "停水 通知", "topics": ("停水 通知",)}
    write([entry(1, expires=soon, **text)])
    assert engine().complete("停水") == ("停水 通知",)
    IndexedDocument.objects.update(expires=gone)
    assert engine().complete("停水") == ()
    assert [*near_titles("停水"), *near_words("停水"), *common_topics()] == []


@pytest.mark.parametrize(
    ("heading", "chapter", "stands"),
    [
        ("申请 材料", "", True),
        ("第三条 申请 材料", "", True),
        ("", "申请 材料", True),
        ("", "第一章 申请 材料", True),
        ("申请 材料 说明", "", False),
        ("不申请 材料", "", False),
        ("", "申请 材料 说明", False),
        ("", "", False),
    ],
)
def test_a_heading_stands_as_a_heading_or_chapter_with_any_number(heading, chapter, stands):
    write([entry(1, "办法", "材料要申请 材料", heading=heading, chapter=chapter)])
    assert bool(standing([Offer("申请 材料", "申请 材料", "heading")])) is stands


def test_a_withdrawn_heading_is_offered_no_more_though_another_text_holds_its_words(section):
    rules = make_regulation(make_regulation_section(section.get_parent().specific))
    article = make_version(rules).articles.order_by("seq")[0]
    Article.objects.filter(pk=article.pk).update(heading="申请 材料")
    publish(rules, by=None)
    make_notice(section, title="材料不用申请", body="<p>申请什么材料</p>")
    rebuild()
    assert engine().complete("申请") == ("申请 材料", "材料不用申请")
    withdraw(rules, by=None, reason="有误")
    assert engine().complete("申请") == ("材料不用申请",)


def test_what_completes_costs_two_statements_whatever_the_sources(django_assert_num_queries):
    write([entry(1, "停水一", heading="停水二", topics=("停水三",))])
    for number, source in enumerate(("title", "heading", "topic", "term")):
        word = "停水" + "一二三四"[number]
        Vocabulary.objects.create(word=word, folded=word, source=source, weight=9)
    with django_assert_num_queries(2):
        engine().complete("停水")


def test_titles_are_looked_up_in_their_index():
    write(entry(number, f"通知 {number}") for number in range(50))
    offers = [Offer("通知", "通知", "title")]
    with CaptureQueriesContext(connection) as asked:
        assert standing(offers) == set()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{plan} {asked[0]['sql']}")
        assert "search_by_title" in str(cursor.fetchall())
