"""Keeps the row from which every public page is framed: words of the menu, list of communities.

Written in the transaction that changes a menu page or a place, so that no reader sees an old menu
and no page pays for looking it up. Reading is in `portal.navigation`.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from wagtail.models import Page, Site


def refresh_after(page: Any) -> None:
    """Rewrites the frame when the saved page can stand in it."""
    if page.depth <= 3 or page._meta.label in {"portal.District", "portal.Community"}:
        refresh_all()


def refresh_all() -> None:
    """Rewrites the frame of every site whose root is a city."""
    settings_model = apps.get_model("portal", "SiteSettings")
    for site in Site.objects.select_related("root_page"):
        navigation = {
            "words": _words(site.root_page),
            "communities": _communities(site.root_page),
        }
        settings_model.objects.update_or_create(site=site, defaults={"navigation": navigation})


def _relative(page: Any, root: Page) -> str:
    return page.url_path[len(root.url_path) :]


def _words(root: Page) -> list[dict[str, str]]:
    """The live children of the root that ask to stand in the menu, in tree order."""
    children = root.get_children().live().filter(show_in_menus=True).order_by("path").specific()
    return [
        {"label": child.menu_label or "", "title": child.title, "path": _relative(child, root)}
        for child in children
    ]


def _communities(root: Page) -> list[dict[str, Any]]:
    """All live communities below the root with the name of their district."""
    community_model = apps.get_model("portal", "Community")
    districts = dict(root.get_children().values_list("path", "title"))
    rows = community_model.objects.live().public().descendant_of(root).order_by("path")
    return [
        {
            "id": row.pk,
            "name": row.title,
            "district": districts.get(row.path[: len(root.path) + row.steplen], ""),
            "path": _relative(row, root),
        }
        for row in rows
    ]


def community_id_of(page: Any) -> int | None:
    """The community in whose subtree the page stands; None for a page of the city."""
    prefixes = [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
    community_model = apps.get_model("portal", "Community")
    return community_model.objects.filter(path__in=prefixes).values_list("pk", flat=True).first()


def replace_subtree(page: Any) -> None:
    """After a move: communities of the moved items, the frame, and news for search."""
    from portal import signals

    moved = Page.objects.filter(path__startswith=Page.objects.get(pk=page.pk).path)
    for model in _open_info_models():
        for item in model.objects.filter(page_ptr__in=moved):
            model.objects.filter(pk=item.pk).update(in_community_id=community_id_of(item))
    refresh_all()
    signals.content_changed.send(sender=type(page), queryset=moved)


def _open_info_models() -> list[type[models.Model]]:
    from .open_info import OpenInfo

    return [model for model in apps.get_models() if issubclass(model, OpenInfo)]
