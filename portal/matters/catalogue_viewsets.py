"""Editors' screens for catalogues; a published one is looked at only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.log_actions import log

from portal.row_views import (
    RowEditView,
    RowIndexView,
    RowInspectView,
    RowPolicy,
    RowViewSet,
)

from . import catalogue_actions, catalogue_import, catalogue_rules, table_views
from .catalogue_forms import CatalogueForm, FilingForm, NewCatalogueForm
from .catalogue_screens import CatalogueScreen, catalogue_buttons, entry_list
from .models.catalogue import Catalogue
from .taxonomy import STARTER


class CataloguePolicy(RowPolicy):
    """A published catalogue is history."""

    def is_fixed(self, row: Any) -> bool:
        """Published."""
        return row.published_at is not None


class StateColumn(Column):
    """Draft or public."""

    def get_value(self, instance: Any) -> str:
        """In words."""
        return gettext("published") if instance.published_at else gettext("Draft")


class CatalogueIndexView(RowIndexView):
    """All catalogues in reach with their number of entries."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Newest first."""
        return super().get_base_queryset().annotate(size=Count("entries"))


class CatalogueAddView(generic.CreateView):
    """Begins a draft: empty, with earlier entries, or with the services of a station."""

    def save_instance(self) -> Catalogue:
        """The action makes the draft; the starter list comes in as any other table."""
        values = dict(self.form.cleaned_data)
        values.pop("seen", None)
        with_starter = values.pop("with_starter")
        user: Any = self.request.user
        catalogue = catalogue_actions.begin_catalogue(values.pop("district"), by=user, **values)
        if with_starter:
            sheet = catalogue_import.read(STARTER, name=STARTER.name)
            known = set(catalogue.entries.values_list("matter__code", flat=True))
            sheet.rows = [row for row in sheet.rows if row.code not in known]
            mode = catalogue_import.Mode.APPEND
            catalogue_import.store(catalogue, sheet, mode=mode, by=user)
        return catalogue

    def get_success_url(self) -> str:
        """On to the entries."""
        return entry_list(self.object)


class CatalogueEditView(RowEditView):
    """Changes what is said about a draft."""

    def save_instance(self) -> Catalogue:
        """The action remembers who wrote."""
        catalogue = self.form.save(commit=False)
        self.has_content_changes = self.form.has_changed()
        catalogue_actions.write_catalogue(catalogue, by=self.request.user)
        log(instance=catalogue, action="wagtail.edit", content_changed=self.has_content_changes)
        return catalogue  # type: ignore[no-any-return]

    @cached_property
    def header_buttons(self) -> list[Any]:
        """On to entries, table and publication."""
        return catalogue_buttons(self.object)


class CatalogueInspectView(RowInspectView):
    """A catalogue as it was published."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """On to entries, filing and download."""
        return catalogue_buttons(self.object)


class PublishCatalogueView(CatalogueScreen, TemplateView):
    """Shows what keeps a catalogue from being published and what it changes, or publishes it."""

    template_name = "matters/admin/publish_catalogue.html"
    page_title = _("Publish the catalogue")
    header_icon = "check"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publishes; the action refuses what may not be."""
        user: Any = request.user
        catalogue_actions.publish_catalogue(self.object, by=user, at=timezone.now())
        messages.success(request, gettext("The catalogue is public now."))
        return redirect("catalogues:inspect", self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `problems`, all at once, and what is different from the catalogue `before`."""
        user, catalogue = self.request.user, self.object
        problems = catalogue_actions.problems_with_publisher(catalogue, by=user)  # type: ignore[arg-type]
        problems += catalogue_actions.problems_with_publication(catalogue, at=timezone.now())
        before = catalogue_actions.catalogue_before(catalogue)
        pair = [list(one.entries.select_related("field")) for one in (before, catalogue) if one]
        difference = catalogue_rules.difference(*pair) if len(pair) > 1 else None
        return super().get_context_data(
            problems=problems, before=before, difference=difference, **kwargs
        )


class FilingView(CatalogueScreen, FormView):
    """Records with whom and when a published catalogue was filed."""

    template_name = "matters/admin/catalogue_filing.html"
    form_class = FilingForm
    page_title = _("Record the filing")
    header_icon = "edit"

    def form_valid(self, form: FilingForm) -> HttpResponse:
        """Once and for all."""
        user: Any = self.request.user
        catalogue_actions.record_filing(self.object, by=user, **form.cleaned_data)
        messages.success(self.request, gettext("The filing is recorded."))
        return redirect("catalogues:inspect", self.object.pk)


class CatalogueViewSet(RowViewSet):
    """Guidance catalogues (服务管理指导目录): drafts are written, published ones looked at."""

    model = Catalogue
    name = "catalogues"
    icon = "list-ul"
    menu_label = _("Catalogue versions")
    policy_class = CataloguePolicy
    base_form_class = CatalogueForm
    index_view_class = CatalogueIndexView
    add_view_class = CatalogueAddView
    edit_view_class = CatalogueEditView
    inspect_view_class = CatalogueInspectView
    list_display = [
        "version",
        "title",
        "district",
        StateColumn("state", label=_("state")),
        "effective_from",
        "effective_to",
        Column("size", label=_("Entries")),
    ]
    inspect_view_fields_exclude = ["id"]
    panels = [
        FieldPanel("district", widget=forms.Select),
        FieldRowPanel([FieldPanel("title"), FieldPanel("version")]),
        FieldPanel("issued_by"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")])],
            heading=_("In force"),
            help_text=_("Without a last day it holds until the next catalogue begins."),
        ),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        """A new draft may begin with entries."""
        form_class = super().get_form_class(for_update)
        if for_update:
            return form_class
        return type("BeginCatalogueForm", (NewCatalogueForm, form_class), {})

    def get_urlpatterns(self) -> list[Any]:
        """Adds publication, filing and tables."""
        views = [
            ("publish/<int:pk>/", PublishCatalogueView, "publish"),
            ("filing/<int:pk>/", FilingView, "filing"),
            ("table/<int:pk>/", table_views.TableView, "table"),
            ("table/<int:pk>/confirm/", table_views.ConfirmTableView, "confirm_table"),
            ("export/<int:pk>/<slug:kind>/", table_views.ExportView, "export"),
            ("template/<slug:kind>/", table_views.TemplateFileView, "template"),
        ]
        more = [path(way, self.construct_view(view), name=name) for way, view, name in views]
        return [*super().get_urlpatterns(), *more]
