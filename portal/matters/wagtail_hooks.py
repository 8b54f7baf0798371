"""What service matters add to Wagtail and to the portal: screens, panels, lines of the desk."""

from typing import Any

from wagtail import hooks

from .demo import catalogue as demo_catalogue  # noqa: F401
from .entry_viewsets import CatalogueRows, EntryViewSet


@hooks.register("register_admin_viewset")
def catalogue_screens() -> list[Any]:
    """Catalogues, their entries, matters, fields and occasions."""
    return [CatalogueRows(), EntryViewSet()]
