"""What search tells the health page: the index, the outside index, and how far that is behind.

Only rows are read. Whether the server answers is known from who spoke to it last.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from portal.health import Part

from . import options, outbox, watch
from .conf import embedded, engine

LONGEST_LAG_SECONDS = 60.0
"""Within this time after a recovery the outside index must have caught up."""


def parts() -> Iterator[Part]:
    """The embedded index; with SEARCH_URL also the server and the way there."""
    health = embedded().health()
    is_well = health.ready and not health.outdated
    yield Part("search_index", is_well, {"documents": health.documents})
    if options.url():
        yield server()
        yield drain()


def server() -> Part:
    """Not well while the worker's last word of it is a failure, or this process had to give it up.

    Readers are answered from the reserve then.
    """
    failure = watch.state().failure
    given_up = bool(getattr(getattr(engine(), "breaker", None), "is_closed", False))
    answers_from = "database" if given_up else engine().name
    return Part("search_server", not (failure or given_up), {"answers_from": answers_from})


def drain() -> Part:
    """Not well when it is silent, a change waits for a minute, or one was refused for good."""
    backlog, seen_at = outbox.backlog(), watch.state().seen_at
    silent = (timezone.now() - seen_at).total_seconds() if seen_at else None
    facts = {
        "waiting": backlog.waiting,
        "parked": backlog.parked,
        "lag_seconds": round(backlog.lag_seconds),
        "silent_seconds": None if silent is None else round(silent),
    }
    at_work = silent is not None and silent <= LONGEST_LAG_SECONDS
    in_step = backlog.lag_seconds <= LONGEST_LAG_SECONDS and not backlog.parked
    return Part("search_drain", at_work and in_step, facts)
