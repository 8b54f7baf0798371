"""Work done while a search server looks for an answer, so that a reader waits only once (等待之间).

It runs in the thread that asks, once, between a request and its answer. What goes wrong with it is
left to whoever needs its result, and makes it in turn; the answer is read all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

Work = Callable[[], object]
_works: ContextVar[list[Work] | None] = ContextVar("works", default=None)


@contextmanager
def meanwhile(work: Work) -> Iterator[None]:
    """Inside the block the first wait for a server is used for some work, if there is any wait.

    Within another such block it comes after the other's.
    """
    works = _works.get() or []
    works.append(work)
    token = _works.set(works)
    try:
        yield
    finally:
        _works.reset(token)
        if work in works:
            works.remove(work)


def use_the_wait() -> None:
    """Does the work; nothing the second time."""
    works = _works.get()
    while works:
        with suppress(Exception):
            works.pop(0)()
