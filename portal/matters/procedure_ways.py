"""Where a reader goes on from a procedure: to the own community's address, or to its centre."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from portal.navigation import Frame, frame_of
from portal.pages.models import Directory

from .models import MatterSection
from .section_reading import own_section


def ways_of(page: Any, request: Any) -> dict[str, str]:
    """Addresses from the menu, no query: `services` and `centre` of the community at hand.

    On the city's page `own` is the same procedure in the chosen community, named `own_name`; a
    reader who has chosen none may do so (`choose`).
    """
    frame = frame_of(request)
    if frame.here:
        services, centre = MatterSection.menu_label, Directory.menu_label
        return {"services": _in_menu(frame, services), "centre": _in_menu(frame, centre)}
    chosen = frame.chosen_by_cookie
    if chosen is None:
        return {"choose": request.path if frame.communities else ""}
    community_id, base = own_section(frame, chosen)
    return {"own": f"{base}{page.slug}/", "own_name": chosen["name"]} if community_id else {}


def _in_menu(frame: Frame, label: str) -> str:
    words = (frame.here or {}).get("words", ())
    return next((str(word["url"]) for word in words if word["label"] == gettext(label)), "")
