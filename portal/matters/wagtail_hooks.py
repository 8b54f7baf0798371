"""What service matters add to Wagtail and to the portal: screens, panels, lines of the desk."""

from typing import Any

from wagtail import hooks

from . import window_desk, window_panels  # noqa: F401
from .demo import windows  # noqa: F401
from .window_viewsets import WindowRows


@hooks.register("register_admin_viewset")
def window_screens() -> list[Any]:
    """What stands behind the windows of a centre."""
    return [WindowRows()]
