"""What is being prepared (在办情况): pages in reach that are not public, or not as they stand.

For who supervises and changes nothing: titles, kinds and states, no text and no form.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.models import Page

from portal import roles
from portal.models import Community
from portal.posts import LOOKING_ROLES, roles_of

URL_NAME = "page_states"


class PlaceColumn(Column):
    """The community a page belongs to."""

    def __init__(self, name: str, places: dict[str, str], **options: Any) -> None:
        super().__init__(name, **options)
        self.places = places

    def get_value(self, instance: Any) -> str:
        """Its name; nothing for a page of the city or district itself."""
        paths = (path for path in self.places if instance.path.startswith(path))
        return self.places.get(next(paths, ""), "")


class PageStatesView(generic.IndexView):
    """The list, newest change first; without links, for nothing is to be done here."""

    model = Page
    page_title = _("In preparation")
    header_icon = "tasks"
    index_url_name = URL_NAME
    index_results_url_name = URL_NAME
    paginate_by = 50
    default_ordering = "-latest_revision_created_at"
    permission_policy = None
    is_searchable = False

    def get_base_queryset(self) -> QuerySet[Page]:
        """Pages in reach that the public does not see, or not as they stand."""
        inside = Q(pk__in=[])
        for place in roles.reach_of(self.request.user):
            inside |= Q(path__startswith=place.path)
        pages = Page.objects.filter(depth__gt=1).filter(
            Q(live=False) | Q(has_unpublished_changes=True)
        )
        return pages if self.request.user.is_superuser else pages.filter(inside)

    @cached_property
    def columns(self) -> list[Column]:
        """Title, community, kind, state, last change."""
        places = dict(Community.objects.values_list("path", "title"))
        return [
            Column("draft_title", label=_("Title")),
            PlaceColumn("place", places, label=_("Community")),
            Column("page_type_display_name", label=_("Kind")),
            Column("status_string", label=_("State")),
            DateColumn("latest_revision_created_at", label=_("Last change")),
        ]


class PageStatesMenuItem(MenuItem):
    """Shown to who looks and does not write."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Asks for a place at which only the verb view holds."""
        user: Any = request.user
        looks = {role for role in roles_of(user) if role in LOOKING_ROLES}
        return bool(looks) and not user.is_superuser


def urls() -> list[URLPattern]:
    """The address below the desk."""
    return [path("in-preparation/", PageStatesView.as_view(), name=URL_NAME)]


def menu_item() -> MenuItem:
    """The entry in the main menu."""
    return PageStatesMenuItem(
        _("In preparation"), reverse_lazy(URL_NAME), icon_name="tasks", order=200
    )
