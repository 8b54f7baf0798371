"""What became of a page by a decision (审批结果), said to who has approved it or sent it back.

Wagtail's form says "saved" whatever was decided.
"""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page, WorkflowState

DECISION = "action-workflow-action"
"""What the form of a page sends when it approves or sends back (Wagtail's own name)."""


@hooks.register("after_edit_page", order=80)
def say_what_was_decided(request: HttpRequest, page: Any) -> None:
    """Takes away "saved" and says what happened; after a mere save it stays."""
    if DECISION not in request.POST:
        return
    stored = Page.objects.get(pk=page.pk)
    state = page.workflow_states.order_by("-created_at", "-pk").first()
    if words := what_was_decided(stored, state):
        list(get_messages(request))  # reading them takes them away
        is_shown = stored.live and stored.url
        show = [messages.button(stored.url, _("See it as residents see it"))] if is_shown else []
        messages.success(request, words, buttons=show)


def what_was_decided(page: Any, state: Any) -> str:
    """One sentence on where the page stands after the decision; empty where there was none."""
    status, title = getattr(state, "status", ""), page.get_admin_display_title()
    if status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("“%(title)s” was sent back; its author finds your remark on the desk.") % {
            "title": title
        }
    if status != WorkflowState.STATUS_APPROVED:
        return ""
    if page.go_live_at and page.go_live_at > timezone.now():
        at = date_format(timezone.localtime(page.go_live_at), "Y-m-d H:i")
        words = _("“%(title)s” is approved; the system makes it public at %(at)s.")
        return words % {"title": title, "at": at}
    return _("“%(title)s” is approved and public now.") % {"title": title}
