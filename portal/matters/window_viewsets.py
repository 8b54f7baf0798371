"""Editors' screens for windows, posts, the duty roster, facilities and rules of a centre."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import HeaderButton

from portal.row_views import (
    AskedAddView,
    RowDeleteView,
    RowEditView,
    RowIndexView,
    RowViewSet,
    YesNoColumn,
)
from portal.viewsets import COMMUNITY_PANEL, WeekdayColumn

from .models import Duty, Post, RuleSlot, ServiceFacility, Window
from .place_news import sections_showing, tell
from .roster_views import RosterGapsView, RosterPlanView
from .visit_viewsets import VisitViewSet
from .window_forms import DutyForm, FacilityForm, PostForm, RuleSlotForm, WindowForm

CENTRE_PANEL = FieldPanel("centre", widget=forms.Select)


class TellsSections:
    """A view that changes what the services of a community show, so that search follows."""

    def save_instance(self) -> Any:
        """Stores the row and tells who listens, in one transaction; where it stood before too."""
        before = self._before()
        row = super().save_instance()  # type: ignore[misc]
        tell(*{*before, *sections_showing(row)})
        return row

    def _before(self) -> list[int]:
        key = self.form.instance.pk  # type: ignore[attr-defined]
        stored = self.model._default_manager.filter(pk=key).first()  # type: ignore[attr-defined]
        return sections_showing(stored) if stored else []


class PlaceAddView(TellsSections, generic.CreateView):
    """Adds a window or a facility."""


class CentreRowAddView(AskedAddView):
    """Adds a row of a centre; begins with the centre and the kind that the address asks for."""

    asked_for = ("centre", "kind")


class PlaceEditView(TellsSections, RowEditView):
    """Changes a window or a facility."""


class PlaceDeleteView(RowDeleteView):
    """Takes a window or a facility away."""

    def delete_action(self) -> None:
        """Deletes and tells who listens."""
        sections = sections_showing(self.object)
        with transaction.atomic():
            super().delete_action()
            tell(*sections)


class PlaceRows(RowViewSet):
    """Rows that residents read under the services of their community."""

    add_view_class = PlaceAddView
    edit_view_class = PlaceEditView
    delete_view_class = PlaceDeleteView


class WindowViewSet(PlaceRows):
    """The counters of a centre with their matters and hours (窗口)."""

    model = Window
    name = "windows"
    icon = "desktop"
    base_form_class = WindowForm
    list_display = ["name", "no", "centre", "phone", "posted_from"]
    search_fields = ["name", "no"]
    panels = [
        CENTRE_PANEL,
        FieldRowPanel([FieldPanel("no"), FieldPanel("name")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("posted_from")]),
        FieldPanel("matters", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldPanel("low_counter"),
                FieldPanel("sign_language"),
                FieldPanel("large_print"),
            ],
            heading=_("For people who need it easier"),
        ),
        InlinePanel(
            "hours",
            [FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")])],
            heading=_("Hours of this window"),
            label=_("Hours of this window"),
            help_text=_("Only when they differ from those of the centre."),
        ),
        InlinePanel(
            "closures",
            [
                FieldRowPanel([FieldPanel("date"), FieldPanel("opens"), FieldPanel("closes")]),
                FieldPanel("reason"),
            ],
            heading=_("Closed on single days"),
            label=_("special day of a window"),
            help_text=_("Residents read the reason on the day; without times it is shut all day."),
        ),
        FieldPanel("order"),
    ]


class PostIndexView(RowIndexView):
    """The posts in reach, with their holders."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """One query for posts, centres and cards."""
        return super().get_base_queryset().select_related("a_holder", "b_holder")


class PostViewSet(RowViewSet):
    """Posts with holder A and stand-in B (岗位、AB岗)."""

    model = Post
    name = "posts"
    icon = "user"
    base_form_class = PostForm
    index_view_class = PostIndexView
    add_view_class = CentreRowAddView
    list_display = ["name", "kind", "centre", "a_holder", "b_holder"]
    list_filter = ["kind"]
    panels = [
        CENTRE_PANEL,
        FieldRowPanel([FieldPanel("name"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("a_holder"), FieldPanel("b_holder")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("approved_by"), FieldPanel("approved_on")])],
            heading=_("Approval, for special posts"),
        ),
        FieldPanel("order"),
    ]


class DutyIndexView(RowIndexView):
    """The roster in reach, what is to come first."""

    default_ordering = "-date"

    def get_base_queryset(self) -> QuerySet[Any]:
        """One query for days and cards."""
        return super().get_base_queryset().select_related("holder", "backup")

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Many days at once and the days still open, beside the button that adds one."""
        ways = [(_("Days still open"), "gaps", "list-ul", "view")]
        ways.append((_("Fill many days"), "plan", "calendar-alt", "add"))
        buttons = [
            HeaderButton(label=str(label), url=reverse(f"duty-roster:{name}"), icon_name=icon)
            for label, name, icon, verb in ways
            if self.user_has_permission(verb)
        ]
        return [*super().header_buttons, *buttons]


