"""The verbs of approval: finish a submission, publish an emergency alone, confirm it afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import LogContext, log
from wagtail.models import Revision, TaskState

from portal.models import RuleSetting
from portal.problems import Problem, Refused, gettext_noop

from .actions import approve_and_publish, demand_second_person, publish_revision
from .models import Approval
from .permissions import holds_publish

CONFIRM_HOURS_KEY = "emergency.confirmation_hours"
CONFIRMED = "portal.approval.confirm"
_NOBODY = gettext_noop("Nobody has approved this, so it does not become public.")
_NOT_ALONE = gettext_noop("Only an emergency notice may be published by one person alone.")
_NO_HOURS = gettext_noop(
    "The rule setting %(key)s is missing: enter within how many hours a second person confirms."
)
_CONFIRMED = gettext_noop("This needs no confirmation, or was confirmed already.")


def publish_submission(workflow_state: Any) -> None:
    """Publishes, or schedules, exactly the revision whose state of the task was approved.

    Called when Wagtail finishes a workflow. Refuses when no person approved the last step (a task
    that was switched off ends a workflow too), and whom `approve` refuses.
    """
    state = workflow_state.current_task_state
    if state is None or state.status != TaskState.STATUS_APPROVED or state.finished_by is None:
        raise Refused([Problem("approval.nobody", _NOBODY)])
    revision, by = state.revision, state.finished_by
    page, submitted_by = revision.content_object, workflow_state.requested_by
    with transaction.atomic(), LogContext(user=by):
        approve_and_publish(revision, page=page, by=by, submitted_by=submitted_by, at=None)


def publish_alone(page: Any, *, by: AbstractUser, at: datetime) -> Any:
    """Publishes the stored text of an emergency notice at once, even by its author (紧急发布).

    It is marked, and a second person must confirm it in time. Refuses other kinds of pages, who
    may not publish here, and what the gate finds. Returns the page fresh from the database.
    """
    page = page.get_latest_revision_as_object()
    if not may_go_alone(page):
        raise Refused([not_alone()])
    if not holds_publish(by, page):
        raise PermissionDenied
    with transaction.atomic(), LogContext(user=by):
        revision = page.latest_revision or page.save_revision(user=by)
        _approve_alone(revision, page=page, by=by, at=at)
        publish_revision(revision, by=by, at=at, at_once=True)
        _tell_second_people(page, by=by, at=at)
    page.refresh_from_db()
    return page


def _tell_second_people(page: Any, *, by: AbstractUser, at: datetime) -> None:
    from portal import staff_news  # it knows the models, which know this package

    staff_news.emergency_to_confirm(page, by=by, at=at)


def may_go_alone(page: Any) -> bool:
    """Whether one person alone may publish this page: its kind says so."""
    return bool(getattr(page, "may_be_published_alone", False))


def not_alone() -> Problem:
    """The words for a page that needs two people."""
    return Problem("approval.not_alone", _NOT_ALONE)


def confirmed_already() -> Problem:
    """The words for what waits for no second person (any more)."""
    return Problem("approval.confirmed", _CONFIRMED)


def _approve_alone(revision: Revision, *, page: Any, by: AbstractUser, at: datetime) -> None:
    alone: dict[str, Any] = {"by": by, "submitted_by": by, "alone": True}
    alone |= {"page_id": page.pk, "at": at, "confirm_until": at + _time_to_confirm(at)}
    Approval.objects.get_or_create(revision=revision, defaults=alone)


def _time_to_confirm(at: datetime) -> timedelta:
    """By RuleSetting `emergency.confirmation_hours`; refuses when there is none."""
    hours = RuleSetting.objects.number_of(CONFIRM_HOURS_KEY, on=timezone.localdate(at))
    if hours is None:
        raise Refused([Problem("rule_setting.missing", _NO_HOURS, "", {"key": CONFIRM_HOURS_KEY})])
    return timedelta(hours=hours)


def confirm(approval: Approval, *, by: AbstractUser, at: datetime) -> Approval:
    """A second person confirms what one person published alone (补充确认).

    Refuses who published or wrote it, who may not publish there, and what needs no confirmation.
    """
    page = approval.page.specific
    with transaction.atomic():
        row = Approval.objects.select_for_update().get(pk=approval.pk)
        if not row.waits:
            raise Refused([confirmed_already()])
        _demand_other_person(by, row, page)
        row.confirmed_by, row.confirmed_at = by, at  # type: ignore[assignment]
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        log(instance=page, action=CONFIRMED, user=by, revision=row.revision)
    return row


def _demand_other_person(by: AbstractUser, row: Approval, page: Any) -> None:
    if row.revision is not None:
        demand_second_person(by, page=page, revision=row.revision, submitted_by=row.by)
    elif not holds_publish(by, page) or by == row.by:
        raise PermissionDenied
