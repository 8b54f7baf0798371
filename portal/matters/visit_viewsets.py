"""The screens on which staff note their visits to residents' groups."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from portal.row_views import AskedAddView, RowIndexView, RowViewSet
from portal.viewsets import COMMUNITY_PANEL

from .models import VisitLog
from .visit_forms import VisitForm


class VisitAddView(AskedAddView):
    """Notes a visit; begins with whom and which group the address asks for."""

    asked_for = ("community", "visitor", "group")


class VisitIndexView(RowIndexView):
    """The visits in reach, the last one first."""

    default_ordering = "-on"

    def get_base_queryset(self) -> QuerySet[Any]:
        """One query for visits and cards."""
        return super().get_base_queryset().select_related("visitor")


class VisitViewSet(RowViewSet):
    """Visits to the groups that staff are linked to (定点联系走访记录); never public."""

    model = VisitLog
    name = "visits"
    icon = "comment"
    base_form_class = VisitForm
    index_view_class = VisitIndexView
    add_view_class = VisitAddView
    list_display = ["on", "group", "visitor", "purpose", "subject", "outcome", "community"]
    list_filter = ["community", "purpose", "on"]
    search_fields = ["group", "subject", "outcome"]
    panels = [
        COMMUNITY_PANEL,
        FieldRowPanel([FieldPanel("on"), FieldPanel("visitor")]),
        FieldRowPanel([FieldPanel("group"), FieldPanel("purpose")]),
        FieldPanel("subject"),
        FieldPanel("outcome"),
    ]
