"""A city that is built once for a module and given back at its end: of the sweep, or a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from django.db import transaction

from portal.tests import canaries


@contextmanager
def kept_world(
    blocker: Any, build: Callable[[], SimpleNamespace] = canaries.built
) -> Iterator[SimpleNamespace]:
    """The city inside a transaction that is never committed."""
    with blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@contextmanager
def given_back() -> Iterator[None]:
    """What is changed inside is given back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
