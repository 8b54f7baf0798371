"""What service matters add to Wagtail and to the portal: screens, panels, lines of the desk."""

from . import procedure_desk, structured_data  # noqa: F401
from .demo import procedures  # noqa: F401
