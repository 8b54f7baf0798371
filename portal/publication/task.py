"""The step of the workflow at which a second person approves (审批环节).

Wagtail's own group task lets authors approve their own work, and its view takes the page and the
state of the task from the address without asking whether they belong together. Here each question
is answered for the state's own revision.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.models import AbstractGroupApprovalTask, TaskState

from portal.problems import Problem, Refused, gettext_noop

from .rules import problems_with_approver

_OUTDATED = gettext_noop(
    "The text was changed after it was submitted, so this approval does not count. It waits for "
    "approval again as it is now; who changed it cannot approve it."
)


class ReturnForm(TaskStateCommentForm):
    """What the author reads on the desk when a text comes back (退回意见)."""

    comment = forms.CharField(
        label=_("What is to be changed"),
        help_text=_("The author reads it on the desk."),
        widget=forms.Textarea({"rows": 3}),
    )


class TwoPersonTask(AbstractGroupApprovalTask):
    """Approval by one of these groups (两人审批), never by the author or who submitted it."""

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    @classmethod
    def get_description(cls) -> str:
        """For the list of kinds of tasks."""
        return gettext("A member of these groups approves who neither wrote nor submitted the text")

    def may_approve(self, state: TaskState, user: Any) -> bool:
        """Whether `user` is a second person for the revision of this state, superusers included."""
        if not user.is_active or state.task_id != self.pk:
            return False
        if not (user.is_superuser or self._user_in_groups(user)):
            return False
        return not problems_with_approver(
            approver=user.pk,
            author=state.revision.user_id,
            submitter=state.workflow_state.requested_by_id,
        )

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Sending back and approving, for a second person; nothing for others."""
        state = obj.current_workflow_task_state
        if state is None or not self.may_approve(state, user) or _changed_by(user, obj, state):
            return []
        later = obj.go_live_at and obj.go_live_at > timezone.now()
        approve = _("Approve; becomes public on its date") if later else _("Approve and publish")
        return [("approve", approve, False), ("reject", _("Send back for changes"), True)]

    def get_form_for_action(self, action: str) -> Any:
        """Who sends a text back says in words what is to be changed."""
        return ReturnForm if action == "reject" else super().get_form_for_action(action)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **values: Any) -> Any:
        """Approves or sends back what this state stands for, whatever page the address names.

        An approval of a text that was changed since only begins the task anew, and says so.
        """
        if not self.may_approve(task_state, user):
            raise PermissionDenied
        if action_name == "approve" and _is_outdated(task_state):
            with transaction.atomic():
                task_state.cancel(user=user, resume=True)
            raise Refused([Problem("approval.outdated", _OUTDATED)])
        with transaction.atomic():
            _demand_unfinished(task_state)
            return super().on_action(task_state, user, action_name, **values)

    def get_task_states_user_can_moderate(self, user: Any, **values: Any) -> QuerySet[TaskState]:
        """What waits for this person: not the own work."""
        rows = super().get_task_states_user_can_moderate(user, **values)
        return rows.exclude(revision__user=user).exclude(workflow_state__requested_by=user)


def _demand_unfinished(state: TaskState) -> None:
    """Refuses what another person has decided in the same moment."""
    rows = TaskState.objects.select_for_update().filter(pk=state.pk)
    if not rows.filter(status=TaskState.STATUS_IN_PROGRESS).values_list("pk").first():
        raise PermissionDenied


def _changed_by(user: Any, page: Any, state: TaskState) -> bool:
    """Whether `user` wrote what stands there now, after it was submitted."""
    if page.latest_revision_id == state.revision_id:
        return False
    return bool(page.latest_revision and page.latest_revision.user_id == user.pk)


def _is_outdated(state: TaskState) -> bool:
    """Whether a newer revision exists than the one that was submitted."""
    return bool(state.workflow_state.content_object.latest_revision_id != state.revision_id)
