"""What service matters add to Wagtail and to the portal: screens, panels, lines of the desk."""

from typing import Any

from wagtail import hooks

from . import admission_desk, admission_reading, basis_views  # noqa: F401
from .admission_viewsets import AdmissionRows
from .demo import admission  # noqa: F401


@hooks.register("register_admin_viewset")
def admission_screens() -> list[Any]:
    """Requests, entrusted tasks and inspections."""
    return [AdmissionRows()]
