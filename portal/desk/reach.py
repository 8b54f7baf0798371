"""Whose pages a person sees on the desk: those at and below the places of the own groups."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.models import Page
from wagtail.permissions import page_permission_policy


def places_for(user: Any, *codenames: str) -> list[Page]:
    """The pages at which a group of `user` holds one of these permissions; costs one query a visit.

    A superuser has none: everything is in reach.
    """
    if user.is_superuser or not user.is_active:
        return []
    rows = page_permission_policy.get_cached_permissions_for_user(user)
    found = {row.page.pk: row.page for row in rows if row.permission.codename in codenames}
    return sorted(found.values(), key=lambda page: page.path)


def inside(user: Any, path: str = "path", *, codename: str = "change_page") -> Q:
    """A condition: the page whose tree path stands in `path` is in reach of `user`."""
    if user.is_superuser and user.is_active:
        return Q()
    reach = Q(pk__in=[])
    for place in places_for(user, codename):
        reach |= Q(**{f"{path}__startswith": place.path})
    return reach


def may_somewhere(user: Any, codename: str) -> bool:
    """Whether there is any page at which `user` holds this permission."""
    return bool(user.is_active and (user.is_superuser or places_for(user, codename)))
