"""What service matters add to Wagtail and to the portal: screens, panels, lines of the desk."""

from typing import Any

from wagtail import hooks

from .demo import catalogue as demo_catalogue  # noqa: F401
from . import structured_data  # noqa: F401
from . import procedure_desk, structured_data  # noqa: F401
from .demo import procedures  # noqa: F401
from typing import Any

from wagtail import hooks

from . import window_desk  # noqa: F401
from . import window_desk, window_panels  # noqa: F401
from .demo import windows  # noqa: F401
from .window_viewsets import WindowRows


@hooks.register("register_admin_viewset")
def window_screens() -> list[Any]:
    """What stands behind the windows of a centre."""
    return [WindowRows()]
from . import home_panels  # noqa: F401
from .demo import local as demo_local  # noqa: F401
from .local_viewsets import LocalViewSet


@hooks.register("register_admin_viewset")
def local_screens() -> list[Any]:
    """What a community adds to the procedures of the city."""
    return [LocalViewSet()]
from .entry_viewsets import CatalogueRows, EntryViewSet


@hooks.register("register_admin_viewset")
def catalogue_screens() -> list[Any]:
    """Catalogues, their entries, matters, fields and occasions."""
    return [CatalogueRows(), EntryViewSet()]
from . import admission_desk, admission_reading, basis_views  # noqa: F401
from .admission_viewsets import AdmissionRows
from .demo import admission  # noqa: F401


@hooks.register("register_admin_viewset")
def admission_screens() -> list[Any]:
    """Requests, entrusted tasks and inspections."""
    return [AdmissionRows()]
