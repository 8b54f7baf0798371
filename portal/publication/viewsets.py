"""Editors' screens for what readers report: read, correct the page, answer."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from portal.role_table import Verb
from portal.row_views import RowEditView, RowPolicy, RowViewSet

from .forms import AnswerForm
from .models import ErrorReport
from .report_actions import answer_report


class ReportPolicy(RowPolicy):
    """Reports come from readers only and are never deleted: an unwelcome one is answered too."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Looking and answering."""
        return action in (Verb.VIEW, Verb.CHANGE) and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Looking and answering."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """By the place of the report."""
        allowed = action in (Verb.VIEW, Verb.CHANGE)
        return allowed and super().user_has_permission_for_instance(user, action, instance)


class AnswerView(RowEditView):
    """Answers a report in reach."""

    def save_instance(self) -> ErrorReport:
        """Through the action, which asks the rules again."""
        values = self.form.cleaned_data
        return answer_report(
            self.object,
            state=values["state"],
            answer=values["answer"],
            public_text=values["public_text"],
            by=self.request.user,
            at=timezone.now(),
        )


class ErrorReportViewSet(RowViewSet):
    """What readers report to be wrong (找错)."""

    model = ErrorReport
    name = "error-reports"
    icon = "warning"
    policy_class = ReportPolicy
    base_form_class = AnswerForm
    edit_view_class = AnswerView
    list_display = ["__str__", "page", "kind", "state", "community", "received_at"]
    list_filter = ["state", "kind", "community"]
    search_fields = ["page", "page_title"]
    inspect_view_fields = [
        "page", "page_title", "community", "kind", "text", "received_at", "state",
        "answer", "public_text", "answered_at", "answered_by",
    ]  # fmt: skip
    menu_order = 410
    add_to_admin_menu = True
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("page", read_only=True),
                FieldRowPanel(
                    [FieldPanel("kind", read_only=True), FieldPanel("received_at", read_only=True)]
                ),
                FieldPanel("text", read_only=True),
            ],
            heading=_("What was reported"),
        ),
        MultiFieldPanel(
            [FieldPanel("state"), FieldPanel("answer"), FieldPanel("public_text")],
            heading=_("Answer"),
        ),
    ]
