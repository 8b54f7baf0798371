"""The list of pages at the desk (页面列表): Wagtail's own, with fewer questions to the database.

Its filters name kinds of page and people; people are those who worked on pages in one's own reach.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, MultipleUserFilter, WagtailFilterSet
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, PageLogEntry

from portal.listed_pages import own_models
from portal.roles import reach_of

EDIT = "wagtail.edit"


def in_reach(user: Any, path: str = "path") -> Q:
    """Rows whose page, found by the field `path`, stands in the reach of `user`."""
    if user.is_superuser:
        return Q()
    inside = Q(pk__in=[])
    for place in reach_of(user):
        inside |= Q(**{f"{path}__startswith": place.path})
    return inside


def on_the_way(user: Any) -> Q:
    """Pages in the reach of `user`, and those above that lead to them."""
    ways = in_reach(user)
    for place in () if user.is_superuser else reach_of(user):
        ends = range(place.steplen, len(place.path), place.steplen)
        ways |= Q(path__in=[place.path[:end] for end in ends])
    return ways


def editors_for(request: Any) -> QuerySet[Any]:
    """People who saved a page in the reach of who asks."""
    entries = PageLogEntry.objects.filter(in_reach(request.user, "page__path"), action=EDIT)
    people = get_user_model()._default_manager.order_by("last_name", "first_name", "username")
    return people.filter(pk__in=entries.order_by().values("user"))


def kinds() -> list[tuple[int, str]]:
    """The kinds of page by name."""
    types = ContentType.objects.get_for_models(*own_models())
    names = ((row.pk, str(capfirst(model._meta.verbose_name))) for model, row in types.items())
    return sorted(names, key=lambda kind: kind[1])


class EditedByFilter(MultipleUserFilter):
    """Pages that one of the people chosen has saved."""

    def filter(self, qs: Any, value: Any) -> Any:
        """By the log, which keeps who saved what."""
        if not value:
            return qs
        saved = PageLogEntry.objects.filter(action=EDIT, user__in=value)
        return qs.filter(pk__in=saved.order_by().values("page_id"))


class ListFilterSet(WagtailFilterSet):
    """What a clerk looks for: when it was saved, by whom, what kind, with pages below or not."""

    latest_revision_created_at = django_filters.DateFromToRangeFilter(
        label=_("Date updated"), widget=DateRangePickerWidget
    )
    edited_by = EditedByFilter(
        label=_("Edited by"), queryset=editors_for, widget=CheckboxSelectMultiple
    )
    content_type = django_filters.MultipleChoiceFilter(
        label=_("Page type"), choices=kinds, widget=CheckboxSelectMultiple
    )
    has_child_pages = django_filters.ChoiceFilter(
        label=_("Has child pages"),
        empty_label=_("Any"),
        choices=[("true", _("Yes")), ("false", _("No"))],
        widget=RadioSelect,
        method="filter_by_children",
    )

    class Meta:
        model = Page
        fields: list[str] = []

    def filter_by_children(self, rows: Any, _name: str, value: str) -> Any:
        """A page without pages below it has none in its count."""
        return rows.filter(numchild__gt=0) if value == "true" else rows.filter(numchild=0)


class PageListView(ExplorableIndexView):
    """The pages below one page."""

    # The parent of every row is the page whose list this is; found pages get theirs when searching.
    base_columns = [
        column for column in ExplorableIndexView.base_columns if column.name != "parent"
    ]

    def get_base_queryset(self) -> Any:
        """The pages below that may be looked into; while searching, all of them at any depth."""
        pages = self.model._default_manager.all()
        if not (self.is_searching or self.is_filtering):
            pages = pages.child_of(self.parent_page)
        elif not self.is_searching_whole_tree:
            pages = pages.descendant_of(self.parent_page)
        return self.annotate_queryset(pages.filter(on_the_way(self.request.user)))

    def annotate_queryset(self, pages: Any) -> Any:
        """What a row shows; kinds of page and roots of sites are known without asking."""
        return super().annotate_queryset(pages).prefetch_related(None).prefetch_workflow_states()

    def get_side_panels(self) -> Any:
        """The panels, which ask twice for the revision that is both newest and public."""
        page = self.parent_page
        if page.live_revision_id and page.live_revision_id == page.latest_revision_id:
            page.live_revision = page.latest_revision
        return super().get_side_panels()


class PageListViewSet(PageViewSet):
    """In the place of Wagtail's own for every kind of page."""

    model = Page
    index_view_class = PageListView
    filterset_class = ListFilterSet
