"""Editors' screens for entries of a catalogue, for matters, and for what they are sorted by."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import log

from portal import roles
from portal.role_table import Verb
from portal.row_views import (
    RowDeleteView,
    RowEditView,
    RowIndexView,
    RowInspectView,
    RowPolicy,
    RowViewSet,
)

from . import catalogue_actions
from .catalogue_forms import EntryForm
from .catalogue_screens import catalogue_crumbs, entry_list
from .catalogue_viewsets import CatalogueViewSet
from .models.catalogue import Catalogue, Matter, MatterEntry, demand_draft
from .models.taxonomy import MatterField, Occasion
from .place_news import pages_naming, tell


def catalogue_asked_for(request: HttpRequest) -> Catalogue:
    """The catalogue of `?catalogue=`, which must be in reach; 404 otherwise."""
    wanted = request.GET.get("catalogue", "")
    row = get_object_or_404(Catalogue, pk=wanted if wanted.isdecimal() else None)
    if not roles.may(request.user, Verb.VIEW, row):
        raise Http404
    return row


class EntryPolicy(RowPolicy):
    """An entry of a published catalogue is history."""

    def is_fixed(self, row: Any) -> bool:
        """Of a published catalogue."""
        return row.catalogue is not None and row.catalogue.published_at is not None


class EntryIndexView(RowIndexView):
    """The entries of the catalogue of `?catalogue=`, or all in reach."""

    @cached_property
    def catalogue(self) -> Catalogue | None:
        """The catalogue asked for."""
        return catalogue_asked_for(self.request) if "catalogue" in self.request.GET else None

    def get_base_queryset(self) -> QuerySet[Any]:
        """In the order of the catalogue."""
        rows = super().get_base_queryset().select_related("catalogue", "field", "matter")
        if self.catalogue is not None:
            rows = rows.filter(catalogue=self.catalogue)
        return rows.order_by("catalogue_id", "order", "pk")

    def get_add_url(self) -> str | None:
        """An entry is added to a draft."""
        if self.catalogue is None or self.catalogue.published_at is not None:
            return None
        url = super().get_add_url()
        return f"{url}?catalogue={self.catalogue.pk}" if url else None

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the catalogue."""
        if self.catalogue is None:
            return super().get_breadcrumbs_items()  # type: ignore[no-any-return]
        return catalogue_crumbs(self.catalogue, {"url": "", "label": gettext("Entries")})


class EntryAddView(generic.CreateView):
    """Adds an entry to the draft of `?catalogue=`."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Knows the catalogue from the start; a published one is refused."""
        super().setup(request, *args, **kwargs)
        self.catalogue = catalogue_asked_for(request)
        demand_draft(self.catalogue.pk)

    def get_initial_form_instance(self) -> MatterEntry:
        """An entry of this catalogue."""
        return MatterEntry(catalogue=self.catalogue)

    def save_instance(self) -> MatterEntry:
        """The action gives it its place and remembers who wrote."""
        entry = self.form.save(commit=False)
        catalogue_actions.write_entry(entry, by=self.request.user)
        log(instance=entry, action="wagtail.create", content_changed=True)
        return entry  # type: ignore[no-any-return]

    def get_add_url(self) -> str:
        """Keeps the catalogue."""
        return f"{super().get_add_url()}?catalogue={self.catalogue.pk}"

    def get_success_url(self) -> str:
        """Back to the list."""
        return entry_list(self.catalogue)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the catalogue."""
        return catalogue_crumbs(self.catalogue, {"url": "", "label": gettext("New entry")})


class EntryEditView(RowEditView):
    """Changes an entry of a draft."""

    def save_instance(self) -> MatterEntry:
        """The action remembers who wrote."""
        entry = self.form.save(commit=False)
        self.has_content_changes = self.form.has_changed()
        catalogue_actions.write_entry(entry, by=self.request.user)
        log(instance=entry, action="wagtail.edit", content_changed=self.has_content_changes)
        return entry  # type: ignore[no-any-return]

    def get_success_url(self) -> str:
        """Back to the list."""
        return entry_list(self.object.catalogue)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Back to the catalogue."""
        here = {"url": "", "label": str(self.object)}
        if self.object.catalogue is None:
            return super().get_breadcrumbs_items()  # type: ignore[no-any-return]
        return catalogue_crumbs(self.object.catalogue, here)


