"""The verbs of publication: publish and withdraw a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import Page, Revision


def publish(page: Any, *, by: AbstractUser | None, at: datetime | None = None) -> Any:
    """Publishes the page as it stands, through the gate, and returns it fresh from the database.

    `at` is for loading old or demo material by the system; staff publish now. Refuses with
    `Refused` and all problems, and with PermissionDenied who may not publish here; nothing is
    stored then. `by=None` is the system itself.
    """
    with transaction.atomic(), LogContext(user=by):
        revision = page.save_revision(user=by, log_action=True)
        target = revision.as_object()
        target._publication_at = at or timezone.now()
        _publish(target, revision, by)
    page.refresh_from_db()
    return page


def _publish(
    target: Any, revision: Any, by: AbstractUser | None, *, log_action: bool | str = True
) -> None:
    """Runs Wagtail's own publishing on `target`, so that hooks, log and signals stay its own."""
    from wagtail.actions.publish_page_revision import PublishPageRevisionAction

    action = PublishPageRevisionAction(revision, user=by, log_action=log_action)
    action.object = target
    action.execute()


def withdraw(page: Any, *, by: AbstractUser | None, reason: str, at: datetime | None = None) -> Any:
    """Takes the page away from the public; its address then answers 410 with number and reason.

    Refuses an empty reason, and who may not unpublish here. Returns the page fresh from the
    database.
    """
    with transaction.atomic(), LogContext(user=by):
        page = page.specific
        page.withdrawal_reason = reason.strip()
        page._publication_at = at
        page.unpublish(user=by)
    page.refresh_from_db()
    return page


def publish_scheduled(revision: Revision, *, at: datetime) -> None:
    """Publishes an approved revision whose date has come, through the gate, by the system.

    Refuses with `Refused` when the gate finds problems; the revision then stays due.
    """
    with transaction.atomic(), LogContext(user=None):
        target = revision.as_object()
        target._publication_at = at
        if isinstance(target, Page):
            _publish(target, revision, None, log_action="wagtail.publish.scheduled")
        else:
            revision.publish(log_action="wagtail.publish.scheduled")


def take_down(thing: Any, *, at: datetime) -> None:
    """Takes away what has reached its date of expiry (到期撤下); needs no further reason."""
    with transaction.atomic(), LogContext(user=None):
        target = getattr(thing, "specific", thing)
        target._publication_at = at
        target.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
