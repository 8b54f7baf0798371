"""What service matters add to Wagtail and to the portal: screens, panels, lines of the desk."""

from .demo import catalogue as demo_catalogue  # noqa: F401
from . import structured_data  # noqa: F401
from .demo import procedures  # noqa: F401
