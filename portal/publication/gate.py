"""The one gate: it sees every save of a page and says what the save would do to the public.

Wagtail publishes in many ways (button, workflow, bulk action, schedule, `revision.publish()`,
copying); each ends in `save` of the page, so that is where the gate stands. Today it asks whether
the page is complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from portal.problems import Problem, Refused, gettext_noop

from .models import Publication, Verb


@dataclass(frozen=True)
class Step:
    """What a save does to the public: nothing (`verb` empty), publish, withdraw or expire."""

    verb: str = ""
    was_live: bool = False


def step_of(page: Any, *, update_fields: Iterable[str] | None) -> Step:
    """Compares the page with its stored row; one query for a stored page, none for a new one."""
    if update_fields is not None and "live" not in set(update_fields):
        return Step()
    stored = None
    if page.pk:
        stored = Page.objects.filter(pk=page.pk).values("live", "live_revision_id").first()
    was_live = bool(stored and stored["live"])
    if page.live:
        renewed = not was_live or page.live_revision_id != (stored or {}).get("live_revision_id")
        return Step(Verb.PUBLISH if renewed else "", was_live)
    if was_live:
        return Step(Verb.EXPIRE if page.expired else Verb.WITHDRAW, True)
    return Step()


def problems_with(page: Any) -> list[Problem]:
    """All that keeps `page` from becoming public, at once; an empty list opens the gate."""
    return list(page.problems())


def check(page: Any, step: Step) -> None:
    """Refuses a publication that is not complete and a withdrawal that gives no public reason."""
    if step.verb == Verb.PUBLISH:
        if problems := problems_with(page):
            raise Refused(problems)
    elif step.verb == Verb.WITHDRAW and not getattr(page, "withdrawal_reason", ""):
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
