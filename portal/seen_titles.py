"""Which title of a page the person at the desk reads (可见标题).

Wagtail's choosers name pages of everybody, and name them as their newest draft is called. What
another community has published is known; how it will be called next is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_reader: ContextVar[Any] = ContextVar("reader", default=None)


@contextmanager
def read_by(user: Any) -> Iterator[None]:
    """Inside, titles are those that `user` may read; outside of requests nobody asks."""
    token = _reader.set(user)
    try:
        yield
    finally:
        _reader.reset(token)


def is_for_the_reader(page: Any) -> bool:
    """Whether drafts of the page are the business of who reads now; the reach was read before."""
    from portal.roles import reach_of

    user = _reader.get()
    if user is None or user.is_superuser:
        return True
    if not user.is_authenticated:
        return False
    return any(page.path.startswith(place.path) for place in reach_of(user))
