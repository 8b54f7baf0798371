"""The main menu in words of the work (左侧菜单): doors first, Wagtail's own words behind them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from .doors import all_doors

ALWAYS_HIDDEN = {"help"}
HIDDEN_FROM_STAFF = {"reports", "snippets", "forms"}
RENAMED = {"images": (_("Pictures"), 300),
           "documents": (_("Files"), 310)}  # fmt: skip
HOME_ORDER = 1


class DoorItem(MenuItem):
    """A word of the menu that leads through a door."""

    def __init__(self, door: Any) -> None:
        super().__init__(
            door.words, reverse("desk_go", args=[door.key]), name=f"desk-{door.key}",
            icon_name=door.icon, order=door.order,
        )  # fmt: skip
        self.door = door

    def is_shown(self, request: HttpRequest) -> bool:
        """To those who may do it."""
        return bool(self.door.opens_to(request.user))


def _all_pages() -> MenuItem:
    """A plain way to the own pages; Wagtail's sliding tree is for those who keep the tree."""
    url = reverse("wagtailadmin_explore_root")
    return MenuItem(
        _("All pages"), url, name="all-pages", icon_name="folder-open-inverse", order=500
    )


def in_words_of_the_work(request: HttpRequest, items: list[Any]) -> None:
    """Hides what a clerk never needs, names the rest as the work does, puts the doors first."""
    hidden = ALWAYS_HIDDEN | (set() if request.user.is_superuser else HIDDEN_FROM_STAFF)
    items[:] = [item for item in items if item.name not in hidden]
    for item in items:
        if item.name in RENAMED:
            item.label, item.order = RENAMED[item.name]
    if not request.user.is_superuser:
        items[:] = [_all_pages() if item.name == "explorer" else item for item in items]
    home = MenuItem(
        _("Desk"), reverse("wagtailadmin_home"), name="desk", icon_name="desktop", order=HOME_ORDER
    )
    doors = [DoorItem(door) for door in all_doors() if door.in_menu]
    items += [home, *(item for item in doors if item.is_shown(request))]
