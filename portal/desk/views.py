"""The screens of the desk: the first one, the choice of a community, what one was told."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import ListView, TemplateView

from portal.models import StaffNotice
from portal.staff_notices import mark_read

from .doors import door
from .reach import places_for
from .screen import screen_for
from .state import CITY_DEPTH


class DeskView(TemplateView):
    """The first screen after signing in (工作台)."""

    template_name = "portal/admin/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The parts of the screen, the own places, where to search."""
        user = self.request.user
        places = places_for(user, "add_page", "change_page", "publish_page")
        return super().get_context_data(
            desk=screen_for(user),
            places=[place.title for place in places[:3]],
            is_many=len(places) > 3,
            is_one=len(places) == 1 and places[0].depth > CITY_DEPTH,
            search_url=_search_url(places),
            now=timezone.localtime(),
            **kwargs,
        )


def _search_url(places: list[Any]) -> str:
    """Search in the own community; people of several search in all they may see."""
    if len(places) == 1:
        return reverse("wagtailadmin_explore", args=[places[0].pk])
    return reverse("wagtailadmin_explore_root")


@require_GET
def go(request: HttpRequest, key: str) -> HttpResponse:
    """Through a door: straight on, or to the choice where there are several or a list to read."""
    one = door(key)
    if one is None:
        raise Http404
    if not one.opens_to(request.user):
        raise PermissionDenied
    targets = one.targets(request.user)
    if len(targets) == 1 and not one.is_list:
        return HttpResponseRedirect(targets[0][1])
    values = {"door": one, "targets": targets, "page_title": str(one.words)}
    return render(request, "portal/admin/desk_choice.html", values)


class ToldView(ListView):
    """All that one was told, the newest first."""

    template_name = "portal/admin/desk_told.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        """The own rows only."""
        user: Any = self.request.user
        return StaffNotice.objects.of(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its title."""
        return super().get_context_data(page_title=_("What you were told"), **kwargs)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks what one was told as read."""
    mark_read(request.user, at=timezone.now())
    return HttpResponseRedirect(reverse("wagtailadmin_home"))
