"""The standing pages of the city in the footer of every page (页脚)."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from wagtail import hooks
from wagtail.models import Page

from portal.signals import FRAME_PARTS

from .choices import InfoKind
from .models import InfoPage


@hooks.register(FRAME_PARTS)
def footer_links(root: Page) -> dict[str, Any]:
    """The public information pages of the city in their order."""
    pages = InfoPage.objects.open_to_all().child_of(root).order_by("path")
    rows = [
        {
            "label": _message_id(InfoKind(page.kind)),
            "title": page.title,
            "path": page.url_path[len(root.url_path) :],
        }
        for page in pages
    ]
    return {"footer": rows}


def _message_id(kind: InfoKind) -> str:
    """How the footer calls a page of a kind; translated where it is shown."""
    with translation.override(None):
        return str(kind.label)
