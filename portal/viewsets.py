"""Editors' screens for rows of the foundation: institutions, rules, calendar, topics, register."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from portal.models import CalendarDay, CommunityName, DeadLink, InstitutionEvent, RuleSetting, Topic
from portal.publication.models import Publication
from portal.row_forms import RuleSettingForm
from portal.row_views import HistoryPolicy, RegisterPolicy, RowIndexView, RowViewSet

COMMUNITY_PANEL = FieldPanel("community", widget=forms.Select)


class InstitutionEventViewSet(RowViewSet):
    """How the institutions of a community came to be (机构变动)."""

    model = InstitutionEvent
    name = "institution-events"
    icon = "history"
    list_display = ["institution", "kind", "community", "decider", "decided_on"]
    list_filter = ["community", "kind"]
    panels = [
        COMMUNITY_PANEL,
        FieldRowPanel([FieldPanel("institution"), FieldPanel("kind")]),
        MultiFieldPanel(
            [
                FieldPanel("proposer"),
                FieldRowPanel([FieldPanel("decider"), FieldPanel("decided_on")]),
                FieldRowPanel([FieldPanel("filed_with"), FieldPanel("filed_on")]),
            ],
            heading=_("Decision and filing"),
        ),
        FieldPanel("note"),
    ]


class CommunityNameViewSet(RowViewSet):
    """Streets and estates by which residents find their community (路名、小区名)."""

    model = CommunityName
    name = "community-names"
    icon = "tag"
    list_display = ["name", "kind", "community"]
    inspect_view_fields = ["community", "name", "kind"]
    list_filter = ["community", "kind"]
    search_fields = ["name", "folded"]
    panels = [COMMUNITY_PANEL, FieldRowPanel([FieldPanel("name"), FieldPanel("kind")])]


class RuleSettingViewSet(RowViewSet):
    """Numbers that come from law (规则参数): a new value is a new row, the past stays."""

    model = RuleSetting
    name = "rule-settings"
    icon = "sliders"
    policy_class = HistoryPolicy
    base_form_class = RuleSettingForm
    list_display = ["key", "value", "unit", "scope", "effective_from", "basis"]
    list_filter = ["key"]
    panels = [
        FieldRowPanel([FieldPanel("key"), FieldPanel("scope")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
        FieldPanel("effective_from"),
        FieldPanel("basis"),
    ]


class CalendarFilterSet(WagtailFilterSet):
    """One year at a time, and what kind of day."""

    year = django_filters.ChoiceFilter(field_name="date", lookup_expr="year", label=_("Year"))
    month = django_filters.ChoiceFilter(
        field_name="date",
        lookup_expr="month",
        label=_("Month"),
        choices=[(number, str(number)) for number in range(1, 13)],
    )

    class Meta:
        model = CalendarDay
        fields = ["year", "month", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = CalendarDay.objects.dates("date", "year", order="DESC")
        self.filters["year"].extra["choices"] = [(day.year, str(day.year)) for day in years]


class CalendarIndexView(RowIndexView):
    """The days of this year unless another year is asked for."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """This year, as long as nothing is filtered."""
        rows = super().get_base_queryset()
        asked = self.request.GET.get("year") or self.request.GET.get("q")
        return rows if asked else rows.filter(date__year=timezone.localdate().year)


class WeekdayColumn(Column):
    """The weekday of a day, so that a make-up Saturday is seen at once."""

    def get_value(self, instance: Any) -> str:
        """Monday, Tuesday …"""
        from django.utils.formats import date_format

        return date_format(instance.date, "l")


class CalendarDayViewSet(RowViewSet):
    """The working-day calendar (节假日安排), a year at a time, day by day editable."""

    model = CalendarDay
    name = "calendar"
    icon = "calendar-alt"
    index_view_class = CalendarIndexView
    filterset_class = CalendarFilterSet
    list_per_page = 100
    panels = [FieldRowPanel([FieldPanel("date"), FieldPanel("kind")]), FieldPanel("note")]

    @cached_property
    def list_display(self) -> list[Any]:
        """Day, weekday, kind, note."""
        return ["date", WeekdayColumn("weekday", label=_("weekday")), "kind", "note"]


class TopicViewSet(RowViewSet):
    """The topics by which pages are found (主题词)."""

    model = Topic
    name = "topics"
    icon = "tag"
    list_display = ["name", "slug"]
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("slug")]


class PublicationFilterSet(WagtailFilterSet):
    """By verb and by title."""

    class Meta:
        model = Publication
        fields = ["verb"]


class PublicationViewSet(RowViewSet):
    """The register of publications (公开记录): read, never written."""

    model = Publication
    name = "publications"
    icon = "list-ul"
    policy_class = RegisterPolicy
    add_to_reference_index = False
    filterset_class = PublicationFilterSet
    search_fields = ["title", "index_no"]
    list_display = ["title", "index_no", "verb", "at", "by", "reason"]
    list_export = ["title", "index_no", "verb", "at", "by", "reason", "change_note"]
    inspect_view_fields = ["title", "index_no", "verb", "at", "by", "reason", "change_note"]
    form_fields: list[str] = []
    menu_order = 400
    add_to_admin_menu = True


class EditedPageColumn(TitleColumn):
    """The page on which something is to be mended, as a link to its form."""

    def get_value(self, instance: Any) -> str:
        """Its title."""
        return str(instance.page.title)

    def get_link_url(self, instance: Any, parent_context: Any) -> str:
        """Its form in the desk."""
        return reverse("wagtailadmin_pages:edit", args=[instance.page_id])


class DeadLinkIndexView(RowIndexView):
    """The dead links in reach, with their pages."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """One query for links and pages."""
        return super().get_base_queryset().select_related("page")


class DeadLinkViewSet(RowViewSet):
    """Links that lead nowhere (失效链接): found by the check, gone when mended."""

    model = DeadLink
    name = "dead-links"
    icon = "link"
    policy_class = RegisterPolicy
    index_view_class = DeadLinkIndexView
    list_filter = ["why", "is_external"]
    search_fields = ["address", "words"]
    inspect_view_fields = ["page", "address", "words", "why", "first_seen_at", "seen_at"]
    form_fields: list[str] = []
    menu_order = 420
    add_to_admin_menu = True

    @cached_property
    def list_display(self) -> list[Any]:
        """The page to mend first, then the link."""
        return [EditedPageColumn("page", label=_("page")), "words", "address", "why",
                "first_seen_at"]  # fmt: skip


class RulesAndCalendar(ViewSetGroup):
    """What holds for the whole installation."""

    menu_label = _("Rules and calendar")
    menu_icon = "calendar-check"
    menu_order = 350
    items = (RuleSettingViewSet, CalendarDayViewSet, TopicViewSet)
