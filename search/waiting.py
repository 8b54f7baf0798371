"""Work done while a search server looks for an answer, so that a reader waits only once (等待之间).

It runs in the thread that asks, once, between a request and its answer. What goes wrong with it is
left to whoever needs its result, and makes it in turn; the answer is read all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

_work: ContextVar[Callable[[], object] | None] = ContextVar("work", default=None)


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Inside the block the first wait for a server is used for some work, if there is any wait."""
    token = _work.set(work)
    try:
        yield
    finally:
        _work.reset(token)


def use_the_wait() -> None:
    """Does the work; nothing the second time."""
    work = _work.get()
    if work is not None:
        _work.set(None)
        with suppress(Exception):
            work()
