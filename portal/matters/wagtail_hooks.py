"""What service matters add to Wagtail and to the portal: screens, panels, lines of the desk."""

from typing import Any

from wagtail import hooks

from . import (  # noqa: F401
    admission_desk,
    admission_reading,
    basis_views,
    catalogue_desk,
    hand_over,
    home_panels,
    local_desk,
    procedure_desk,
    sitemap_parts,
    structured_data,
    window_desk,
    window_panels,
)
from .admission_viewsets import AdmissionRows
from .demo import admission, procedures, windows  # noqa: F401
from .demo import catalogue as demo_catalogue  # noqa: F401
from .demo import local as demo_local  # noqa: F401
from .entry_viewsets import CatalogueRows, EntryViewSet
from .local_viewsets import LocalViewSet
from .window_viewsets import WindowRows


@hooks.register("register_admin_viewset")
def own_screens() -> list[Any]:
    """Catalogues and their entries, windows and rosters, local details, admission."""
    return [CatalogueRows(), EntryViewSet(), WindowRows(), LocalViewSet(), AdmissionRows()]