class DutyViewSet(RowViewSet):
    """Who is on duty on which day (值班表)."""

    model = Duty
    name = "duty-roster"
    icon = "calendar-alt"
    base_form_class = DutyForm
    index_view_class = DutyIndexView
    list_filter = ["community", "date"]
    panels = [
        COMMUNITY_PANEL,
        FieldRowPanel([FieldPanel("date"), FieldPanel("shift")]),
        FieldRowPanel([FieldPanel("holder"), FieldPanel("backup")]),
        FieldPanel("phone"),
    ]

    @cached_property
    def list_display(self) -> list[Any]:
        """Day, weekday, who, telephone."""
        weekday = WeekdayColumn("weekday", label=_("weekday"))
        return ["date", weekday, "shift", "holder", "backup", "phone", "community"]

    def get_urlpatterns(self) -> list[Any]:
        """Many days at once, and the days still open, beside Wagtail's own screens."""
        more = (("plan", RosterPlanView), ("gaps", RosterGapsView))
        return [
            *super().get_urlpatterns(),
            *(path(f"{name}/", self.construct_view(view), name=name) for name, view in more),
        ]


class FacilityViewSet(PlaceRows):
    """Places and services of convenience (便民服务设施)."""

    model = ServiceFacility
    name = "facilities"
    icon = "site"
    base_form_class = FacilityForm
    list_display = [
        "name", "kind", "community", "phone", "hours",
        YesNoColumn("is_active", label=_("in operation"), sort_key="is_active"),
    ]  # fmt: skip
    list_filter = ["community", "kind", "is_active"]
    search_fields = ["name", "provider", "address"]
    panels = [
        COMMUNITY_PANEL,
        FieldRowPanel([FieldPanel("name"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("provider"), FieldPanel("owner_unit")]),
        FieldPanel("address"),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        FieldPanel("function"),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("fee")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("order")]),
        FieldRowPanel([FieldPanel("price_list"), FieldPanel("prices_checked_on")]),
        MultiFieldPanel(
            [
                FieldPanel("complaint_phone"),
                FieldRowPanel([FieldPanel("supervisor"), FieldPanel("supervisor_phone")]),
                FieldPanel("test_notice", widget=forms.Select),
            ],
            heading=_("Complaints and supervision"),
        ),
        FieldPanel("note"),
        InlinePanel(
            "trade_months",
            [FieldRowPanel([FieldPanel("month"), FieldPanel("deals")])],
            heading=_("Deals of an outlet by month"),
            label=_("Month"),
            help_text=_("For outlets only. The desk says when too few deals ask for its end."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("is_active")]),
                FieldRowPanel([FieldPanel("ended_on"), FieldPanel("ended_reason")]),
            ],
            heading=_("In operation or withdrawn"),
        ),
    ]


class RuleSlotIndexView(RowIndexView):
    """The rules in reach, with their texts."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """One query for rules and texts."""
        return super().get_base_queryset().select_related("regulation")


class RuleSlotViewSet(RowViewSet):
    """The rules a centre keeps and publishes (中心制度)."""

    model = RuleSlot
    name = "centre-rules"
    icon = "clipboard-list"
    base_form_class = RuleSlotForm
    index_view_class = RuleSlotIndexView
    add_view_class = CentreRowAddView
    list_display = ["kind", "centre", "regulation"]
    list_filter = ["kind"]
    panels = [CENTRE_PANEL, FieldPanel("kind"), FieldPanel("regulation", widget=forms.Select)]


class WindowRows(ViewSetGroup):
    """What stands behind the windows of a centre."""

    menu_label = _("Windows and roster")
    menu_icon = "desktop"
    menu_order = 160
    items = (
        WindowViewSet,
        PostViewSet,
        DutyViewSet,
        VisitViewSet,
        FacilityViewSet,
        RuleSlotViewSet,
    )
