"""What the tables of the index refuse, whoever writes to them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from search.conf import embedded
from search.engines.store import Row
from search.models import FacetSet, FacetValue, IndexedDocument, QueryLog, Vocabulary

from .engine_contract import entry

pytestmark = pytest.mark.django_db


def test_documents_with_equal_facts_share_one_set_and_topics_have_their_own() -> None:
    embedded().write(entry(n, "停水", topics=("供水",) if n else ()) for n in range(3))
    rows = IndexedDocument.objects.order_by("key")
    assert len({row.facet_set_id for row in rows}) == 1
    assert [bool(row.topic_set_id) for row in rows] == [False, True, True]
    assert set(FacetValue.objects.values_list("facet", flat=True)) == {
        "kind", "year", "language", "topic",
    }  # fmt: skip


def test_a_facet_set_in_use_cannot_be_deleted() -> None:
    embedded().write([entry(1, "停水")])
    with pytest.raises(ProtectedError):
        FacetSet.objects.all().delete()


def test_every_column_of_a_document_is_written() -> None:
    columns = {field.attname for field in IndexedDocument._meta.concrete_fields}
    assert {*Row._fields, "id"} == columns


def test_two_documents_never_share_a_key_or_a_place_in_time() -> None:
    embedded().write([entry(1, "停水"), entry(2, "停电")])
    first, second = IndexedDocument.objects.order_by("key")
    for name in ("key", "slot"):
        with pytest.raises(IntegrityError), transaction.atomic():
            IndexedDocument.objects.filter(pk=second.pk).update(**{name: getattr(first, name)})


def test_slots_rise_with_the_day_and_stay_while_the_day_stays() -> None:
    days = [None, date(1950, 1, 1), date(2024, 2, 29), date(2024, 3, 1)]
    embedded().write(entry(n, "停水", published=day) for n, day in enumerate(days))
    rows = IndexedDocument.objects.order_by("key")
    before = [row.slot for row in rows]
    assert before == sorted(before)
    embedded().write([entry(1, "改了题目", published=days[1])])
    assert [row.slot for row in rows.all()] == before


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (QueryLog, {"day": date(2025, 1, 1), "folded": "社区"}),
        (Vocabulary, {"word": "社區", "folded": "社区", "source": "title"}),
    ],
)
def test_a_query_of_a_day_and_a_word_of_the_vocabulary_have_one_row(
    model: type[QueryLog] | type[Vocabulary], values: dict[str, object]
) -> None:
    model.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**values)
