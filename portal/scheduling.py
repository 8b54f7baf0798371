"""The scheduler (定时任务): what is due becomes public, or is taken down, on its date.

Wagtail's own command stops at the first revision that cannot be published, and all later ones wait
for ever. Here each item has its own transaction, its error is kept in a row, and the next item goes
on. One process holds the lease; a dead holder is replaced.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, transaction
from django.utils import timezone
from wagtail import hooks
from wagtail.models import DraftStateMixin, Page, Revision

from portal import staff_news
from portal.models import ScheduleFailure, SchedulerLease
from portal.publication import actions
from portal.running import Say
from portal.signals import DUE_ITEMS

logger = logging.getLogger(__name__)

SHORTEST_LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class DueItem:
    """One thing that should have happened by `due_at`; `run` does it, or nothing if it is done.

    `key` names it for ever (`publish:12`); `page` is the page it belongs to,
    if any. Packages offer further items by the hook `DUE_ITEMS`.
    """

    key: str
    due_at: datetime
    label: str
    run: Callable[[datetime], object]
    page: int | None = None


@dataclass
class Outcome:
    """What one round did: labels of the items carried out, and of those that failed."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def due_items(now: datetime) -> list[DueItem]:
    """Everything due at `now`, the longest overdue first."""
    sources: list[Callable[[datetime], Iterable[DueItem]]] = [_publications, _take_downs]
    sources += hooks.get_hooks(DUE_ITEMS)
    items = [item for source in sources for item in _offered(source, now)]
    return sorted(items, key=lambda item: (item.due_at, item.key))


def _offered(source: Callable[[datetime], Iterable[DueItem]], now: datetime) -> list[DueItem]:
    try:
        return list(source(now))
    except Exception:  # one package's fault must not stop the publications of others
        logger.exception("The due items of %s could not be read", source)
        return []


def _publications(now: datetime) -> Iterator[DueItem]:
    """Approved revisions whose date has come."""
    rows = Revision.objects.filter(approved_go_live_at__lte=now).defer("content")
    for revision in rows:
        yield DueItem(
            key=f"publish:{revision.pk}",
            due_at=revision.approved_go_live_at,
            label=revision.object_str,
            run=_publisher(revision.pk),
            page=_page_of(revision),
        )


def _page_of(revision: Revision) -> int | None:
    """The page of a revision; other things have revisions too."""
    is_page = revision.base_content_type.model_class() is Page
    return int(revision.object_id) if is_page else None


def _publisher(pk: int) -> Callable[[datetime], object]:
    def run(now: datetime) -> None:
        row = Revision.objects.select_for_update(of=("self",))
        revision = row.filter(pk=pk, approved_go_live_at__lte=now).first()
        if revision is not None:
            actions.publish_scheduled(revision, at=now)

    return run


def _take_downs(now: datetime) -> Iterator[DueItem]:
    """Live pages and other drafted things whose end has come."""
    drafted = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    for model in [Page, *(model for model in drafted if not issubclass(model, Page))]:
        for thing in model._default_manager.filter(live=True, expire_at__lte=now):
            yield DueItem(
                key=f"take-down:{model._meta.label_lower}:{thing.pk}",
                due_at=thing.expire_at,
                label=str(thing),
                run=_taker_down(model, thing.pk),
                page=thing.pk if isinstance(thing, Page) else None,
            )


def _taker_down(model: type[Any], pk: int) -> Callable[[datetime], object]:
    def run(now: datetime) -> None:
        row = model._default_manager.select_for_update(of=("self",))
        thing = row.filter(pk=pk, live=True, expire_at__lte=now).first()
        if thing is not None:
            actions.take_down(thing, at=now)

    return run


def run_due(now: datetime, *, keep_going: Callable[[], bool] = lambda: True) -> Outcome:
    """Carries out everything due, in order, each item once and in a transaction of its own.

    Goes round again while new items appear: a page published late may already be past its end.
    Stops between two items when `keep_going` says no.
    """
    outcome = Outcome()
    while items := _pending(now, outcome):
        for item in items:
            if not keep_going():
                return outcome
            outcome.seen.add(item.key)
            (outcome.done if carry_out(item, now) else outcome.failed).append(item.label)
    return outcome


