"""What the public site adds to Wagtail: panels of the home pages and the editors' screens."""

from . import home_panels, import_menu  # noqa: F401
from .demo import loading  # noqa: F401
