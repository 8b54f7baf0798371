"""Editors' screens for what a community adds to the procedures of the city (本社区信息)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from portal import roles
from portal.pages.listing import whole_number
from portal.row_views import RowDeleteView, RowEditView, RowIndexView, RowViewSet
from portal.viewsets import COMMUNITY_PANEL

from .local_forms import LocalForm
from .local_reading import (
    city_procedures,
    coverage_of,
    lacking,
    old_details,
    overridden,
    overrides_of,
    parts_in_words,
    proposed_for,
    tell,
)
from .models import LocalDetails

MOST_SHOWN = 200
"""So many procedures of one community the report lists at once."""


class TellsProcedure:
    """A view that changes what the page of a procedure shows, so that search follows."""

    def save_instance(self) -> Any:
        """Stores the row and tells who listens, in one transaction."""
        row = super().save_instance()  # type: ignore[misc]
        tell(row.procedure_id)
        return row


class LocalIndexView(RowIndexView):
    """The details in reach, with a way to the report."""

    def get_base_queryset(self) -> Any:
        """One query for details, procedures, communities and windows."""
        rows = super().get_base_queryset()
        return rows.select_related("procedure", "community", "window")

    @cached_property
    def header_buttons(self) -> list[Any]:
        """The report beside the button that adds."""
        button = HeaderButton(
            label=str(_("What is missing or old")), url=reverse("local-details:report"),
            icon_name="list-ul",
        )  # fmt: skip
        return [*super().header_buttons, button]


class LocalAddView(TellsProcedure, generic.CreateView):
    """Adds details; begins with what the centre and the window already say."""

    def get_initial(self) -> dict[str, Any]:
        """From `?community=` and `?procedure=`; the only community of a person is known anyway."""
        own = roles.communities_for(self.request.user)
        asked = self.request.GET.get("community", "")
        key = whole_number(asked)
        named = own[:2] if key is None else own.filter(pk=key)
        community = named[0] if len(named) == 1 else None
        wanted = self.request.GET.get("procedure", "")
        procedure = city_procedures().filter(pk=whole_number(wanted)).first()
        proposed = proposed_for(community, procedure) if community else {}
        return {
            **super().get_initial(),
            **proposed,
            "community": community.pk if community else None,
            "procedure": procedure.pk if procedure else None,
            "reviewed_on": timezone.localdate(),
        }


class LocalEditView(TellsProcedure, RowEditView):
    """Changes details."""


class LocalDeleteView(RowDeleteView):
    """Takes details away; the city's text then holds here too."""

    def delete_action(self) -> None:
        """Deletes and tells who listens."""
        procedure = self.object.procedure_id
        super().delete_action()
        tell(procedure)


class LocalReportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Which communities have no details for what the city offers, old ones, or which of their own.

    For those who keep one community, and for city and district, who keep the city's text alike.
    """

    template_name = "matters/admin/local_report.html"
    permission_policy: Any = None
    permission_required = "view"
    page_title = _("Local details: missing and old")
    header_icon = "list-ul"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way from the list of details to here."""
        listing = {"url": reverse("local-details:index"), "label": str(_("Local details"))}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `rows` (one a community in reach), and for one of them what is missing and old."""
        own, today = (
            roles.communities_for(self.request.user).filter(live=True),
            timezone.localdate(),
        )
        values: dict[str, Any] = {"rows": coverage_of(own, on=today), **self._own_words(own)}
        asked = self.request.GET.get("community", "")
        if asked or len(values["rows"]) == 1:
            named = get_object_or_404(own, pk=whole_number(asked)) if asked else None
            place = named or values["rows"][0].community
            values |= {
                "community": place,
                "lacking": lacking(place, on=today)[:MOST_SHOWN],
                "old": old_details(place, on=today)[:MOST_SHOWN],
            }
        return super().get_context_data(**values, **kwargs)

    def _own_words(self, own: Any) -> dict[str, Any]:
        """Adds `overridden`, and `overrides` of the procedure asked for: who differs in what."""
        found = overridden(own, on=timezone.localdate())
        values: dict[str, Any] = {"overridden": found[:MOST_SHOWN]}
        if asked := self.request.GET.get("procedure", ""):
            procedure = get_object_or_404(found, pk=whole_number(asked))
            rows = [(row, parts_in_words(row)) for row in overrides_of(procedure, own)[:MOST_SHOWN]]
            values |= {"procedure": procedure, "overrides": rows}
        return values


class LocalViewSet(RowViewSet):
    """What of a procedure of the city is different in a community (本社区信息)."""

    model = LocalDetails
    name = "local-details"
    icon = "clipboard-list"
    menu_label = _("Local details of procedures")
    menu_order = 155
    add_to_admin_menu = True
    base_form_class = LocalForm
    index_view_class = LocalIndexView
    add_view_class = LocalAddView
    edit_view_class = LocalEditView
    delete_view_class = LocalDeleteView
    list_display = ["procedure", "community", "window", "hours", "reviewed_on"]
    list_filter = ["community"]
    panels = [
        FieldRowPanel([COMMUNITY_PANEL, FieldPanel("procedure", widget=forms.Select)]),
        MultiFieldPanel(
            [
                FieldPanel("window", widget=forms.Select),
                FieldPanel("place"),
                FieldPanel("hours"),
                FieldRowPanel([FieldPanel("consult_phone"), FieldPanel("complaint_phone")]),
                FieldPanel("note"),
            ],
            heading=_("What is different here"),
            help_text=_("What you leave empty is taken from the city's text."),
        ),
        FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("common_order")]),
    ]

    def get_urlpatterns(self) -> list[Any]:
        """The report beside Wagtail's own screens."""
        return [*super().get_urlpatterns(), path("report/", self.report_view, name="report")]

    @property
    def report_view(self) -> Any:
        """The report, for those who may see details."""
        return self.construct_view(LocalReportView)