def _pending(now: datetime, outcome: Outcome) -> list[DueItem]:
    left_alone = outcome.seen | ScheduleFailure.objects.held_back(at=now)
    return [item for item in due_items(now) if item.key not in left_alone]


def carry_out(item: DueItem, now: datetime) -> bool:
    """Does one item; keeps its error and answers False when it cannot be done."""
    try:
        with transaction.atomic():
            item.run(now)
            ScheduleFailure.objects.filter(key=item.key).delete()
    except Exception as error:  # a poisoned item must not stop the others
        logger.exception("Due item %s failed", item.key)
        _note(item, error, now)
        return False
    return True


def _note(item: DueItem, error: Exception, now: datetime) -> None:
    """Keeps the error; the first time those who answer for the page are told."""
    with transaction.atomic():
        failure, is_first = ScheduleFailure.objects.note(
            item.key,
            label=item.label,
            message=f"{type(error).__name__}: {error}",
            due_at=item.due_at,
            at=now,
            page=item.page,
        )
        if is_first:
            staff_news.schedule_failed(failure, at=now)


@dataclass
class Scheduler:
    """One process that wants to run the schedule; works only while it holds the lease.

    The lease is a row, because a portal may run on several machines. It goes to another process
    when its holder has been silent for `lease`, or at once when the holder is a dead process of
    this machine (killed and restarted).
    """

    say: Say
    interval: timedelta
    holder: str = field(default_factory=lambda: own_name())
    stopping: bool = False
    standing_by: bool = False

    @property
    def lease(self) -> timedelta:
        """How long a silent holder counts as alive."""
        return max(SHORTEST_LEASE, 4 * self.interval)

    def ask_to_stop(self, *_signal: object) -> None:
        """Ends `run` after the item in hand; fit to be a signal handler."""
        self.stopping = True

    def run(self) -> None:
        """Rounds until asked to stop; a database that is away is waited for."""
        try:
            while not self.stopping:
                close_old_connections()
                self._round_or_wait()
                self._sleep()
        finally:
            self.give_back()

    def round(self) -> Outcome | None:
        """Carries out what is due; None when another scheduler holds the lease."""
        if not self.beat():
            if not self.standing_by:
                self.say("Another scheduler is at work; standing by.")
            self.standing_by = True
            return None
        self.standing_by = False
        outcome = run_due(timezone.now(), keep_going=lambda: not self.stopping and self.beat())
        for label in outcome.done:
            self.say(f"Done on schedule: {label}")
        for label in outcome.failed:
            self.say(f"FAILED on schedule, will be tried again: {label}")
        return outcome

    def beat(self) -> bool:
        """Takes or renews the lease; False when a living process has it."""
        now = timezone.now()
        if SchedulerLease.objects.take(self.holder, at=now, stale_before=now - self.lease):
            return True
        other = SchedulerLease.objects.values_list("holder", flat=True).first() or ""
        if not is_dead_here(other):
            return False
        SchedulerLease.objects.give_back(other)
        return SchedulerLease.objects.take(self.holder, at=now, stale_before=now - self.lease)

    def _round_or_wait(self) -> None:
        try:
            self.round()
        except DatabaseError as error:
            logger.warning("The database does not answer; trying again: %s", error)

    def _sleep(self) -> None:
        end = time.monotonic() + self.interval.total_seconds()
        while not self.stopping and time.monotonic() < end:
            time.sleep(min(0.2, self.interval.total_seconds()))

    def give_back(self) -> None:
        """Frees the lease, so that another scheduler need not wait."""
        try:
            SchedulerLease.objects.give_back(self.holder)
        except DatabaseError as error:
            logger.warning("The lease could not be given back: %s", error)


def interval_setting() -> timedelta:
    """Pause between two rounds, from the settings."""
    return timedelta(seconds=settings.PORTAL["SCHEDULER_INTERVAL_SECONDS"])


def own_name() -> str:
    """Machine, process and a random part, so that a reused process number is not mistaken."""
    return f"{socket.gethostname()[:60]}/{os.getpid()}/{secrets.token_hex(4)}"


def is_dead_here(holder: str) -> bool:
    """Whether `holder` is a process of this machine that is gone; False when one cannot know."""
    host, _, rest = holder.partition("/")
    process = rest.partition("/")[0]
    if host != socket.gethostname()[:60] or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False  # it lives, under another user
    return False
