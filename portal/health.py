"""Whether the portal is well (健康状态), for monitors and load balancers.

A stranger learns `ok` and nothing else. Whose reach is the whole city sees each part, without
addresses or secrets. The status is 503 only where nobody could be served: a silent worker must not
take a web server out of its turn. No other server is asked here, for anybody may ask often.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult
from wagtail import hooks

from portal.desk.state import concerns
from portal.models import SchedulerLease
from portal.scheduling import SHORTEST_LEASE, interval_setting
from portal.signals import HEALTH_PARTS

logger = logging.getLogger(__name__)

LONGEST_WAIT_FOR_A_WORKER = timedelta(minutes=2)


@dataclass(frozen=True)
class Part:
    """One part of the machinery: whether it is well, and facts that an operator needs."""

    name: str
    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)


@never_cache
@require_safe
def show(request: HttpRequest) -> JsonResponse:
    """All parts for those whom they concern, one word for everybody else."""
    found = parts()
    serves = all(part.ok for part in found if part.name == "database")
    answer: dict[str, Any] = {"ok": all(part.ok for part in found)}
    if serves and concerns(request.user):
        answer["parts"] = {part.name: {"ok": part.ok, **part.facts} for part in found}
    return JsonResponse(answer, status=200 if serves else 503)


def parts() -> list[Part]:
    """Every part there is; where the database is away there is nothing else to tell."""
    found = [_database()]
    if found[0].ok:
        offers: list[Callable[[], Iterable[Part]]] = [_own_parts]
        offers += hooks.get_hooks(HEALTH_PARTS)
        found += [part for offer in offers for part in _offered(offer)]
    return found


def _offered(offer: Callable[[], Iterable[Part]]) -> list[Part]:
    try:
        return list(offer())
    except Exception:  # a part that cannot be told is not well, and the others are told
        logger.exception("The health of %s could not be told", offer.__module__)
        return [Part(offer.__module__.partition(".")[0], False)]


def _own_parts() -> Iterator[Part]:
    yield _scheduler()
    yield _worker()


def _database() -> Part:
    facts = {"vendor": connection.vendor}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Part("database", False, facts)
    return Part("database", True, facts)


def _scheduler() -> Part:
    """Not well when nobody holds the lease, or its holder has been silent for too long."""
    beats = SchedulerLease.objects.filter(beat_at__isnull=False)
    beat = beats.values_list("beat_at", flat=True).first()
    if beat is None:
        return Part("scheduler", False, {"silent_seconds": None})
    silent = timezone.now() - beat
    is_well = silent <= max(SHORTEST_LEASE, 4 * interval_setting())
    return Part("scheduler", is_well, {"silent_seconds": round(silent.total_seconds())})


def _worker() -> Part:
    """Judged by its work: a task that could be done waits no longer than two minutes."""
    waiting = DBTaskResult.objects.ready().order_by("enqueued_at")
    oldest = waiting.values_list("enqueued_at", flat=True).first()
    lag = timezone.now() - oldest if oldest else timedelta(0)
    facts = {"waiting": waiting.count(), "oldest_seconds": round(lag.total_seconds())}
    return Part("worker", lag <= LONGEST_WAIT_FOR_A_WORKER, facts)
