"""The city of the sweep, built once for a module and given back at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from django.db import transaction

from portal.tests import canaries


@contextmanager
def kept_world(blocker: Any) -> Iterator[SimpleNamespace]:
    """The city inside a transaction that is never committed."""
    with blocker.unblock(), transaction.atomic():
        yield canaries.built()
        transaction.set_rollback(True)


@contextmanager
def given_back() -> Iterator[None]:
    """What is changed inside is given back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
