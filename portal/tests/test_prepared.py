"""Prepared querysets: the same objects as the queryset they were made of, for every value."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.models import Community
from portal.models.topics import Topic
from portal.pages.models import Notice
from portal.pages.models.notices import LINKED
from portal.pages.tests.factories import make_notice, make_notice_section
from portal.prepared import PLACES_IN_A_LIST, Prepared, PreparedList
from portal.tests.factories import make_city, make_community, make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def notices():
    section = make_notice_section(make_community(make_district(make_city())))
    return [make_notice(section) for _ in range(3)]


def test_each_value_finds_its_own_rows_with_what_is_joined(notices):
    prepared = Prepared(
        lambda pk: Notice.objects.select_related("in_community").filter(pk=pk), -987_654_321
    )
    for notice in (*notices, *notices):
        with CaptureQueriesContext(connection) as queries:
            found = prepared.rows(notice.pk)
            assert [row.title for row in found] == [notice.title]
            assert isinstance(found[0].in_community, Community)
        assert len(queries) == 1
    assert prepared.rows(0) == []


def test_two_values_go_to_their_own_places(notices):
    first, second, third = notices
    third.kind, third.answers = "result", first
    third.save()
    now = timezone.now()
    assert LINKED.rows(first.pk, second.pk, now) == [second, third]
    assert LINKED.rows(second.pk, 0, now) == []


def test_an_instant_is_asked_as_it_is_given(notices):
    first, second, _third = notices
    Notice.objects.filter(pk=second.pk).update(expire_at=timezone.now() + timedelta(days=1))
    assert LINKED.rows(first.pk, second.pk, timezone.now()) == [second]
    assert LINKED.rows(first.pk, second.pk, timezone.now() + timedelta(days=2)) == []


def test_a_value_that_the_statement_does_not_have_is_refused():
    with pytest.raises(ValueError, match="not in the statement"):
        Prepared(lambda pk, other: Notice.objects.filter(pk=pk), -1_234_567, -7_654_321).rows(1, 2)


def test_a_queryset_of_values_answers_with_tuples(notices):
    prepared = Prepared(
        lambda pk: Notice.objects.filter(pk=pk).values_list("title", "first_published_at"),
        -987_654_321,
    )
    first = notices[0]
    assert prepared.rows(first.pk) == [(first.title, first.first_published_at)]


@pytest.mark.parametrize("length", [0, 1, PLACES_IN_A_LIST, PLACES_IN_A_LIST + 1])
def test_a_list_of_any_length_finds_its_rows_and_no_others(length):
    topics = [Topic.objects.create(name=f"主题{number}") for number in range(12)]
    prepared = PreparedList(lambda keys: Topic.objects.filter(pk__in=keys).order_by("-pk"))
    wanted = [topic.pk for topic in topics[:length]]
    assert [row.pk for row in prepared.rows(wanted)] == wanted[::-1]


def test_an_empty_list_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert PreparedList(lambda keys: Topic.objects.filter(pk__in=keys)).rows([]) == []
