"""Keeps the row from which every public page is framed: words of the menu, list of communities.

Written in the transaction that changes a menu page or a place, so that no reader sees an old menu
and no page pays for looking it up. Reading is in `portal.navigation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import models
from wagtail import hooks
from wagtail.models import Page, Site

from portal.prepared import PreparedList
from portal.signals import FRAME_PARTS


def refresh_after(page: Any) -> None:
    """Rewrites the frame when the saved page can stand in it."""
    is_place = page._meta.label in {"portal.District", "portal.Community"}
    if page.depth <= 3 or is_place or page.menu_label or page.stands_in_frame():
        refresh_all()


def refresh_all() -> None:
    """Rewrites the frame of every site whose root is a city."""
    settings_model = apps.get_model("portal", "SiteSettings")
    for site in Site.objects.select_related("root_page"):
        words = _menu_words(site.root_page)
        navigation: dict[str, Any] = {
            "words": words.get(site.root_page.path, []),
            "communities": _communities(site.root_page, words),
        }
        for part in hooks.get_hooks(FRAME_PARTS):
            navigation.update(part(site.root_page))
        settings_model.objects.update_or_create(site=site, defaults={"navigation": navigation})


def _relative(page: Any, root: Page) -> str:
    return page.url_path[len(root.url_path) :]


def _menu_words(root: Page) -> dict[str, list[dict[str, str]]]:
    """By tree path of the parent: public pages that ask to stand in the menu, in tree order."""
    rows = Page.objects.live().public().filter(path__startswith=root.path, show_in_menus=True)
    words: dict[str, list[dict[str, str]]] = {}
    for row in rows.order_by("path"):
        label = getattr(row.specific_class, "menu_label", "")
        word = {"label": label, "title": row.title, "path": _relative(row, root)}
        words.setdefault(row.path[: -row.steplen], []).append(word)
    return words


def _communities(root: Page, words: dict[str, list[dict[str, str]]]) -> list[dict[str, Any]]:
    """All public communities below the root with their district and the words of their own menu."""
    community_model = apps.get_model("portal", "Community")
    districts = dict(root.get_children().live().values_list("path", "title"))
    rows = community_model.objects.live().public().descendant_of(root).order_by("path")
    return [
        {
            "id": row.pk,
            "name": row.title,
            "district": districts.get(row.path[: len(root.path) + row.steplen], ""),
            "path": _relative(row, root),
            "words": words.get(row.path, []),
        }
        for row in rows
    ]


def _communities_at(paths: Sequence[str]) -> models.QuerySet[Any]:
    rows = apps.get_model("portal", "Community").objects.filter(path__in=paths)
    return rows.order_by("path").values_list("pk", "code")


_COMMUNITIES_AT = PreparedList(_communities_at, sample=lambda place: f"~{place}")


def community_id_of(page: Any) -> int | None:
    """The community in whose subtree the page stands; None for a page of the city."""
    prefixes = [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
    return next((pk for pk, _code in _COMMUNITIES_AT.rows(prefixes)), None)


def community_code_of(page: Any) -> str:
    """The code of the community in which a page stands or which it is; empty for the city."""
    ends = range(page.steplen, len(page.path or "") + 1, page.steplen)
    found = _COMMUNITIES_AT.rows([page.path[:end] for end in ends])
    return next((code for _pk, code in found), "")


def replace_subtree(page: Any) -> None:
    """After a move: communities of the moved items, the frame, and news for search."""
    from portal import signals

    moved = Page.objects.filter(path__startswith=Page.objects.get(pk=page.pk).path)
    for model in _open_info_models():
        for item in model._default_manager.filter(page_ptr__in=moved):
            row = model._default_manager.filter(pk=item.pk)
            row.update(in_community_id=community_id_of(item))
    refresh_all()
    signals.content_changed.send(sender=type(page), queryset=moved)


def _open_info_models() -> list[type[models.Model]]:
    from .open_info import OpenInfo

    return [model for model in apps.get_models() if issubclass(model, OpenInfo)]
