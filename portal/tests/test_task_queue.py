"""The queue: what only brings an index up to a row is queued once in a transaction, never lost."""

from __future__ import annotations

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from modelsearch.tasks import insert_or_update_object_task as index
from wagtail.tasks import delete_file_from_storage_task as delete_file

from portal.pages.tests.factories import make_notice, make_notice_section
from portal.tests.factories import make_city

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """Ends a part of a transaction."""


def queued(task) -> int:
    return DBTaskResult.objects.filter(task_path=task.module_path).count()


def test_the_same_row_is_queued_once_in_a_transaction():
    first, second = (index.enqueue("pages", "notice", "7") for _ in range(2))
    assert queued(index) == 1
    assert first.id == second.id


def test_each_row_is_queued():
    index.enqueue("pages", "notice", "7")
    index.enqueue("pages", "notice", "8")
    assert queued(index) == 2


def test_a_task_that_does_more_than_bring_an_index_up_is_queued_every_time():
    for _ in range(2):
        delete_file.enqueue(["storage", [], {}], "a.txt")
    assert queued(delete_file) == 2


def test_what_was_rolled_back_is_queued_again():
    with pytest.raises(Undone), transaction.atomic():
        index.enqueue("pages", "notice", "7")
        raise Undone
    index.enqueue("pages", "notice", "7")
    assert queued(index) == 1


def test_what_an_outer_part_rolled_back_is_queued_again():
    with pytest.raises(Undone), transaction.atomic():
        with transaction.atomic():
            index.enqueue("pages", "notice", "7")
        raise Undone
    index.enqueue("pages", "notice", "7")
    assert queued(index) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_next_transaction_queues_anew():
    for _ in range(2):
        with transaction.atomic():
            index.enqueue("pages", "notice", "7")
    assert queued(index) == 2


def test_a_publication_queues_the_index_of_its_page_once():
    notice = make_notice(make_notice_section(make_city()))
    tasks = DBTaskResult.objects.filter(task_path=index.module_path)
    assert [task.args_kwargs["args"] for task in tasks].count(
        ["pages", "notice", f"{notice.pk}"]
    ) == 1
