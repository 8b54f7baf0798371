"""What service matters add to Wagtail and to the portal: screens, panels, lines of the desk."""

from typing import Any

from wagtail import hooks

from . import home_panels  # noqa: F401
from .demo import local as demo_local  # noqa: F401
from .local_viewsets import LocalViewSet


@hooks.register("register_admin_viewset")
def local_screens() -> list[Any]:
    """What a community adds to the procedures of the city."""
    return [LocalViewSet()]
