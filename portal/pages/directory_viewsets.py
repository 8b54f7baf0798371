"""Editors' screens for what the page of a service centre shows: centres, units, contact cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views import generic

from portal.row_views import RowDeleteView, RowEditView, RowViewSet, YesNoColumn
from portal.viewsets import COMMUNITY_PANEL

from .directory_forms import CentreForm, ContactForm, UnitForm
from .directory_news import directories_of, served_by, tell
from .models import Centre, ContactAssignment, OrganisationUnit


class TellsDirectory:
    """A view that changes what the page of the service centre shows, so that search follows."""

    def save_instance(self) -> Any:
        """Stores the row and tells who listens, in one transaction; where it stood before too."""
        key = self.form.instance.pk  # type: ignore[attr-defined]
        stored = self.model._default_manager.filter(pk=key).first()  # type: ignore[attr-defined]
        pages, served = (directories_of(stored), served_by(stored)) if stored else (None, set())
        row = super().save_instance()  # type: ignore[misc]
        now = directories_of(row)
        tell(now if pages is None else pages | now, served=served | served_by(row))
        return row

    def form_valid(self, form: Any) -> Any:
        """Says what is unusual about the row; it is stored all the same."""
        response = super().form_valid(form)  # type: ignore[misc]
        for problem in getattr(form, "warnings", ()):
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
        pages, served = directories_of(self.object), served_by(self.object)
        with transaction.atomic():
            super().delete_action()
            tell(pages, served=served)


class DirectoryRows(RowViewSet):
    """Rows that the page of the service centre shows."""

    add_view_class = AddView
    edit_view_class = EditView
    delete_view_class = DeleteView


class CentreViewSet(DirectoryRows):
    """Service centres and stations with hours, position and plan (服务中心、开放时间、示意图)."""

    model = Centre
    name = "centres"
    icon = "home"
    base_form_class = CentreForm
    list_display = ["name", "kind", "community", "phone", "hotline"]
    list_filter = ["community", "kind"]
    inspect_view_fields_exclude = ["id", "plan_picture", "floor_picture"]
    panels = [
        COMMUNITY_PANEL,
        FieldRowPanel([FieldPanel("name"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("model"), FieldPanel("uscc")]),
        FieldPanel("shared_by"),
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
            [FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")])],
            heading=_("Opening hours"),
            label=_("Opening hours"),
            help_text=_("One row for each span; a lunch break makes two rows of a day."),
        ),
        InlinePanel(
            "special_days",
            [
                FieldRowPanel([FieldPanel("date"), FieldPanel("opens"), FieldPanel("closes")]),
                FieldPanel("reason"),
            ],
            heading=_("Single days"),
            label=_("special day"),
            help_text=_("Days on which other hours hold; without times the centre is shut."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("head_post"), FieldPanel("head_phone")]),
                FieldRowPanel([FieldPanel("head_name"), FieldPanel("head_consents")]),
                FieldRowPanel([FieldPanel("supervisor_org"), FieldPanel("host_unit")]),
                FieldPanel("staff"),
            ],
            heading=_("Who heads and supervises it"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("way"),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                FieldPanel("position_note"),
            ],
            heading=_("Way and position"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("street_north"), FieldPanel("street_south")]),
                FieldRowPanel([FieldPanel("street_west"), FieldPanel("street_east")]),
                FieldPanel("entrance"),
                FieldRowPanel([FieldPanel("landmark"), FieldPanel("landmark_side")]),
                FieldRowPanel([FieldPanel("bus_stop"), FieldPanel("bus_stop_side")]),
            ],
            heading=_("Sketch the portal draws"),
            help_text=_("Streets around the block, the side of the entrance, what lies across."),
        ),
        MultiFieldPanel(
            [FieldPanel("plan_image"), FieldPanel("plan_alt")],
            heading=_("A plan of your own, instead of the sketch"),
        ),
        MultiFieldPanel(
            [FieldPanel("floor_image"), FieldPanel("floor_alt")],
            heading=_("Floor plan of the hall"),
        ),
    ]


class OrganisationUnitViewSet(DirectoryRows):
    """Who exists in a community, what it does, and who stands above it (组织架构)."""

    model = OrganisationUnit
    name = "organisation-units"
    icon = "group"
    base_form_class = UnitForm
    list_display = ["name", "kind", "community", "order", "phone"]
    list_filter = ["community", "kind"]
    panels = [
        COMMUNITY_PANEL,
        FieldPanel("district"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("kind")]),
        FieldPanel("duties"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("order")]),
        InlinePanel(
            "lines",
            [FieldRowPanel([FieldPanel("above"), FieldPanel("kind")])],
            heading=_("Bodies above it"),
            label=_("line of responsibility"),
            help_text=_("The first one says where the unit hangs in the chart."),
        ),
    ]


class ContactViewSet(DirectoryRows):
    """Whom residents may turn to, as on the name plates (挂牌联系)."""

    model = ContactAssignment
    name = "contact-cards"
    icon = "user"
    base_form_class = ContactForm
    list_display = [
        "post", "display_name", "unit", "area", "phone",
        YesNoColumn("consent_public", label=_("may be named"), sort_key="consent_public"),
    ]  # fmt: skip
    list_filter = ["consent_public"]
    panels = [
        FieldPanel("unit"),
        FieldRowPanel([FieldPanel("post"), FieldPanel("phone")]),
        FieldRowPanel([FieldPanel("display_name"), FieldPanel("consent_public")]),
        FieldPanel("account", widget=forms.Select),
        FieldPanel("duties"),
        FieldRowPanel([FieldPanel("area"), FieldPanel("order")]),
    ]
