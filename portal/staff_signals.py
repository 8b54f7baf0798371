"""News of Wagtail's review (审批) become notices to staff, in the place of Wagtail's own mails.

Wagtail sends its mails from receivers of these signals, within the request. Ours are connected
before its own and under the same names, so that the framework's find their place taken: one
notice, one mail, never two. They decide nothing.
"""

from __future__ import annotations

from typing import Any

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from portal import staff_news

TASK_SUBMITTED = "group_approval_task_submitted_email_notification"
WORKFLOW_SUBMITTED = "workflow_state_submitted_email_notification"
WORKFLOW_REJECTED = "workflow_state_rejected_email_notification"
WORKFLOW_APPROVED = "workflow_state_approved_email_notification"


def review_begins(*, instance: Any, user: Any = None, **_news: Any) -> None:
    """A revision waits for approval."""
    staff_news.submitted(instance, by=user)


def review_was_asked_for(**_news: Any) -> None:
    """Those who may approve hear of it by the task; nobody else need know."""


def review_sent_back(*, instance: Any, user: Any = None, **_news: Any) -> None:
    """The revision came back to its author."""
    staff_news.returned(instance, by=user)


def review_ended(*, instance: Any, user: Any = None, **_news: Any) -> None:
    """The revision was approved."""
    staff_news.approved(instance, by=user)


def take_places() -> None:
    """Connects ours under Wagtail's names; must run before Wagtail's admin is ready."""
    task_submitted.connect(review_begins, sender=TaskState, dispatch_uid=TASK_SUBMITTED)
    workflow_submitted.connect(
        review_was_asked_for, sender=WorkflowState, dispatch_uid=WORKFLOW_SUBMITTED
    )
    workflow_rejected.connect(
        review_sent_back, sender=WorkflowState, dispatch_uid=WORKFLOW_REJECTED
    )
    workflow_approved.connect(review_ended, sender=WorkflowState, dispatch_uid=WORKFLOW_APPROVED)
