"""The standing pages of the city in the footer of every page (页脚)."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.models import Page

from portal.problems import gettext_noop
from portal.signals import FRAME_PARTS

from .choices import InfoKind
from .models import InfoPage

LABELS = {
    InfoKind.ABOUT: gettext_noop("About the portal"),
    InfoKind.CATALOGUE: gettext_noop("What we publish, and why"),
    InfoKind.ACCESSIBILITY: gettext_noop("Accessibility statement"),
    InfoKind.PRIVACY: gettext_noop("Privacy"),
    InfoKind.CORRECTIONS: gettext_noop("Corrections"),
    InfoKind.REUSE: gettext_noop("Copyright and reuse"),
}
"""How the footer calls a page of each kind, in every language of the interface."""


@hooks.register(FRAME_PARTS)
def footer_links(root: Page) -> dict[str, Any]:
    """The public information pages of the city in their order."""
    pages = InfoPage.objects.live().public().child_of(root).order_by("path")
    rows = [
        {
            "label": LABELS.get(InfoKind(page.kind), ""),
            "title": page.title,
            "path": page.url_path[len(root.url_path) :],
        }
        for page in pages
    ]
    return {"footer": rows}
