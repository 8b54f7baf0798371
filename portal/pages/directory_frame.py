"""The telephone of each community's centre, kept in the frame for headers and pages of errors."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.models import Page

from portal.signals import FRAME_PARTS

from .models import Centre


@hooks.register(FRAME_PARTS)
def telephones(root: Page) -> dict[str, Any]:
    """By key of the community (as text): the telephone of its first centre."""
    rows = Centre.objects.filter(community__path__startswith=root.path).order_by("-pk")
    return {"phones": {str(row.community_id): row.phone for row in rows if row.phone}}