class EntryDeleteView(RowDeleteView):
    """Takes an entry out of a draft."""

    def delete_action(self) -> None:
        """By the action."""
        log(instance=self.object, action="wagtail.delete")
        catalogue_actions.remove_entry(self.object, by=self.request.user)

    def get_success_url(self) -> str:
        """Back to the list."""
        return entry_list(self.object.catalogue)


class EntryInspectView(RowInspectView):
    """Shows an entry."""

    def get_field_display_value(self, field_name: str = "", field: Any = None) -> Any:
        """Wagtail asks a method of this name for the value of the field that is called `field`."""
        if field is None:
            return str(self.object.field)
        return super().get_field_display_value(field_name, field)


class EntryViewSet(RowViewSet):
    """What a catalogue says of each matter (目录条目)."""

    model = MatterEntry
    name = "catalogue-entries"
    icon = "list-ul"
    policy_class = EntryPolicy
    base_form_class = EntryForm
    index_view_class = EntryIndexView
    add_view_class = EntryAddView
    edit_view_class = EntryEditView
    delete_view_class = EntryDeleteView
    inspect_view_class = EntryInspectView
    add_to_reference_index = False
    list_display = ["name", "field", "role", "status", "implementer"]
    list_filter = ["field", "role", "status"]
    search_fields = ["name", "matter__code"]
    inspect_view_fields_exclude = ["id", "admission"]
    panels = [
        FieldPanel("matter"),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("field"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("implementer"), FieldPanel("audience")]),
        InlinePanel(
            "bases",
            [
                FieldPanel("regulation"),
                FieldPanel("title"),
                FieldPanel("number"),
            ],
            heading=_("Legal basis of the matter"),
            label=_("Legal basis of the matter"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldPanel("reason"),
                FieldPanel("go_to"),
                FieldPanel("successor"),
            ],
            heading=_("Whether it is done here"),
            help_text=_("What is not in operation needs a reason; what is over, where to go."),
        ),
        FieldPanel("order"),
    ]


class MatterEditView(RowEditView):
    """Changes a matter; where its name is read, search follows."""

    def save_instance(self) -> Any:
        """Stores the row and tells who listens, in one transaction."""
        matter = super().save_instance()
        tell(*pages_naming(matter))
        return matter


class MatterViewSet(RowViewSet):
    """Matters as such (服务事项): their code never changes."""

    model = Matter
    name = "matters"
    icon = "tasks"
    edit_view_class = MatterEditView
    list_display = ["code", "name", "window_group", "common_order"]
    list_filter = ["window_group"]
    search_fields = ["code", "name"]
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("name")]),
        FieldPanel("window_group"),
        FieldPanel("occasions"),
        FieldRowPanel([FieldPanel("contact_point"), FieldPanel("common_order")]),
    ]


class FieldViewSet(RowViewSet):
    """Fields by which matters are sorted (领域)."""

    model = MatterField
    name = "matter-fields"
    icon = "tag"
    list_display = ["name", "source", "role", "basis"]
    list_filter = ["source", "role"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("key")]),
        FieldRowPanel([FieldPanel("source"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("basis"), FieldPanel("order")]),
    ]


class OccasionViewSet(RowViewSet):
    """Life events and groups of residents (人生事件、服务人群)."""

    model = Occasion
    name = "occasions"
    icon = "group"
    list_display = ["name", "kind", "slug", "order"]
    list_filter = ["kind"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("order")]),
    ]


class CatalogueRows(ViewSetGroup):
    """The catalogue and what it is made of."""

    menu_label = _("Catalogue of matters")
    menu_icon = "list-ul"
    menu_order = 140
    items = (CatalogueViewSet, MatterViewSet, FieldViewSet, OccasionViewSet)
