"""Editors' screens for the rows of a community: centre, hours, units, history of institutions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup

from portal.row_views import RowDeleteView, RowEditView, RowViewSet
from portal.viewsets import COMMUNITY_PANEL, InstitutionEventViewSet

from .directory_news import tell_directory
from .models import Centre, OrganisationUnit
from .row_forms import CentreForm


class TellsDirectory:
    """A view that changes what the page of the service centre shows, so that search follows."""

    def save_instance(self) -> Any:
        """Stores the row and tells who listens, in one transaction."""
        row = super().save_instance()  # type: ignore[misc]
        tell_directory(row.community)
        return row

    def form_valid(self, form: Any) -> Any:
        """Says what is unusual about the hours; it is stored all the same."""
        response = super().form_valid(form)  # type: ignore[misc]
        for problem in getattr(form, "hours_warnings", ()):
            messages.warning(self.request, str(problem))  # type: ignore[attr-defined]
        return response


class AddView(TellsDirectory, generic.CreateView):
    """Adds a row that the directory shows."""


class EditView(TellsDirectory, RowEditView):
    """Changes a row that the directory shows."""


class DeleteView(RowDeleteView):
    """Deletes a row that the directory shows."""

    def delete_action(self) -> None:
        """Deletes and tells who listens."""
        community = self.object.community
        super().delete_action()
        tell_directory(community)


class DirectoryRows(RowViewSet):
    """Rows that the page of the service centre shows."""

    add_view_class = AddView
    edit_view_class = EditView
    delete_view_class = DeleteView


class CentreViewSet(DirectoryRows):
    """Service centres and stations with their opening hours (服务中心、开放时间)."""

    model = Centre
    name = "centres"
    icon = "home"
    base_form_class = CentreForm
    list_display = ["name", "kind", "community", "phone", "hotline"]
    list_filter = ["community", "kind"]
    inspect_view_fields_exclude = ["id"]
    panels = [
        COMMUNITY_PANEL,
        FieldRowPanel([FieldPanel("name"), FieldPanel("kind")]),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("street"), FieldPanel("house_no")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("hotline")]),
            ],
            heading=_("Where and how to reach it"),
        ),
        InlinePanel(
            "opening_hours",
            [
                FieldRowPanel(
                    [FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")],
                )
            ],
            heading=_("Opening hours"),
            label=_("Opening hours"),
            help_text=_("One row for each span; a lunch break makes two rows of a day."),
        ),
        FieldRowPanel([FieldPanel("supervisor_org"), FieldPanel("host_unit")]),
    ]


class OrganisationUnitViewSet(DirectoryRows):
    """Who exists in a community and what it does (组织架构)."""

    model = OrganisationUnit
    name = "organisation-units"
    icon = "group"
    list_display = ["name", "kind", "community", "order", "phone"]
    list_filter = ["community", "kind"]
    panels = [
        COMMUNITY_PANEL,
        FieldRowPanel([FieldPanel("name"), FieldPanel("kind")]),
        FieldPanel("duties"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("order")]),
    ]


class CommunityRows(ViewSetGroup):
    """What a community keeps beside its pages."""

    menu_label = _("Community facts")
    menu_icon = "home"
    menu_order = 300
    items = (CentreViewSet, OrganisationUnitViewSet, InstitutionEventViewSet)
