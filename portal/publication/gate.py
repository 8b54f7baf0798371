"""The one gate: it sees every save of a page and says what the save would do to the public.

Wagtail publishes in many ways (button, workflow, bulk action, schedule, `revision.publish()`,
copying); each ends in `save` of the page, so that is where the gate stands. Today it asks whether
the page is complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from wagtail.log_actions import LogContext
from wagtail.models import Page

from portal.problems import Problem, Refused, gettext_noop

from .models import Publication, Verb


@dataclass(frozen=True)
class Step:
    """What a save does to the public: nothing (`verb` empty), publish, withdraw or expire."""

    verb: str = ""
    was_live: bool = False
    reason: str = ""


def hold_back(page: Any) -> None:
    """A new page is a draft until a revision of it is published.

    Wagtail's create view stores the page as live and publishes its revision afterwards; without
    this the page would be public for a moment, and its publication would count twice.
    """
    if page._state.adding and page.live and not (page.live_revision_id or page.alias_of_id):
        page.live = False
        page.has_unpublished_changes = True


def acting(user: Any) -> AbstractContextManager[Any]:
    """The log context of `user`; without one, of whoever is acting already."""
    return LogContext(user=user) if user is not None else nullcontext()


def step_of(page: Any, *, update_fields: Iterable[str] | None) -> Step:
    """Compares the page with its stored row; one query for a stored page, none for a new one."""
    if update_fields is not None and "live" not in set(update_fields):
        return Step()
    stored = None
    if page.pk:
        stored = Page.objects.filter(pk=page.pk).values("live", "live_revision_id").first()
    was_live = bool(stored and stored["live"])
    if page.live:
        follows = bool(page.alias_of_id) and type(page) is not Page
        renewed = page.live_revision_id != (stored or {}).get("live_revision_id")
        return Step(Verb.PUBLISH if follows or renewed or not was_live else "", was_live)
    return _taken_away(page) if was_live else Step()


def _taken_away(page: Any) -> Step:
    """Withdrawn with the reason given, or expired; a mirror goes the way of its source."""
    reason = getattr(page, "withdrawal_reason", "")
    verb = Verb.EXPIRE if page.expired else Verb.WITHDRAW
    source = Publication.objects.filter(page_id=page.alias_of_id).order_by("-pk").first()
    if not reason and page.alias_of_id and source and source.verb != Verb.PUBLISH:
        verb, reason = Verb(source.verb), source.reason
    return Step(verb, True, reason)


def problems_with(page: Any) -> list[Problem]:
    """All that keeps `page` from becoming public, at once; an empty list opens the gate."""
    from portal.writing.pictures import problems_with_pictures

    return [*page.problems(), *problems_with_pictures(page)]


def check(page: Any, step: Step) -> None:
    """Refuses a publication that is not complete and a withdrawal that gives no public reason."""
    if step.verb == Verb.PUBLISH:
        if problems := problems_with(page):
            raise Refused(problems)
    elif step.verb == Verb.WITHDRAW and not step.reason:
        message = gettext_noop("Say in one sentence, for the public, why this is withdrawn.")
        raise Refused([Problem("publication.reason_missing", message, field="reason")])


def check_deletion(page: Any) -> None:
    """Refuses to delete a page of which, or below which, anything was ever public."""
    subtree = Page.objects.filter(path__startswith=page.path) if page.path else Page.objects.none()
    if Publication.objects.filter(page__in=subtree).exists():
        message = gettext_noop(
            "This was public and cannot be deleted. Withdraw it, with a reason that stays readable."
        )
        raise Refused([Problem("publication.was_public", message)])
