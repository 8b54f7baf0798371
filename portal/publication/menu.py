"""What the form of a page offers at its foot: submit, publish an emergency, confirm, bring back.

Nobody is offered to publish. Who may approve finds approval first.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import (
    ActionMenuItem,
    PublishMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
    WorkflowMenuItem,
)

from .models import Approval, Publication, Verb
from .permissions import holds_publish

ALONE = "action-alone"
NOT_OFFERED = (PublishMenuItem, RestartWorkflowMenuItem)
"""Nobody publishes from a form; restarting does what "submit again" does, under a second name."""


class SubmitItem(SubmitForModerationMenuItem):
    """Sends the page to the second person (提交审批)."""

    def get_context_data(self, parent_context: Any) -> Any:
        """The word of the work instead of the name of the workflow."""
        context = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page else None
        returned = state and state.status == state.STATUS_NEEDS_CHANGES
        context["label"] = _("Submit again") if returned else _("Submit for approval")
        return context


class EmergencyItem(ActionMenuItem):
    """Publishes an emergency notice at once (立即发布); the next screen asks once more."""

    name = ALONE
    label = _("Publish at once (emergency)")
    icon_name = "warning"

    def is_shown(self, context: Any) -> bool:
        """For that kind of page, and who may publish there."""
        page = context.get("page")
        if context["view"] != "edit" or context["locked_for_user"]:
            return False
        alone = getattr(page, "may_be_published_alone", False)
        return bool(alone and holds_publish(context["request"].user, page))


class ConfirmItem(ActionMenuItem):
    """Confirms what one person published alone (补充确认)."""

    name = "action-confirm"
    label = _("Confirm the emergency notice")
    icon_name = "check"

    def is_shown(self, context: Any) -> bool:
        """For a second person, while the confirmation is missing."""
        row = waiting_for(context) if context["view"] == "edit" else None
        user = context["request"].user
        return bool(row and row.by_id != user.pk and holds_publish(user, context["page"]))

    def get_url(self, parent_context: Any) -> str:
        """The screen of the confirmation."""
        return reverse("publication_confirm", args=[waiting_for(parent_context).pk])


def waiting_for(context: Any) -> Any:
    """The approval of the page that must still be confirmed; asked once for each form."""
    request = context["request"]
    if not hasattr(request, "_waiting_approval"):
        rows = Approval.objects.unconfirmed().filter(page_id=context["page"].pk)
        request._waiting_approval = rows.select_related("by").first()
    return request._waiting_approval


class RestoreItem(ActionMenuItem):
    """Brings back what was withdrawn (恢复发布)."""

    name = "action-restore"
    label = _("Make public again")
    icon_name = "rotate"

    def is_shown(self, context: Any) -> bool:
        """After a withdrawal, for who may publish there."""
        page = context.get("page")
        if context["view"] != "edit" or page.live or page.first_published_at is None:
            return False
        last = Publication.objects.filter(page_id=page.pk).order_by("-pk").values("verb").first()
        withdrawn = last is not None and last["verb"] == Verb.WITHDRAW
        return withdrawn and holds_publish(context["request"].user, page)

    def get_url(self, parent_context: Any) -> str:
        """The screen that asks for certainty."""
        return reverse("publication_restore", args=[parent_context["page"].pk])


@hooks.register("register_page_action_menu_item")
def emergency_item() -> ActionMenuItem:
    """Publishing an emergency at once."""
    return EmergencyItem(order=30)


@hooks.register("register_page_action_menu_item")
def confirm_item() -> ActionMenuItem:
    """Confirming it."""
    return ConfirmItem(order=31)


@hooks.register("register_page_action_menu_item")
def restore_item() -> ActionMenuItem:
    """Undoing a withdrawal."""
    return RestoreItem(order=32)


@hooks.register("construct_page_action_menu")
def offer_approval_instead(items: list[Any], request: HttpRequest, context: Any) -> None:
    """Takes publishing out, says "submit" in our words, and puts an approval first."""
    items[:] = [_ours(item) for item in items if not isinstance(item, NOT_OFFERED)]
    items.sort(key=lambda item: not (isinstance(item, WorkflowMenuItem) and item.name == "approve"))


def _ours(item: Any) -> Any:
    return SubmitItem(item.order) if type(item) is SubmitForModerationMenuItem else item
