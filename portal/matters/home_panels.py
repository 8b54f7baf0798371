"""What service matters show on home pages: the commonest first, then the occasions of a life."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks

from portal.models import Community
from portal.navigation import frame_of
from portal.panels import HomePanel
from portal.signals import HOME_PANELS

from .choices import OccasionKind
from .section_reading import (
    COMMONEST,
    commonest,
    lines,
    occasions_of,
    offered_in,
    own_section,
    shown_in,
)

MOST_EVENTS = 8


@hooks.register(HOME_PANELS, order=16)
def services(request: HttpRequest, place: Any) -> HomePanel | None:
    """Services lead the home page (常办的事、人生大事); nothing where the portal offers none.

    In a community, and for who has chosen one, the own windows and the own order. Two queries, and
    none where no section of services stands in the menu.
    """
    frame = frame_of(request)
    own = frame.here if isinstance(place, Community) else frame.chosen_by_cookie
    community_id, base = own_section(frame, own)
    if not base:
        return None
    rows = offered_in(community_id, on=timezone.localdate())
    common = list(commonest(lines(rows, community_id))[:COMMONEST])
    occasions = occasions_of(rows)
    if not common and not occasions:
        return None
    values = {
        "offers": shown_in(common, base),
        "events": [row for row in occasions if row.kind == OccasionKind.LIFE_EVENT][:MOST_EVENTS],
        "audiences": [row for row in occasions if row.kind == OccasionKind.AUDIENCE],
        "base": base,
    }
    return HomePanel("matters/panels/services.html", values)
