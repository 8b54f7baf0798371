"""Screens of the desk for entrusted tasks and for inspections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column

from portal.row_views import RowIndexView, RowViewSet, YesNoColumn
from portal.viewsets import COMMUNITY_PANEL

from .admission_forms import TaskForm
from .admission_rules import is_unpaid
from .flagged import with_scope
from .models import EntrustedTask, InspectionLog


class UnpaidColumn(Column):
    """Whether money is overdue."""

    def get_value(self, instance: Any) -> str:
        """Paid, due or overdue, in a word."""
        if instance.paid_on:
            return gettext("paid")
        overdue = is_unpaid(
            amount=instance.amount, due_on=instance.due_on, paid_on=None,
            today=timezone.localdate(),
        )  # fmt: skip
        return gettext("overdue") if overdue else gettext("not due yet")


class TaskIndexView(RowIndexView):
    """Tasks with what their names are made of."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """One query for tasks and matters."""
        return super().get_base_queryset().select_related("matter", "community")


class TaskViewSet(RowViewSet):
    """Entrusted tasks (委托事项): in writing, with liability and money."""

    model = EntrustedTask
    name = "entrusted-tasks"
    icon = "doc-full"
    base_form_class = TaskForm
    index_view_class = TaskIndexView
    list_filter = ["community"]
    list_display = [
        "principal", "matter", "community", "amount", "due_on", "paid_on",
        UnpaidColumn("unpaid", label=_("payment")),
    ]  # fmt: skip
    panels = [
        COMMUNITY_PANEL,
        FieldRowPanel(
            [
                FieldPanel("matter", widget=forms.Select),
                FieldPanel("admission", widget=forms.Select),
            ]
        ),
        FieldPanel("principal"),
        FieldPanel("written_doc"),
        FieldPanel("liability"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldRowPanel([FieldPanel("amount"), FieldPanel("due_on")]),
        FieldPanel("paid_on"),
    ]


class InspectionIndexView(RowIndexView):
    """Inspections, and whether each is within the scope of the law."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Judged in the statement that reads them."""
        return with_scope(super().get_base_queryset()).select_related("matter", "community")


class InspectionViewSet(RowViewSet):
    """Visits of departments that inspect or assess (检查考核登记)."""

    model = InspectionLog
    name = "inspections"
    icon = "view"
    index_view_class = InspectionIndexView
    list_filter = ["community"]
    list_display = [
        "on", "department", "subject", "community", "matter", "mandate",
        YesNoColumn("is_out_of_scope", label=_("without matter or mandate")),
    ]  # fmt: skip
    panels = [
        COMMUNITY_PANEL,
        FieldRowPanel([FieldPanel("on"), FieldPanel("department")]),
        FieldPanel("subject"),
        FieldRowPanel([FieldPanel("matter", widget=forms.Select), FieldPanel("mandate")]),
        FieldPanel("note"),
    ]
