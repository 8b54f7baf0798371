"""Tasks that only bring an index up to a row are queued once in a transaction (队列去重).

Wagtail queues two of them at every save of a page, and one publication saves a page two or three
times. They read the row when they run, after the transaction, so the first of them does it all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django_tasks_db import DatabaseBackend

ONCE = frozenset(
    {
        "modelsearch.tasks.insert_or_update_object_task",
        "wagtail.tasks.update_reference_index_task",
    }
)
"""These depend on their arguments and on the stored row, and on nothing else."""


@dataclass(frozen=True)
class _Queued:
    """Lies among what is done after the transaction, and goes with what is rolled back."""

    task: str
    arguments: tuple[Any, ...]
    result: Any

    def __call__(self) -> None:
        """Nothing is left to do: the row of the task is stored with the transaction."""


class OnceBackend(DatabaseBackend):
    """The queue in the database; what was queued in this transaction already is not queued again.

    Asks what Django itself keeps for the end of the transaction, so that a task is never taken for
    queued when its row was rolled back with a savepoint.
    """

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Queues the task, or answers with the one that waits already."""
        if task.module_path not in ONCE or kwargs or not connection.in_atomic_block:
            return super().enqueue(task, args, kwargs)
        for waiting in _waiting():
            if waiting.task == task.module_path and waiting.arguments == tuple(args):
                return waiting.result
        result: Any = super().enqueue(task, args, kwargs)
        transaction.on_commit(_Queued(task.module_path, tuple(args), result))
        return result


def _waiting() -> list[_Queued]:
    """What this transaction has queued so far."""
    kept: list[Any] = list(connection.run_on_commit)
    return [entry[1] for entry in kept if isinstance(entry[1], _Queued)]
